import { measuredValues } from './calm';
import { ROWS_PER_COLUMN } from './columns';
import type { Trail } from './trail';

/** Rows after which relations are trusted however seldom the plant has moved, and after which more make them no surer. */
const ENOUGH_ROWS = 4000;
const MOST_ROWS = 8000;
/** So often three quarters of the inputs must have gone from low to high or back before. */
export const LEAST_SWINGS = 6;
const QUARTER = 1 / 4;
/** Deviations from the mean on each side that are neither low nor high. */
const MIDDLE = 0.5;
/** Smoothing that keeps noise from counting. */
const RATE = 0.3;

/**
 * How much the rows show of what the plant does. none: too few rows for any relation. little: a few cases. some: many rows, but more would
 * be better.
 */
export type Coverage = 'none' | 'little' | 'some' | 'enough';

/**
 * Whether the rows show enough of what the plant does. A relation that was learned at a few operating points is luck at the next
 * one, and later rows of the same point cannot tell: in a plant whose set points stay for hundreds of rows a thousand of
 * them are a handful of cases.
 * @param inputs features that move
 * @param columns of the largest predictor
 */
export function coverageOf(trail: Trail, inputs: readonly number[], columns: number): Coverage {
  const rows = trail.at + 1;
  if (rows < ROWS_PER_COLUMN * columns) return 'none';
  const counts = inputs.map((i) => swings(measuredValues(trail, i))).sort((a, b) => a - b);
  if ((counts[Math.floor(counts.length * QUARTER)] ?? 0) >= LEAST_SWINGS || rows >= MOST_ROWS) return 'enough';
  return rows >= ENOUGH_ROWS ? 'some' : 'little';
}

/** How often a signal goes from low to high or back. */
function swings(x: Float64Array): number {
  let mean = 0;
  for (const value of x) mean += value / x.length;
  let variance = 0;
  for (const value of x) variance += (value - mean) ** 2 / x.length;
  const band = MIDDLE * Math.sqrt(variance);
  let level = x[0] ?? 0;
  let side = 0;
  let count = 0;
  for (const value of x) {
    level += RATE * (value - level);
    const now = level > mean + band ? 1 : level < mean - band ? -1 : 0;
    if (now === 0 || now === side) continue;
    if (side !== 0) count++;
    side = now;
  }
  return count;
}
