/** The largest must lie so many times further out than the tail below them leads to. */
const FAR = 2.5;
/** What is cut off begins at most so many times beyond the rest. */
const NEAR = 5;
/** Largest share that can be cut off: more is no exception. */
const MOST = 0.3;

/**
 * From which size on the largest are cut off from the tail of the rest. The tail is told by its own slope: from the place
 * where twice as many are larger than the suspects to where eight times as many are. A heavy tail (lognormal, t, Pareto) goes on
 * as it began; a wild value among sines does not. Tried for every number of suspects, the largest first, so that several
 * cannot hide each other.
 * @param sorted sizes, ascending, at least 0
 * @param floor sizes below this are all alike: they are too small to matter
 * @returns Infinity when none are cut off
 */
export function breakOf(sorted: ArrayLike<number>, floor: number): number {
  const n = sorted.length;
  const rank = (k: number): number => sorted[n - 1 - Math.min(k, Math.floor(0.9 * n))]!;
  for (let k = Math.floor(MOST * n); k >= 1; k = k > 8 ? Math.floor(k * 0.9) : k - 1) {
    const top = sorted[n - 1 - (k >> 1)]!;
    const tail = rank(2 * k - 1);
    const body = rank(8 * k - 1);
    const slope = body > 0 ? tail / body : 1;
    const rest = Math.max(floor, tail);
    if (top > FAR * rest * slope) return Math.min(Math.sqrt(rest * top), NEAR * rest);
  }
  return Number.POSITIVE_INFINITY;
}
