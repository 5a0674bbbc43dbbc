import { ascending, quantile } from '../../math/quantile';

/** How one feature is brought to a size that all share: (value - mean) / deviation, cut off far outside. */
export interface Standard {
  /** Scaled units. */
  readonly mean: number;
  /** Scaled units; 0 for a feature that never moved while learning: it tells nothing. */
  readonly deviation: number;
  /** Lowest and highest learned value, in deviations, with some room: products go no further. */
  readonly low: number;
  readonly high: number;
}

/** A value further off than this many deviations says no more than that it is far off. */
export const FURTHEST = 12;
/** Share of the values at each end that mean and deviation take no notice of: a wild value must not set the size. */
const WILD = 0.005;
/** Part of the learned range that products may go beyond it. */
const ROOM = 0.1;
/** Deviations below this are rounding. */
const LEAST = 1e-9;

/** @param rows count x width, row-major; NaN = missing */
export function learnStandards(rows: ArrayLike<number>, width: number): readonly Standard[] {
  return Array.from({ length: width }, (_, i) => {
    const values: number[] = [];
    for (let at = i; at < rows.length; at += width) if (!Number.isNaN(rows[at]!)) values.push(rows[at]!);
    return standardOf(ascending(values));
  });
}

function standardOf(sorted: Float64Array): Standard {
  if (sorted.length === 0) return { mean: 0, deviation: 0, low: 0, high: 0 };
  const trimmed = spread(sorted, quantile(sorted, WILD), quantile(sorted, 1 - WILD));
  // A flag that is on more seldom than that would be no feature at all.
  const { mean, deviation } = trimmed.deviation > LEAST ? trimmed : spread(sorted, sorted[0]!, sorted.at(-1)!);
  if (!(deviation > LEAST)) return { mean, deviation: 0, low: 0, high: 0 };
  const low = Math.max(-FURTHEST, (sorted[0]! - mean) / deviation);
  const high = Math.min(FURTHEST, (sorted.at(-1)! - mean) / deviation);
  const room = ROOM * (high - low);
  return { mean, deviation, low: low - room, high: high + room };
}

function spread(sorted: Float64Array, low: number, high: number): { mean: number; deviation: number } {
  let sum = 0;
  let squares = 0;
  const shift = sorted[sorted.length >> 1]!;
  for (let i = 0; i < sorted.length; i++) {
    const value = Math.min(high, Math.max(low, sorted[i]!)) - shift;
    sum += value;
    squares += value * value;
  }
  const mean = sum / sorted.length;
  return { mean: shift + mean, deviation: Math.sqrt(Math.max(0, squares / sorted.length - mean * mean)) };
}

/** @returns the value in deviations, NaN where it is missing */
export function standardise({ mean, deviation }: Standard, value: number): number {
  if (deviation === 0) return value - value;
  const x = (value - mean) / deviation;
  return x > FURTHEST ? FURTHEST : x < -FURTHEST ? -FURTHEST : x;
}

/** Rows in which a value may be far outside and back: a longer one is a state of the plant. */
const GLITCH = 2;

/**
 * The rows without values that were far outside for a row or two: they come from the transmission and not from the plant,
 * and a single one would set every limit.
 * @param rows count x width, row-major  @returns a copy with NaN in their place
 */
export function withoutGlitches(rows: ArrayLike<number>, width: number, standards: readonly Standard[]): Float64Array {
  const clean = Float64Array.from(rows);
  const isWild = (at: number, i: number): boolean => Math.abs(standardise(standards[i]!, rows[at]!)) >= FURTHEST;
  for (let i = 0; i < width; i++) {
    for (let at = i; at < rows.length; at += width) {
      if (!isWild(at, i)) continue;
      let end = at;
      while (end < rows.length && isWild(end, i)) end += width;
      if (end - at <= GLITCH * width) for (let k = at; k < end; k += width) clean[k] = Number.NaN;
      at = end;
    }
  }
  return clean;
}
