import { readDelimited } from './delimited';
import { DataError } from './errors';
import { readNpy } from './npy';
import type { Row } from './row';
import { readWhitespace } from './whitespace';

/** A recording: its columns, and its rows one after the other. The rows can be walked through once. */
export interface Table {
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: AsyncGenerator<Row>;
}

/** Reads rows; yields the column names first. */
export type TableReader = (file: string) => AsyncGenerator<Row, void, undefined>;

const READERS: Readonly<Record<string, TableReader>> = {
  csv: readDelimited,
  tsv: readDelimited,
  txt: readDelimited,
  npy: readNpy,
  dat: readWhitespace,
};

/**
 * Opens a recording by its name: .csv .tsv .txt (delimited), .npy (a matrix), .dat (whitespace), each optionally .gz.
 * Columns without names are called t1, t2, ... as everywhere.
 * @throws DataError
 */
export async function openTable(file: string): Promise<Table> {
  const extension = /\.([a-z]+)(?:\.gz)?$/i.exec(file)?.[1]?.toLowerCase() ?? '';
  const reader = READERS[extension];
  if (reader === undefined) {
    throw new DataError(file, '', `unknown kind of file; give .${Object.keys(READERS).join(', .')}, optionally .gz`);
  }
  const rows = reader(file);
  const head = await rows.next();
  if (head.done) throw new DataError(file, '', 'is empty; give a file with at least one row');
  return { file, columns: head.value.cells.map(String), rows };
}
