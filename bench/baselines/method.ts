import type { Matrix } from '../../lib/data/matrix';

/**
 * A way to detect: learns from normal rows, then scores rows in order. Row t is scored from rows up to t only.
 * Higher = more anomalous; every score is finite.
 */
export interface Method {
  readonly name: string;
  fit(train: Matrix, seed: number): (rows: Matrix) => Float64Array;
}

/** A row of a matrix, sharing its memory. */
export function rowOf(matrix: Matrix, row: number): Float64Array {
  return matrix.data.subarray(row * matrix.width, (row + 1) * matrix.width);
}

/** Scores row by row. */
export function eachRow(score: (row: Float64Array) => number): (rows: Matrix) => Float64Array {
  return (rows) => Float64Array.from({ length: rows.rows }, (_, i) => score(rowOf(rows, i)));
}
