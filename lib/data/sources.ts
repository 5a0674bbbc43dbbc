import { linesOfNpz } from './npz';
import { linesOfParquet } from './parquet';
import { type Lines, openLines } from './separated';

/**
 * Opens a recording of any kind as lines of cells, the first of them the names.
 * @throws DataError
 */
export async function openSource(file: string): Promise<Lines> {
  if (/\.npz$/i.test(file)) return { delimiter: ',', lines: linesOfNpz(file) };
  if (/\.(?:parquet|pq)$/i.test(file)) return { delimiter: ',', lines: await linesOfParquet(file) };
  return openLines(file);
}
