import { Alarm } from '../../alarm/alarm';
import { type Distance, distanceBeyond, isSlight } from '../../alarm/distance';
import { bits } from '../../math/bits';
import { FLAG } from './messages';
import type { NearLog } from './near';
import type { Rules } from './rules';

/** Rules from a time on. */
export interface RulesFrom {
  readonly at: number;
  readonly rules: Rules;
}

/** An alarm that there would have been. */
export interface WouldBe {
  readonly from: number;
  to: number;
  peak: number;
}

/** Which limit is tried: a stop by its place, the one that was in force, or none, so that only the charts speak. */
export type Trial = number | 'present' | 'charts';

/**
 * Runs an asset's alarm over the log of its records near the limit. It is the decision's own Alarm, so that delays, chattering
 * and release are what they are in the plant; of the records between two entries only their times matter, and what lasts.
 * @param logs in order of time
 * @param rules in order of time, not empty
 * @param from until then there is what there was: an alarm may be open, or have chattered
 * @returns alarms that begin from then on
 */
export function replay(
  logs: readonly NearLog[],
  rules: readonly RulesFrom[],
  tried: Trial,
  from = Number.NEGATIVE_INFINITY,
): WouldBe[] {
  const found: WouldBe[] = [];
  let place = 0;
  let inForce = rules[0]!.rules;
  let alarm = new Alarm(inForce.delays);
  let hits = 0;
  let peak = Number.NEGATIVE_INFINITY;
  let time = logs[0]?.times[0] ?? 0;
  let lasting = 0;

  const settle = (at: number): void => {
    while (place + 1 < rules.length && rules[place + 1]!.at <= at) place++;
    const next = rules[place]!.rules;
    if (next === inForce) return;
    if (JSON.stringify(next.delays) !== JSON.stringify(inForce.delays))
      alarm = new Alarm(next.delays, alarm.snapshot());
    inForce = next;
  };
  const step = (at: number, counts: boolean, distance?: Distance): void => {
    const change = alarm.step(at, counts, undefined, distance, (lasting & FLAG.away) !== 0);
    if (change === 'raised') found.push({ from: alarm.onset, to: at, peak });
    if (alarm.active) {
      const open = found.at(-1)!;
      open.to = at;
      open.peak = Math.max(open.peak, peak);
    } else if (change === 'cleared') found.at(-1)!.to = at;
    if (alarm.idle) peak = Number.NEGATIVE_INFINITY;
  };
  /** @param gaps equal ones until then */
  const skip = (count: number, until: number, gaps: number): void => {
    const { among } = inForce;
    hits = count >= among ? 0 : (hits << count) & mask(among);
    if ((lasting & FLAG.off) !== 0) return;
    const at = (k: number): number => time + (k * (until - time)) / gaps;
    let done = 0;
    // Who is not judged does not calm down.
    const judged = (lasting & FLAG.fault) === 0;
    for (; judged && done < count && !alarm.settled; done++) step(at(done + 1), false);
    alarm.skip(at(count), count - done, judged);
  };

  for (const log of logs) {
    for (let i = 0; i < log.times.length; i++) {
      const at = log.times[i]!;
      const flags = log.flags[i]!;
      skip(log.skipped[i]!, at, log.skipped[i]! + 1);
      time = at;
      lasting = flags;
      settle(at);
      if ((flags & FLAG.gap) !== 0) hits = 0;
      if ((flags & FLAG.off) !== 0) continue;
      const { among, needed } = inForce;
      const score = log.score[i]!;
      const trial = at < from ? 'present' : tried;
      const [above, near] = place01(inForce, trial, score, log.limit[i]!, flags);
      hits = ((hits << 1) | (above ? 1 : 0)) & mask(among);
      const judged = trial === 'present' ? above : above && bits(hits) >= needed;
      const anomalous = judged || (flags & FLAG.chart) !== 0;
      if (!anomalous && (alarm.settled || (flags & FLAG.fault) !== 0)) {
        alarm.skip(at, 1, (flags & FLAG.fault) === 0);
        continue;
      }
      if (anomalous) peak = Math.max(peak, score);
      // While an alarm is open only what a person allows of tags counts no more.
      const told = alarm.active ? FLAG.excused : FLAG.excused | FLAG.masked;
      const beyond = distanceBeyond((flags & FLAG.unseen) !== 0, near, (flags & FLAG.chart) !== 0);
      const within = above || near ? 'near' : undefined;
      // Of a score that was never seen no limit that is tried makes a usual one.
      const distance = judged ? beyond : anomalous ? undefined : within;
      const excused = anomalous && (flags & told) !== 0 && (alarm.active || alarm.isDue(at, distance));
      if (excused) alarm.forget();
      step(at, anomalous && !excused, excused ? undefined : distance);
    }
    // The last of them is the one at the end.
    skip(log.after, log.end, log.after);
    time = log.end;
  }
  // An alarm that nobody judges any more is open still.
  if (alarm.active) found.at(-1)!.to = time;
  return found.filter((one) => one.from >= from);
}

/** Whether a record is above the limit that is tried, and whether it is near it: only just above, or no calm below. */
function place01(
  rules: Rules,
  trial: Trial,
  score: number,
  limit: number,
  flags: number,
): [above: boolean, near: boolean] {
  if (trial === 'charts' || (flags & (FLAG.learning | FLAG.fault)) !== 0 || Number.isNaN(limit)) return [false, false];
  const { typical } = rules;
  const room = (limit - typical) / (rules.limit - typical);
  const at = (value: number): number => typical + (value - typical) * room;
  const isPresent = trial === 'present';
  const tried = isPresent ? limit : at(rules.limits[trial]!);
  const above = isPresent ? (flags & FLAG.anomaly) !== 0 : score > tried;
  if (above) return [true, isSlight(score, tried)];
  return [false, score > at(rules.calm[isPresent ? presentStop(rules) : trial]!)];
}

/** The stop whose limit is nearest to the one in force. */
function presentStop({ limits, limit }: Rules): number {
  let best = 0;
  for (let i = 1; i < limits.length; i++) if (Math.abs(limits[i]! - limit) < Math.abs(limits[best]! - limit)) best = i;
  return best;
}

function mask(among: number): number {
  return 2 ** among - 1;
}
