import { meanOf } from '../observe/step';

/** Messages that a tag may be behind, at most. */
const MOST = 24;
/** Rows compared. */
const ROWS = 48;
/** So many times the usual mean square a residual is off, and so many are left of it once the lag is taken out. */
const OFF = 4;
const LEFT = 1.6;
/** Where much is off, so large a part of it is. */
const PART = 0.1;

/**
 * How many messages a tag is behind its twin: what it shows now the twin showed then. A gateway, or a slow poll, holds it back.
 * @param values of the tag, oldest first @param off from its twin, by row
 * @param mean usual residual @param deviation of it
 * @param rows since it may have begun
 * @returns 0 where it is not behind
 */
export function lagOf(values: Float64Array, off: Float64Array, mean: number, deviation: number, rows: number): number {
  const compared = Math.min(ROWS, rows, values.length - MOST);
  if (compared < MOST) return 0;
  const errorOf = (lag: number, about = mean): number => {
    let sum = 0;
    let count = 0;
    for (let at = values.length - compared; at < values.length; at++) {
      const twin = values[at - lag]! - off[at - lag]!;
      const error = values[at]! - twin - about;
      if (Number.isNaN(error)) continue;
      sum += error * error;
      count++;
    }
    return 2 * count < compared ? Number.POSITIVE_INFINITY : sum / count / deviation ** 2;
  };
  // An offset that a slow trend happens to make up for is none: it is what moves that comes late.
  const offset = meanOf(off, off.length - compared, off.length);
  const moving = errorOf(0, offset);
  if (errorOf(0) < OFF || moving < OFF / 2 || moving === Number.POSITIVE_INFINITY) return 0;
  let best = 0;
  let least = Math.max(LEFT, PART * moving);
  for (let lag = 1; lag <= MOST; lag++) {
    const error = errorOf(lag);
    if (error < least) [best, least] = [lag, error];
  }
  return best;
}
