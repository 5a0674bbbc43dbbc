import { DataError } from './errors';

/** How much a recording may take. */
export interface Bounds {
  /** Bytes on the disk, of all its files. */
  readonly file: number;
  /** Bytes that come of a packed file. */
  readonly unpacked: number;
  /** Numbers in memory, 8 bytes each; also those that its reading needs on the way. */
  readonly cells: number;
}

const NONE: Bounds = { file: Infinity, unpacked: Infinity, cells: Infinity };
let bounds = NONE;
let cells = 0;

/**
 * Bounds what is read in this thread from now on. The limits of a thread count its heap alone, no buffers: without bounds a file that is
 * too large ends the whole process.
 * @param most undefined for no bounds, as where a person waits for a process that reads and does nothing else
 */
export function boundReading(most: Bounds = NONE): void {
  bounds = most;
  cells = 0;
}

/** @throws DataError */
export function checkFileSize(file: string, bytes: number): void {
  if (bytes > bounds.file) throw tooLarge(file, `has ${bytes} bytes; ${bounds.file} are possible`);
}

/** Bytes that may come of a packed file. */
export function unpackedRoom(): number {
  return bounds.unpacked;
}

/** @throws DataError */
export function checkUnpacked(file: string, bytes: number): void {
  if (bytes > bounds.unpacked) throw tooLarge(file, `unpacks to more than ${bounds.unpacked} bytes`);
}

/** @param more numbers that memory is about to be taken for @throws DataError */
export function takeCells(more: number): void {
  cells += more;
  if (cells > bounds.cells)
    throw tooLarge('the recording', `holds more numbers than fit into memory; ${bounds.cells} are possible`);
}

function tooLarge(file: string, what: string): DataError {
  return new DataError(file, '', `${what}; give it in parts`);
}
