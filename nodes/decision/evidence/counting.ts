import type { Reference } from '../observe/reference';

/** What a tag that only goes up does. */
export type Counting = 'on' | 'anew';

/** Steps up, at least. */
const LEAST = 8;
/** What goes to and fro is within so many deviations of its mean: from there it begins anew all the time. */
const USUAL = 1.8;
/** Rows before an episode in which it may have begun. */
const LEAD = 8;

/**
 * Whether a tag counts up all the time, before the episode too, or has begun anew: one fall below all that it was before, and it
 * goes on counting.
 * @param series values of the tag, oldest first; NaN where there is none
 * @param rows of the episode
 */
export function countingOf(
  series: Float64Array,
  reference: Reference,
  channel: number,
  rows: number,
): Counting | undefined {
  let count = 0;
  let up = 0;
  let fall = 0;
  let fell = Number.NaN;
  /** Values from the lower side of the largest fall on. */
  let since = 0;
  let after = Number.NaN;
  for (let t = series.length - 1; t >= 0; t--) {
    const value = series[t]!;
    if (Number.isNaN(value)) continue;
    if (after > value) up++;
    else if (value - after > 0 && value - after >= fall) {
      // Most tags end here, after a few of their rows: they fall as far all the time.
      if (count > rows + LEAD) return undefined;
      fall = value - after;
      fell = value;
      since = count;
    }
    after = value;
    count++;
  }
  if (fall === 0) return up >= LEAST ? 'on' : undefined;
  const at = count - since;
  if (!(Math.abs(fell - reference.mean(channel)) > USUAL * reference.deviation(channel))) return undefined;
  const known = series.filter((value) => !Number.isNaN(value));
  const [first, then] = [known.subarray(0, at), known.subarray(at)];
  return counts(first) && counts(then) && Math.max(...then) < Math.min(...first.subarray(-LEAST)) ? 'anew' : undefined;
}

/** One that falls now and then does not. */
function counts(values: Float64Array): boolean {
  let up = 0;
  let down = 0;
  for (let t = 1; t < values.length; t++) {
    if (values[t]! > values[t - 1]!) up++;
    else if (values[t]! < values[t - 1]!) down++;
  }
  return up >= LEAST && down === 0;
}
