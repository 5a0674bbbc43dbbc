import { cholesky, solvePositive } from '../engine/wasm/algebra';

/**
 * Inverse of a symmetric positive definite matrix by Cholesky's decomposition.
 * @param matrix n x n, row-major; only the lower triangle is read
 * @throws RangeError when it is not positive definite
 */
export function invertPositive(matrix: Float64Array, n: number): Float64Array {
  const lower = cholesky(matrix, n);
  const inverse = new Float64Array(n * n);
  const column = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    column.fill(0);
    column[j] = 1;
    solvePositive(lower, n, column);
    for (let i = 0; i < n; i++) inverse[i * n + j] = column[i]!;
  }
  return inverse;
}

/** y = M x for a square, row-major matrix. @returns x M x */
export function multiply(matrix: Float64Array, x: Float64Array, y: Float64Array): number {
  const n = x.length;
  const whole = n - (n % 4);
  let product = 0;
  // Four rows at a time: their sums do not wait for one another.
  for (let i = 0; i < whole; i += 4) {
    const a = i * n;
    const b = a + n;
    const c = b + n;
    const d = c + n;
    let ya = 0;
    let yb = 0;
    let yc = 0;
    let yd = 0;
    for (let k = 0; k < n; k++) {
      const xk = x[k]!;
      ya += matrix[a + k]! * xk;
      yb += matrix[b + k]! * xk;
      yc += matrix[c + k]! * xk;
      yd += matrix[d + k]! * xk;
    }
    y[i] = ya;
    y[i + 1] = yb;
    y[i + 2] = yc;
    y[i + 3] = yd;
    product += x[i]! * ya + x[i + 1]! * yb + x[i + 2]! * yc + x[i + 3]! * yd;
  }
  for (let i = whole; i < n; i++) {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += matrix[i * n + k]! * x[k]!;
    y[i] = sum;
    product += x[i]! * sum;
  }
  return product;
}
