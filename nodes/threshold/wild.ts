import { ascending } from '../../lib/math/quantile';
import { fitTail, tailLimit } from '../../lib/tail/tail';

/** At most this part of the scores can be wild, and at least so many. */
const MOST = 0.02;
const FEW = 2;
/** A score is wild when the tail of the others brings one as high once in so many calibrations. */
const CALIBRATIONS = 1000;
/** Several wild scores of one size are no accident: whatever makes them comes back. */
const SEVERAL = 3;
const ONE_SIZE = 2;

/**
 * Live scores without those that the tail of the others cannot have brought: the limit that is learned from them is not to be
 * set by a single wild one. Scores that come back at one size, and the tail of a skewed distribution, stay.
 * @param scores finite, in order of time
 */
export function withoutWild(scores: readonly number[]): readonly number[] {
  const n = scores.length;
  const sorted = ascending(scores);
  for (let k = Math.max(FEW, Math.floor(MOST * n)); k >= 1; k--) {
    const rest = sorted.subarray(0, n - k);
    if (rest.length <= k || !(rest[0]! < rest.at(-1)!)) continue;
    const tail = fitTail(rest);
    const excesses = Math.round(tail.share * rest.length);
    const highest = tailLimit({ ...tail, count: excesses, index: 1 }, 1 / (CALIBRATIONS * n));
    const [least, most] = [sorted[n - k]!, sorted[n - 1]!];
    if (!(least > highest)) continue;
    const comesBack = k >= SEVERAL && most - tail.level < ONE_SIZE * (least - tail.level);
    return comesBack ? scores : scores.filter((score) => score < least);
  }
  return scores;
}
