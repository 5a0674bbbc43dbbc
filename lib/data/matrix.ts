import { numberedTags } from '../record/features';
import { DataError } from './errors';
import { isMissing, parseNumber } from './number';
import { openTable } from './table';

/** Numbers in rows x width, row-major; NaN where a value is missing. */
export interface Matrix {
  readonly columns: readonly string[];
  readonly rows: number;
  readonly width: number;
  readonly data: Float64Array;
}

/**
 * Reads numeric columns of a recording into memory.
 * @param pick names of the columns wanted, in this order; all if absent
 * @throws DataError for a cell that is no number, or a column that is not there
 */
export async function loadMatrix(file: string, pick?: readonly string[]): Promise<Matrix> {
  const table = await openTable(file);
  const columns = pick ?? table.columns;
  const from = columns.map((name) => {
    const at = table.columns.indexOf(name);
    if (at < 0)
      throw new DataError(file, '', `there is no column ${JSON.stringify(name)}; it has ${table.columns.join(', ')}`);
    return at;
  });
  let data = new Float64Array(1024 * columns.length);
  let used = 0;
  for await (const { place, cells } of table.rows) {
    if (used + columns.length > data.length) data = grown(data);
    for (let i = 0; i < from.length; i++) {
      const cell = cells[from[i]!]!;
      const value = parseNumber(cell);
      if (Number.isNaN(value) && !isMissing(cell)) {
        throw new DataError(
          file,
          `${place}, column ${columns[i]}`,
          `${JSON.stringify(cell)} is no number; correct it or leave the cell empty`,
        );
      }
      data[used++] = value;
    }
  }
  return { columns, rows: used / columns.length, width: columns.length, data: data.slice(0, used) };
}

function grown(data: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(data.length * 2);
  larger.set(data);
  return larger;
}

/** Rows [from, to) of a matrix, sharing its memory. */
export function rowsOf(matrix: Matrix, from: number, to: number): Matrix {
  const { columns, width, data } = matrix;
  return { columns, width, rows: to - from, data: data.subarray(from * width, to * width) };
}

/** One column, copied. */
export function columnOf(matrix: Matrix, column: number): Float64Array {
  const { rows, width, data } = matrix;
  return Float64Array.from({ length: rows }, (_, row) => data[row * width + column]!);
}

/** Rows become columns. */
export function transposed({ rows, width, data }: Matrix): Matrix {
  const flipped = new Float64Array(data.length);
  for (let row = 0; row < rows; row++) for (let i = 0; i < width; i++) flipped[i * rows + row] = data[row * width + i]!;
  return { columns: numberedTags(rows), rows: width, width: rows, data: flipped };
}
