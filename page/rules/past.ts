import type { AlarmLine, History } from '../../lib/page/api';
import { latest } from '../alarms/latest';
import { seriesOf } from '../asset/history';
import { resource } from '../state/resource';
import { store } from '../state/store';

/** What the alarms of the past would have been under another rule for a tag, by the values that are kept of them. */

export type Way = 'high' | 'low' | 'both' | 'never';

export interface Rule {
  /** In the tag's own unit; 0: any. */
  readonly size: number;
  readonly way: Way;
}

const SPAN = 30 * 86_400_000;
const HOUR = 3_600_000;
/** Of so many alarms the values are asked for, the newest first. */
const MOST = 12;
const POINTS = 400;
/** So many standard deviations are no chance. */
const OUT = 4;

/** How far a tag was from what was expected in one bucket: too high, too low, and on average. */
interface Off {
  readonly high: number;
  readonly low: number;
  readonly mean: number;
}

/** An alarm about a tag, with how far that was away in it. */
export interface PastAlarm {
  readonly alarm: AlarmLine;
  /** Deviations by bucket, too high and too low; undefined where they are not kept, or nothing is known to compare with. */
  readonly off: readonly Off[] | undefined;
}

export interface Past {
  readonly alarms: readonly PastAlarm[];
  /** There were more; those are the newest. */
  readonly more: boolean;
  readonly loading: boolean;
}

export function pastOf(key: string, tag: string): Past {
  if (!store.past) return { alarms: [], more: false, loading: false };
  const to = Math.ceil(latest() / HOUR) * HOUR;
  const query = new URLSearchParams({ key, from: String(to - SPAN), to: String(to) });
  const found = resource<readonly AlarmLine[]>(`alarms of a month of ${key}`, `api/alarms?${query}`, 60_000);
  const about = (found.data ?? []).filter(({ tags }) => tags.includes(tag)).sort((a, b) => b.since - a.since);
  let loading = found.data === undefined && found.error === undefined;
  const alarms = about.slice(0, MOST).map((alarm): PastAlarm => {
    const wanted = new URLSearchParams({
      key,
      from: String(alarm.since),
      to: String(Math.max(alarm.since + 1000, alarm.until ?? latest())),
      points: String(POINTS),
      series: `tag:${tag}`,
    });
    const values = resource<History>(`values of ${alarm.id} ${tag}`, `api/history?${wanted}`);
    if (values.data === undefined && values.error === undefined) loading = true;
    return { alarm, off: values.data && deviations(values.data, tag) };
  });
  return { alarms, more: about.length > MOST, loading };
}

function deviations(history: History, tag: string): PastAlarm['off'] {
  const measured = seriesOf(history, `tag:${tag}`);
  const expected = seriesOf(history, `expected:${tag}`);
  if (measured === undefined || expected === undefined) return undefined;
  return expected.mean.flatMap((should, i) => {
    const [hi, lo, mean] = [measured.hi[i] ?? null, measured.lo[i] ?? null, measured.mean[i] ?? null];
    if (should === null || hi === null || lo === null || mean === null) return [];
    return [{ high: hi - should, low: should - lo, mean: mean - should }];
  });
}

/**
 * Whether an alarm would have come under a rule.
 * @param tag that the rule is for
 * @param rules of the other tags
 * @param needed records that make an alarm
 * @returns undefined where it cannot be told
 */
export function comes(
  { alarm, off }: PastAlarm,
  tag: string,
  { size, way }: Rule,
  rules: Readonly<Record<string, Rule>>,
  needed: number,
): boolean | undefined {
  if (alarm.tags.some((other) => other !== tag && !Object.hasOwn(rules, other))) return true;
  if (way === 'never') return false;
  if (size === 0 && way === 'both') return true;
  if (off === undefined || off.length === 0) return undefined;
  const beyond =
    way === 'both' ? off.filter(({ high, low }) => Math.max(high, low) >= size) : goingThatWay(off, size, way);
  return beyond.length >= Math.min(needed, off.length);
}

/** As the guard has it: where a tag goes the other way on the whole, what usually comes and goes around that is none of it. */
function goingThatWay(off: readonly Off[], size: number, way: 'high' | 'low'): readonly Off[] {
  const sign = way === 'high' ? 1 : -1;
  const middle = off.reduce((sum, { mean }) => sum + mean, 0) / off.length;
  const spread = Math.sqrt(off.reduce((sum, { mean }) => sum + (mean - middle) ** 2, 0) / off.length);
  if (sign * middle > 0 && size === 0) return off;
  const far = sign * middle > 0 ? size : Math.max(size, OUT * spread);
  return off.filter((one) => one[way] >= far);
}

/** How far away the tag was at most. */
export function furthest({ off = [] }: PastAlarm): number {
  return off.reduce((most, { high, low }) => Math.max(most, high, low), 0);
}
