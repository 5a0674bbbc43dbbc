import type { Value } from './tape';

/**
 * Log density of paths under a random walk that is seen with noise, all deviations 1: each number given those before it,
 * by a Kalman filter. Its gains do not depend on what is seen.
 * @param z [steps * batch, size], the first steps of all paths first
 * @returns the same shape
 */
export function randomWalkLogProb(z: Value, steps: number): Value {
  const n = z.size / steps;
  const { variances, gains } = filter(steps);
  /** How far each number is from what the filter expects. */
  const off = new Float64Array(z.size);
  const result = z.tape.result(z.shape, [z], ({ gradient }) => {
    const to = z.gradient;
    // Of the loss by what is expected at the next step.
    const expected = new Float64Array(n);
    for (let t = steps - 1; t >= 0; t--) {
      for (let i = 0; i < n; i++) {
        const at = t * n + i;
        const slope = (-gradient[at]! * off[at]!) / variances[t]!;
        to[at]! += slope + gains[t]! * expected[i]!;
        expected[i] = (1 - gains[t]!) * expected[i]! - slope;
      }
    }
  });
  const [x, out] = [z.data, result.data];
  const expected = new Float64Array(n);
  for (let t = 0; t < steps; t++) {
    for (let i = 0; i < n; i++) {
      const at = t * n + i;
      off[at] = x[at]! - expected[i]!;
      out[at] = -0.5 * (Math.log(2 * Math.PI * variances[t]!) + off[at]! ** 2 / variances[t]!);
      expected[i]! += gains[t]! * off[at]!;
    }
  }
  return result;
}

/** Variance of what is seen at each step, and the part of a surprise that the filter believes. */
function filter(steps: number): { variances: Float64Array; gains: Float64Array } {
  const variances = new Float64Array(steps);
  const gains = new Float64Array(steps);
  let state = 1;
  for (let t = 0; t < steps; t++) {
    variances[t] = state + 1;
    gains[t] = state / (state + 1);
    state = (1 - gains[t]!) * state + 1;
  }
  return { variances, gains };
}
