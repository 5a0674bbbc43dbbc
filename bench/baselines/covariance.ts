import type { Matrix } from '../../lib/data/matrix';

/** Covariance of the columns (divided by n - 1), width x width, row-major; the columns must have mean 0. */
export function covariance({ data, rows, width }: Matrix): Float64Array {
  const sum = new Float64Array(width * width);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) {
      const value = data[row * width + i]!;
      for (let j = 0; j <= i; j++) sum[i * width + j]! += value * data[row * width + j]!;
    }
  }
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      const value = sum[i * width + j]! / (rows - 1);
      sum[i * width + j] = value;
      sum[j * width + i] = value;
    }
  }
  return sum;
}
