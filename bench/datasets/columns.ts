import type { Matrix } from '../../lib/data/matrix';
import { openTable } from '../../lib/data/table';
import { timeReader } from '../../lib/time/format';

/** The named columns of a matrix, in that order. */
export function pickColumns(matrix: Matrix, names: readonly string[]): Matrix {
  const from = names.map((name) => matrix.columns.indexOf(name));
  const data = new Float64Array(matrix.rows * names.length);
  for (let row = 0; row < matrix.rows; row++) {
    for (let i = 0; i < from.length; i++) data[row * from.length + i] = matrix.data[row * matrix.width + from[i]!]!;
  }
  return { columns: names, rows: matrix.rows, width: names.length, data };
}

/** A time column in ms. */
export async function loadTimes(file: string, column: string, format?: string): Promise<Float64Array> {
  const read = timeReader(format);
  const table = await openTable(file);
  const at = table.columns.indexOf(column);
  const times: number[] = [];
  for await (const { cells } of table.rows) times.push(read(cells[at]!));
  return Float64Array.from(times);
}
