/**
 * Quantile of ascending values by linear interpolation (type 7 of Hyndman, Fan 1996, DOI 10.1080/00031305.1996.10473566;
 * the default of NumPy and R).
 * @param sorted ascending, finite; not empty
 * @param p 0..1
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (at - below);
}

/** Ascending copy; the input stays as it is. */
export function ascending(values: Iterable<number>): Float64Array {
  return new Float64Array(values).sort();
}
