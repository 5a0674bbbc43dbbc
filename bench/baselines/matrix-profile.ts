import { columnOf } from '../../lib/data/matrix';
import type { Method } from './method';

/** A subsequence that moves less than this is flat: its noise is not blown up to a shape. */
const FLAT = 1e-9;

/**
 * Left matrix profile against the training rows (Yeh et al. 2016, DOI 10.1109/ICDM.2016.0179): how far the last rows of
 * each tag are from the nearest normal ones, each brought to mean 0 and deviation 1; the squares summed over the tags.
 * Causal: row t is judged by the subsequence that ends in it.
 * @param length rows per subsequence
 */
export function matrixProfile(length = 32): Method {
  return {
    name: 'matrix-profile',
    fit: (train) => (rows) => {
      const scores = new Float64Array(rows.rows);
      for (let i = 0; i < rows.width; i++) {
        const nearest = profile(columnOf(rows, i), columnOf(train, i), length);
        // Before the first full subsequence there is nothing to judge: the first distance stands in.
        for (let t = 0; t < scores.length; t++) scores[t]! += nearest[Math.max(0, t - length + 1)]!;
      }
      return scores;
    },
  };
}

/** Squared distance of each subsequence of `asked` to the nearest of `known`. */
function profile(asked: Float64Array, known: Float64Array, length: number): Float64Array {
  const a = shapes(asked, length);
  const b = shapes(known, length);
  const best = new Float64Array(a.mean.length).fill(Number.NEGATIVE_INFINITY);
  // Along a diagonal the product of two subsequences follows from the one before by two multiplications.
  for (let shift = 1 - b.mean.length; shift < a.mean.length; shift++) {
    let i = Math.max(0, shift);
    let j = i - shift;
    let product = 0;
    for (let k = 0; k < length; k++) product += asked[i + k]! * known[j + k]!;
    for (;;) {
      const likeness = (product - length * a.mean[i]! * b.mean[j]!) * a.inverse[i]! * b.inverse[j]!;
      if (likeness > best[i]!) best[i] = likeness;
      if (i + 1 >= a.mean.length || j + 1 >= b.mean.length) break;
      product += asked[i + length]! * known[j + length]! - asked[i]! * known[j]!;
      i++;
      j++;
    }
  }
  return best.map((likeness) => Math.max(0, 2 * (length - likeness)));
}

/** Mean and 1 / deviation of each subsequence. */
function shapes(x: Float64Array, length: number): { mean: Float64Array; inverse: Float64Array } {
  const count = Math.max(0, x.length - length + 1);
  const mean = new Float64Array(count);
  const inverse = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    let squares = 0;
    for (let k = 0; k < length; k++) {
      sum += x[i + k]!;
      squares += x[i + k]! ** 2;
    }
    mean[i] = sum / length;
    const deviation = Math.sqrt(Math.max(0, squares / length - mean[i]! ** 2));
    inverse[i] = deviation > FLAT ? 1 / deviation : 0;
  }
  return { mean, inverse };
}
