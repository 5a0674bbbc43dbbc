/** Steps up, at least. */
const LEAST = 8;

/** Whether a tag only goes up. @param series its values, oldest first; NaN where there is none */
export function isCounting(series: Float64Array): boolean {
  let up = 0;
  let after = Number.NaN;
  for (let t = series.length - 1; t >= 0; t--) {
    const value = series[t]!;
    if (Number.isNaN(value)) continue;
    // Most tags end here, after a few of their rows.
    if (after < value) return false;
    if (after > value) up++;
    after = value;
  }
  return up >= LEAST;
}
