import { cholesky, solvePositive } from '../../engine/wasm/algebra';
import { columnAt, FAST_MEAN, type Trail } from './trail';

/** Ridge on correlations: two features that are the same do not take each other's place. */
const RIDGE = 1e-3;

/** Correlations of all features, lightly smoothed so that what follows a few rows later counts as well; width x width. */
export function correlations(trail: Trail): Float64Array {
  const { width, stride, data } = trail;
  const products = new Float64Array(width * width);
  const base = columnAt(width, FAST_MEAN, 0);
  for (let t = 0; t <= trail.at; t++) {
    const row = t * stride + base;
    for (let i = 0; i < width; i++) {
      const x = data[row + i]!;
      if (x === 0) continue;
      for (let j = 0; j <= i; j++) products[i * width + j]! += x * data[row + j]!;
    }
  }
  const size = Float64Array.from({ length: width }, (_, i) => Math.sqrt(products[i * width + i]!) || 1);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      const value = products[i * width + j]! / (size[i]! * size[j]!);
      products[i * width + j] = value;
      products[j * width + i] = value;
    }
  }
  return products;
}

/**
 * The features that tell most about one of them, the most telling first, by orthogonal matching pursuit (Pati, Rezaiifar,
 * Krishnaprasad 1993, DOI 10.1109/ACSSC.1993.342465): each adds most to what those before have told.
 * @param candidates features to choose from, the target not among them
 * @param most how many at most
 */
export function relevantInputs(
  correlation: Float64Array,
  width: number,
  target: number,
  candidates: readonly number[],
  most: number,
): readonly number[] {
  const chosen: number[] = [];
  const left = new Set(candidates);
  const rest = Float64Array.from({ length: width }, (_, j) => correlation[target * width + j]!);
  while (chosen.length < most && left.size > 0) {
    const best = [...left].reduce((a, b) => (Math.abs(rest[b]!) > Math.abs(rest[a]!) ? b : a));
    left.delete(best);
    chosen.push(best);
    const weights = regress(correlation, width, target, chosen);
    for (const j of left) {
      rest[j] =
        correlation[target * width + j]! -
        chosen.reduce((sum, i, k) => sum + weights[k]! * correlation[i * width + j]!, 0);
    }
  }
  return chosen;
}

function regress(correlation: Float64Array, width: number, target: number, inputs: readonly number[]): Float64Array {
  const n = inputs.length;
  const gram = new Float64Array(n * n);
  inputs.forEach((i, a) => {
    inputs.forEach((j, b) => {
      gram[a * n + b] = correlation[i * width + j]! + (a === b ? RIDGE : 0);
    });
  });
  const weights = Float64Array.from(inputs, (i) => correlation[target * width + i]!);
  solvePositive(cholesky(gram, n), n, weights);
  return weights;
}
