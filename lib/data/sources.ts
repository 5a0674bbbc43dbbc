import { linesOfNpz } from './npz';
import { linesOfParquet } from './parquet';
import { type Lines, openLines } from './separated';

/**
 * Opens a recording of any kind as lines of cells, the first of them the names.
 * @param packed the bytes of a text, where the file lies in an archive
 * @throws DataError
 */
export async function openSource(file: string, packed?: Buffer): Promise<Lines> {
  if (packed !== undefined) return openLines(file, packed);
  if (/\.npz$/i.test(file)) return { delimiter: ',', lines: linesOfNpz(file) };
  if (/\.(?:parquet|pq)$/i.test(file)) return { delimiter: ',', lines: await linesOfParquet(file) };
  return openLines(file);
}
