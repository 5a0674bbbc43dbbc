import type { AlarmDelays } from '../../alarm/alarm';
import { STOPS } from '../../alarm/stops';
import { isPlainObject } from '../../input';
import type { Reports } from './history';

/** What decides which records make an alarm, at a time. Plain data. */
export interface Rules {
  readonly delays: AlarmDelays;
  /** So many scores above the limit among so many last ones are an anomaly. */
  readonly needed: number;
  readonly among: number;
  /** The usual score, and the limit in force. */
  readonly typical: number;
  readonly limit: number;
  /** False alarms a week that are promised. */
  readonly present: number;
  /** At each of STOPS: the limit, and the score above which an open alarm does not count a record as calm. */
  readonly limits: readonly number[];
  readonly calm: readonly number[];
  /** What a person allows of tags, as JSON; absent in what older versions kept. */
  readonly allowed?: string;
}

/** Reads the reports of threshold and decision. @returns a sentence where what-if cannot be told from them */
export function readRules({ threshold, decision }: Reports): Rules | string {
  if (threshold === undefined || decision === undefined) {
    return 'There is no threshold or no decision node in the chain, so nothing tells what another limit would have done.';
  }
  const { whatIf, limit, typical, needed, among, perWeek, strategy } = threshold;
  const { delays, least = {} } = decision;
  if (!Array.isArray(whatIf) || whatIf.length === 0 || !isPlainObject(delays)) {
    return `A limit of the kind ${JSON.stringify(strategy)} does not follow from alarms a week.`;
  }
  const rows = STOPS.map((stop) => (whatIf as unknown[]).find((row) => isPlainObject(row) && row['perWeek'] === stop));
  const of = (name: string): number[] => rows.map((row) => Number((row as Record<string, unknown>)?.[name]));
  const { confirm, onDelay, release, offDelay } = delays;
  const rules = {
    delays: { confirm, onDelay, release, offDelay } as AlarmDelays,
    needed: needed as number,
    among: among as number,
    typical: typical as number,
    limit: limit as number,
    present: perWeek as number,
    limits: of('limit'),
    calm: of('calm'),
    allowed: JSON.stringify(least),
  };
  const { allowed: _, ...counted } = rules;
  const numbers = [...Object.values(counted).flat(), ...Object.values(rules.delays)].filter(
    (v) => typeof v !== 'object',
  );
  if (!numbers.every((value) => Number.isFinite(value))) return 'There is no limit yet.';
  return rules;
}

/** So far a limit may move, as a part of its distance from the usual score, before rules are asked for anew. */
const MOVED = 0.005;

/** Whether a limit in force is no longer the one that rules were told with. */
export function hasMoved(rules: Rules, limit: number): boolean {
  return Math.abs(limit - rules.limit) > MOVED * Math.abs(rules.limit - rules.typical);
}
