import type { Value } from './tape';

// Normal distributions as layers tell them: means m and, beside them, numbers r of which the deviations are softplus(r) + floor.

/** Least deviation, as OmniAnomaly has it. */
const FLOOR = 1e-4;
const HALF_LOG_2_PI = 0.5 * Math.log(2 * Math.PI);

/** Log density of every number of x [.., n]; told [.., 2 n]. */
export function gaussianLogProb(x: Value, told: Value): Value {
  const { width: n, rows } = x;
  const deviations = new Float32Array(x.size);
  const result = x.tape.result(x.shape, [x, told], ({ gradient }) => {
    const [v, both, to] = [x.data, told.data, told.gradient];
    const dx = x.learned ? x.gradient : new Float32Array(x.size);
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < n; i++) {
        const at = row * n + i;
        const s = deviations[at]!;
        const off = (v[at]! - both[row * 2 * n + i]!) / s;
        const slope = (gradient[at]! * off) / s;
        dx[at]! -= slope;
        to[row * 2 * n + i]! += slope;
        to[(row * 2 + 1) * n + i]! += (slope * off - gradient[at]! / s) * slopeOf(s);
      }
    }
  });
  const [v, both, out] = [x.data, told.data, result.data];
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < n; i++) {
      const at = row * n + i;
      const s = deviationOf(both[(row * 2 + 1) * n + i]!);
      const off = (v[at]! - both[row * 2 * n + i]!) / s;
      deviations[at] = s;
      out[at] = -0.5 * off * off - HALF_LOG_2_PI - Math.log(s);
    }
  }
  return result;
}

/** m + deviation * noise [.., n], through which gradients reach both (Kingma, Welling 2014). */
export function gaussianSample(told: Value, noise: Float32Array): Value {
  const n = told.width / 2;
  const { rows } = told;
  const result = told.tape.result([...told.shape.slice(0, -1), n], [told], ({ gradient }) => {
    const [both, to] = [told.data, told.gradient];
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < n; i++) {
        const [at, raw] = [row * n + i, (row * 2 + 1) * n + i];
        to[row * 2 * n + i]! += gradient[at]!;
        to[raw]! += gradient[at]! * noise[at]! * slopeOf(deviationOf(both[raw]!));
      }
    }
  });
  const [both, out] = [told.data, result.data];
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < n; i++) {
      const at = row * n + i;
      out[at] = both[row * 2 * n + i]! + noise[at]! * deviationOf(both[(row * 2 + 1) * n + i]!);
    }
  }
  return result;
}

function deviationOf(raw: number): number {
  return (raw > 0 ? raw + Math.log(1 + Math.exp(-raw)) : Math.log(1 + Math.exp(raw))) + FLOOR;
}

/** Of a deviation by the number that it came of. */
function slopeOf(deviation: number): number {
  return 1 - Math.exp(FLOOR - deviation);
}
