import { STOPS } from '../../alarm/stops';
import type { AlarmLine, WhatIf } from '../api';
import { FLAG } from './messages';
import type { NearLog } from './near';
import { type RulesFrom, replay, type WouldBe } from './replay';
import type { Rules } from './rules';

const DAY = 86_400_000;
const WEEK = 7 * DAY;
/** How far back is looked. */
export const SEEN = 30 * DAY;
/** A budget that is so near to a stop is that stop; a limit too, as part of its distance from the usual score. */
const SAME = 1e-6;
const SAME_LIMIT = 0.02;

/** What is known of a key's last weeks. */
export interface Past {
  readonly key: string;
  /** In order of time. */
  readonly logs: readonly NearLog[];
  readonly rules: readonly RulesFrom[];
  readonly alarms: readonly AlarmLine[];
  readonly unjudged: readonly { readonly from: number; readonly to: number; readonly why: string }[];
  /** Why there are no rules. */
  readonly why: string | undefined;
  readonly now: number;
}

/** Which alarms there would have been at each stop of the slider. */
export function whatIf(past: Past): WhatIf {
  const { key, now } = past;
  const last = past.rules.at(-1)?.rules;
  const begun = past.logs.length === 0 ? now : startOf(past.logs[0]!);
  const model = lastModel(past.logs);
  const allowed = lastAllowed(past.rules);
  const later = model === undefined || (allowed !== undefined && allowed > model) ? allowed : model;
  const from = later === undefined ? begun : Math.max(later, begun);
  const { logs } = past;
  const to = logs.at(-1)?.end ?? now;
  const unjudged = past.unjudged.filter((span) => span.to >= from && span.from <= to);
  const why = later === model ? 'before the present model' : 'before the present rules of tags';
  const before = from > begun ? [{ from: begun, to: from, why }] : [];
  const common = { key, from, to, notCounted: [...before, ...unjudged] };
  if (last === undefined || logs.length === 0 || to < from) {
    return {
      ...common,
      present: 0,
      judged: 0,
      stops: [],
      anyway: [],
      ...(past.why !== undefined && { why: past.why }),
    };
  }
  const counted =
    to - from - unjudged.reduce((sum, span) => sum + Math.min(to, span.to) - Math.max(from, span.from), 0);
  const alarms = past.alarms.filter(({ since: begin }) => begin >= from);
  const wrong = alarms.filter(({ feedback }) => feedback?.verdict !== 'true').length;
  const stops = STOPS.map((perWeek, i) => {
    // What came of the present limit is known record by record.
    const here = past.rules.every(({ rules }) => isPresent(rules, i));
    const found: WouldBe[] = replay(logs, past.rules, here ? 'present' : i, from);
    const meets = ({ since: begin, until = to }: AlarmLine): boolean =>
      found.some((one) => one.from <= until && one.to >= begin);
    const called = (verdict: string): AlarmLine[] => alarms.filter(({ feedback }) => feedback?.verdict === verdict);
    return {
      perWeek,
      limit: last.limits[i]!,
      alarms: found,
      missedTrue: called('true').filter((line) => !meets(line)).length,
      remainingFalse: called('false').filter(meets).length,
    };
  });
  return {
    ...common,
    present: last.present,
    ...(counted >= WEEK && { realised: Math.round((100 * wrong * WEEK) / counted) / 100 }),
    stops,
    anyway: replay(logs, past.rules, 'charts', from).map(({ from: begin, to: end }) => ({ from: begin, to: end })),
    judged: Math.max(0, counted),
  };
}

/** Whether the limit in force is that of a stop. */
function isPresent({ present, limit, typical, limits }: Rules, stop: number): boolean {
  if (Math.abs(STOPS[stop]! / present - 1) > SAME) return false;
  return Math.abs(limits[stop]! - limit) <= SAME_LIMIT * (limit - typical);
}

function startOf({ times, end }: NearLog): number {
  return times[0] ?? end;
}

/** When the present model came into force, where that was seen. */
function lastModel(logs: readonly NearLog[]): number | undefined {
  for (let k = logs.length - 1; k >= 0; k--) {
    const { times, flags } = logs[k]!;
    for (let i = times.length - 1; i >= 0; i--) if ((flags[i]! & FLAG.model) !== 0) return times[i]!;
  }
  return undefined;
}

/** When what a person allows of tags was changed last, where that was seen: what came before was looked at with other rules. */
function lastAllowed(rules: readonly RulesFrom[]): number | undefined {
  const last = rules.at(-1)?.rules.allowed;
  const other = rules.findLastIndex(({ rules: { allowed } }) => allowed !== last);
  return other < 0 ? undefined : rules[other + 1]!.at;
}
