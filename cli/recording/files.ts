import { readdirSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { DataError } from '../../lib/data/errors';
import type { Frame } from '../../lib/data/frame';
import { joined, type Part } from '../../lib/data/join';
import { readMatrixFile } from '../../lib/data/matrix-file';
import { inOrder } from '../../lib/data/order';
import { type ReadingOptions, readRecordingFile } from '../../lib/data/recording-file';

/** Files of a folder that may be recordings. */
const READ = /\.(?:csv|tsv|txt|log|asc|npy|dat|npz|parquet|pq)(?:\.gz)?$/i;
const MATRIX = /\.(?:npy|dat)(?:\.gz)?$/i;

/**
 * Reads a recording: files, and folders of files, as one, in the order of its times.
 * @throws DataError with all that keeps the files from being read
 */
export async function readFiles(paths: readonly string[], options: ReadingOptions): Promise<Frame> {
  const parts: Part[] = [];
  const errors: DataError[] = [];
  const found = paths.flatMap(filesOf);
  for (const { file, name } of found) {
    try {
      const frame = MATRIX.test(file) ? await readMatrixFile(file, options) : await readRecordingFile(file, options);
      const notes = found.length === 1 ? frame.notes : frame.notes.map((note) => `${basename(file)}: ${note}`);
      parts.push({ name, frame: { ...frame, notes } });
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      errors.push(error);
    }
  }
  const [first, ...others] = errors;
  if (first !== undefined) throw new DataErrors([first, ...others]);
  return inOrder(joined(parts));
}

/** What keeps several files from being read, a line each. */
class DataErrors extends DataError {
  constructor(errors: readonly DataError[]) {
    super('', '', '');
    this.message = errors.map(({ message }) => message).join('\ntwin-guard: ');
  }
}

interface Found {
  readonly file: string;
  /** What a tag of its own would be called: its path without ending, with points. */
  readonly name: string;
}

function filesOf(path: string): Found[] {
  if (!isFolder(path)) return [{ file: path, name: named(basename(path)) }];
  const inside = readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((file) => join(path, file))
    .filter((file) => READ.test(file) && !basename(file).startsWith('.') && !isFolder(file))
    .sort();
  if (inside.length === 0)
    throw new DataError(
      path,
      '',
      'holds no .csv, .tsv, .txt, .log, .npy, .npz, .dat or .parquet file; give the folder with the recordings',
    );
  return inside.map((file) => ({ file, name: named(relative(path, file)) }));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function named(file: string): string {
  return file.replace(READ, '').replaceAll(/[\\/]/g, '.');
}
