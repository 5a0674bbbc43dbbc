import type { Random } from '../../../lib/math/random';

/** One value per row. */
export type Signal = Float64Array;

/** The columns of a world before its measurement noise, and the deviation of that noise by column (0 = exact). */
export interface Plant {
  readonly tags: readonly Signal[];
  readonly noise: readonly number[];
}

/**
 * A plant whose tags obey a law that is broken in the segments, while each tag by itself looks as ever.
 * @param broken 1 in the rows in which the law does not hold
 */
export type World = (random: Random, broken: Uint8Array) => Plant;

/** The same noise on every tag. */
export function evenly(deviation: number, ...tags: readonly Signal[]): Plant {
  return { tags, noise: tags.map(() => deviation) };
}

/** A stationary first-order autoregression: x_t = phi x_{t-1} + N(0, sd sqrt(1 - phi^2)), started from N(0, sd). */
export function autoregression(random: Random, rows: number, phi: number, sd: number): Signal {
  const x = new Float64Array(rows);
  const step = sd * Math.sqrt(1 - phi * phi);
  for (let t = 0; t < rows; t++) x[t] = t === 0 ? sd * random.normal() : phi * x[t - 1]! + step * random.normal();
  return x;
}

/** A signal made row by row. */
export function signal(rows: number, value: (t: number) => number): Signal {
  return Float64Array.from({ length: rows }, (_, t) => value(t));
}

/** Standard deviation. */
export function deviationOf(x: Signal): number {
  const mean = x.reduce((sum, v) => sum + v, 0) / x.length;
  return Math.sqrt(x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.length);
}
