import { bytesOf } from './bytes';
import { DataError } from './errors';

/**
 * The text of a file in pieces: UTF-8, UTF-16 in either byte order, and what is neither is Windows-1252, as Excel and older
 * systems write it.
 * @param packed the bytes, where the file lies in an archive
 * @throws DataError for a file that cannot be read, or that is no text
 */
export async function* textOf(file: string, packed?: Buffer): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const bytes of packed === undefined ? bytesOf(file) : [packed]) {
    if (decoder === undefined) {
      refuseOtherKinds(bytes, file);
      decoder = new TextDecoder(encodingOf(bytes), { fatal: true });
    }
    let text: string;
    try {
      text = decoder.decode(bytes, { stream: true });
    } catch {
      decoder = new TextDecoder('windows-1252');
      text = decoder.decode(bytes, { stream: true });
    }
    if (text !== '') yield text;
  }
}

function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const start = bytes.subarray(0, 512);
  const zeros = [0, 0];
  start.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2]!++;
  });
  if (zeros[1]! > start.length / 4) return 'utf-16le';
  return zeros[0]! > start.length / 4 ? 'utf-16be' : 'utf-8';
}

/** How files that are no text begin, and what to do with them. */
const KINDS: readonly (readonly [start: string, what: string])[] = [
  ['PK\x03\x04', 'is an Excel workbook or a zip archive; save the sheet as CSV, or call the archive .zip'],
  ['\xd0\xcf\x11\xe0', 'is an Excel workbook; save the sheet as CSV'],
  ['PAR1', 'is a Parquet file; call it .parquet'],
  ['%PDF', 'is a PDF; give the recording as CSV'],
  ['SQLite format 3', 'is a database; export its table as CSV'],
  ['\x89HDF', 'is an HDF5 file; save it as CSV'],
  ['\x93NUMPY', 'is a matrix of numpy; call it .npy'],
];

function refuseOtherKinds(bytes: Buffer, file: string): void {
  const start = bytes.toString('latin1', 0, 16);
  const kind = KINDS.find(([mark]) => start.startsWith(mark));
  if (kind !== undefined) throw new DataError(file, '', kind[1]);
}
