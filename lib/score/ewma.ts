/**
 * Exponential smoothing of vectors, in place: state += rate (x - state). Where x is NaN the state stays as it is.
 * @param rate weight of the newest vector, 0..1; 1 = no smoothing
 */
export function smooth(state: Float64Array, rate: number, x: ArrayLike<number>): void {
  for (let i = 0; i < state.length; i++) {
    const step = rate * (x[i]! - state[i]!);
    if (!Number.isNaN(step)) state[i]! += step;
  }
}

/** Rows that a smoothing at this rate takes to forget where it began. */
export function warmRows(rate: number): number {
  return Math.round(2 / rate);
}
