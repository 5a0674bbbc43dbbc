import type { Reference } from '../observe/reference';

/** A value far from the usual ones at which a sensor is again and again, and its part of the rows, 0..1. */
export interface Drops {
  readonly to: number;
  readonly share: number;
}

const NONE: Drops = { to: 0, share: 0 };
/** So many usual deviations from the mean, and usual changes, a value is far. */
const FAR = 5;
/** Times that it comes there: once is a fault of another kind, twice may be chance. */
const LEAST_TIMES = 3;

/**
 * Looks for exactly one far value that comes and goes: what an open contact reads.
 * @param series values of the tag, oldest first; NaN where there is none
 * @param rows the newest that are looked at
 */
export function findDrops(series: Float64Array, reference: Reference, channel: number, rows: number): Drops {
  const from = series.length - rows;
  const far = FAR * Math.max(reference.deviation(channel), reference.changeSize(channel));
  const isFar = (value: number): boolean => Math.abs(value - reference.mean(channel)) > far;
  const counts = new Map<number, { rows: number; times: number }>();
  for (let at = from; at < series.length; at++) {
    const value = series[at]!;
    if (Number.isNaN(value) || !isFar(value)) continue;
    const known = counts.get(value) ?? { rows: 0, times: 0 };
    known.rows++;
    if (at === from || series[at - 1] !== value) known.times++;
    counts.set(value, known);
  }
  let best = NONE;
  for (const [to, { rows: at, times }] of counts) {
    if (times >= LEAST_TIMES && at / rows > best.share)
      best = { to: Number(to.toPrecision(3)), share: Number((at / rows).toFixed(4)) };
  }
  return best;
}
