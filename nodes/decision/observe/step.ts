/** Rows on each side of a step: enough to average noise, few enough that a slow move is no step. */
export const STEP_ROWS = 6;

/**
 * Mean of the `rows` values from `at` on, minus the mean of as many values before; NaN when one of the sides has less than
 * half of its values.
 */
export function stepAt(series: Float64Array, at: number, rows: number): number {
  return meanOf(series, at, at + rows) - meanOf(series, at - rows, at);
}

/** Mean of the values from row `from` until before `to`; NaN when less than half of them are there. */
export function meanOf(series: Float64Array, from: number, to: number): number {
  let sum = 0;
  let count = 0;
  const end = Math.min(to, series.length);
  for (let i = Math.max(0, from); i < end; i++) {
    const value = series[i]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return 2 * count < to - from ? Number.NaN : sum / count;
}
