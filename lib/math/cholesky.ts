/**
 * Lower triangle L of a symmetric positive definite matrix A = L L' (Golub, Van Loan, Matrix Computations, 4.2).
 * @param matrix n x n, row-major; only the lower triangle is read
 * @param lower where L is written, n x n; its upper triangle is left as it is
 * @throws RangeError when the matrix is not positive definite
 */
export function cholesky(matrix: Float64Array, n: number, lower = new Float64Array(n * n)): Float64Array {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j <= i; j++) {
      const other = j * n;
      const sum = matrix[row + j]! - dotOf(lower, row, lower, other, j);
      if (i !== j) lower[row + j] = sum / lower[other + j]!;
      else if (sum > 0) lower[row + i] = Math.sqrt(sum);
      else throw new RangeError(`the matrix is not positive definite in row ${i}`);
    }
  }
  return lower;
}

/** Sum of products of `count` numbers, from two positions on. Four sums that do not wait for one another. */
export function dotOf(a: Float64Array, from: number, b: Float64Array, to: number, count: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < count; k += 4) {
    s0 += a[from + k]! * b[to + k]!;
    s1 += a[from + k + 1]! * b[to + k + 1]!;
    s2 += a[from + k + 2]! * b[to + k + 2]!;
    s3 += a[from + k + 3]! * b[to + k + 3]!;
  }
  for (; k < count; k++) s0 += a[from + k]! * b[to + k]!;
  return s0 + s1 + (s2 + s3);
}

/** x becomes the solution of L x = x. */
export function solveLower(lower: Float64Array, n: number, x: Float64Array): void {
  for (let i = 0; i < n; i++) {
    x[i] = (x[i]! - dotOf(lower, i * n, x, 0, i)) / lower[i * n + i]!;
  }
}

/** x becomes the solution of L' x = x. */
export function solveUpper(lower: Float64Array, n: number, x: Float64Array): void {
  for (let i = n - 1; i >= 0; i--) {
    // Column by column: L is read along its rows.
    const value = x[i]! / lower[i * n + i]!;
    x[i] = value;
    for (let k = 0; k < i; k++) x[k]! -= lower[i * n + k]! * value;
  }
}

/** x becomes the solution of A x = x. @param lower L of A = L L' */
export function solvePositive(lower: Float64Array, n: number, x: Float64Array): void {
  solveLower(lower, n, x);
  solveUpper(lower, n, x);
}
