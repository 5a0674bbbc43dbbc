/**
 * Exponential smoothing of vectors, in place: state += rate (x - state). Where x is NaN the state stays as it is.
 * @param rate weight of the newest vector, 0..1; 1 = no smoothing
 * @param at where the vector stands in the state
 */
export function smooth(state: Float64Array, rate: number, x: ArrayLike<number>, at = 0): void {
  for (let i = 0; i < x.length; i++) {
    const step = rate * (x[i]! - state[at + i]!);
    if (!Number.isNaN(step)) state[at + i]! += step;
  }
}

/** Rows that a smoothing at this rate takes to forget where it began. */
export function warmRows(rate: number): number {
  return Math.round(2 / rate);
}
