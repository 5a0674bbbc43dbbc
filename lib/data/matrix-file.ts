import { timeReader } from '../time/format';
import { DataError } from './errors';
import { ColumnBuilder, type Frame } from './frame';
import type { ReadingOptions } from './recording-file';
import { openTable } from './table';

/** Columns of a matrix that are its time, where nobody declared one. */
const TIME = /^(?:t|ts|time|timestamp|date|datetime)$/i;

/**
 * Reads a matrix as a recording: .npy, and .dat with blanks between the numbers.
 * @throws DataError
 */
export async function readMatrixFile(file: string, { time, zone }: ReadingOptions): Promise<Frame> {
  const table = await openTable(file);
  const declared = time === undefined ? -1 : table.columns.indexOf(time.name);
  const at = declared >= 0 ? declared : table.columns.findIndex((name) => TIME.test(name));
  const read = timeReader(declared >= 0 ? time!.format : undefined, zone);
  const builders = table.columns.map((name) => new ColumnBuilder(name));
  const times: number[] = [];
  let rows = 0;
  for await (const { place, cells } of table.rows) {
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i]!;
      if (i === at) times.push(timeOf(cell));
      else if (typeof cell === 'number') builders[i]!.setNumber(rows, cell);
      else builders[i]!.setText(rows, cell, '.');
    }
    rows++;
    function timeOf(cell: number | string): number {
      const value = read(cell);
      if (Number.isFinite(value)) return value;
      throw new DataError(
        file,
        `${place}, column ${table.columns[at]}`,
        `${JSON.stringify(cell)} is no time; give its format in the tag table`,
      );
    }
  }
  if (rows === 0) throw new DataError(file, '', 'holds no row of data; give a file with at least one row');
  const columns = builders.filter((_, i) => i !== at).map((builder) => builder.done(rows));
  return { rows, times: at < 0 ? undefined : Float64Array.from(times), columns, headers: table.columns, notes: [] };
}
