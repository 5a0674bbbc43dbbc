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
      let sum = matrix[row + j]!;
      for (let k = 0; k < j; k++) sum -= lower[row + k]! * lower[other + k]!;
      if (i !== j) lower[row + j] = sum / lower[other + j]!;
      else if (sum > 0) lower[row + i] = Math.sqrt(sum);
      else throw new RangeError(`the matrix is not positive definite in row ${i}`);
    }
  }
  return lower;
}

/** x becomes the solution of L x = x. */
export function solveLower(lower: Float64Array, n: number, x: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = x[i]!;
    for (let k = 0; k < i; k++) sum -= lower[i * n + k]! * x[k]!;
    x[i] = sum / lower[i * n + i]!;
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
