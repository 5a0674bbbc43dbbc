import type { Matrix } from '../../lib/data/matrix';
import type { TagTable } from '../../lib/record/tags';

/** A recording to judge detectors on: normal rows to learn from, and rows to score with their truth. */
export interface Recording {
  readonly name: string;
  readonly train: Matrix;
  readonly test: Matrix;
  /** Source times in ms, one per row. */
  readonly trainTimes: Float64Array;
  readonly testTimes: Float64Array;
  /** 1 where a test row is anomalous. */
  readonly labels: Uint8Array;
  /** What the tags are; undefined means that all are sensors. */
  readonly tags?: TagTable;
  /** The columns that methods without a notion of roles are given; all if absent. */
  readonly measurements?: readonly string[];
}

/** A public data set, found below the folder given as --data. */
export interface DatasetInfo {
  /** Name of its folder, and of its rows in the report. */
  readonly name: string;
  /** Where a user gets it. */
  readonly source: string;
}

/** Labels of rows from segments; `end` is exclusive. */
export function labelRows(rows: number, anomalies: Iterable<readonly [start: number, end: number]>): Uint8Array {
  const labels = new Uint8Array(rows);
  for (const [start, end] of anomalies) labels.fill(1, Math.max(0, start), Math.min(rows, end));
  return labels;
}

/** Times of a recording that only has row numbers. */
export function steadyTimes(rows: number, period: number, from = 0): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => (from + row) * period);
}
