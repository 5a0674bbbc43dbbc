import { readdirSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { checkFileSize } from '../../../lib/data/bounds';
import { DataError } from '../../../lib/data/errors';
import type { Frame } from '../../../lib/data/frame';
import { joined, type Part } from '../../../lib/data/join';
import { readMatrixFile } from '../../../lib/data/matrix-file';
import { inOrder } from '../../../lib/data/order';
import { type ReadingOptions, readRecordingFile } from '../../../lib/data/recording-file';
import { isRecording, withoutEnding } from '../../../lib/data/recording-name';
import { unzipped } from '../../../lib/data/zip';
import { readJsonLines } from './json-lines';

const MATRIX = /\.(?:npy|dat)(?:\.gz)?$/i;
const MESSAGES = /\.(?:jsonl|ndjson)(?:\.gz)?$/i;
const ARCHIVE = /\.zip$/i;
/** What is read out of an archive. */
const TEXT = /\.(?:csv|tsv|txt|log|asc|jsonl|ndjson)$/i;

/**
 * Reads a recording: files, and folders of files, as one, in the order of its times.
 * @throws DataError with all that keeps the files from being read
 */
export async function readFiles(paths: readonly string[], options: ReadingOptions): Promise<Frame> {
  const parts: Part[] = [];
  const errors: DataError[] = [];
  const found: Found[] = [];
  const attempt = async (work: () => unknown): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      errors.push(error);
    }
  };
  const files = paths.flatMap(filesOf);
  checkFileSize(
    paths.length === 1 ? paths[0]! : 'the recording',
    files.reduce((sum, { file }) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0),
  );
  for (const one of files) await attempt(() => found.push(...(ARCHIVE.test(one.file) ? packedIn(one) : [one])));
  for (const { file, name, packed } of found) {
    await attempt(async () => {
      const frame = await frameOf(file, options, packed);
      const notes = found.length === 1 ? frame.notes : frame.notes.map((note) => `${basename(file)}: ${note}`);
      parts.push({ name, frame: { ...frame, notes } });
    });
  }
  const [first, ...others] = errors;
  if (first !== undefined) throw new DataErrors([first, ...others]);
  return inOrder(joined(parts));
}

function frameOf(file: string, options: ReadingOptions, packed: Buffer | undefined): Promise<Frame> {
  if (MESSAGES.test(file)) return readJsonLines(file, options, packed);
  return MATRIX.test(file) ? readMatrixFile(file, options) : readRecordingFile(file, options, packed);
}

/** What keeps several files from being read, a line each. */
class DataErrors extends DataError {
  constructor(errors: readonly DataError[]) {
    super('', '', '');
    this.message = [...new Set(errors.map(({ message }) => message))].join('\ntwin-guard: ');
  }
}

interface Found {
  readonly file: string;
  /** What a tag of its own would be called: its path without ending, with points. */
  readonly name: string;
  /** Its bytes, where it lies in an archive. */
  readonly packed?: Buffer;
}

/** Texts in an archive, as if they lay in a folder. */
function packedIn({ file }: Found): Found[] {
  const inside = unzipped(file);
  if (inside.some(({ name }) => name === 'xl/workbook.xml'))
    throw new DataError(file, '', 'is an Excel workbook; save the sheet as CSV');
  const found = inside
    .filter(({ name }) => TEXT.test(name) && !/(?:^|\/)(?:\.|__MACOSX\/)/.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, bytes }) => ({ file: join(file, name), name: named(name), packed: bytes }));
  if (found.length > 0) return found;
  const names = inside.map(({ name }) => name).slice(0, 3);
  const holds = names.length === 0 ? 'is an empty archive' : `is an archive of ${names.join(', ')}`;
  throw new DataError(file, '', `${holds}; pack the .csv or .jsonl files, or unpack it and give the folder`);
}

function filesOf(path: string): Found[] {
  if (!isFolder(path)) return [{ file: path, name: named(basename(path)) }];
  const inside = readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((file) => join(path, file))
    .filter((file) => isRecording(file) && !isFolder(file))
    .sort();
  if (inside.length === 0)
    throw new DataError(
      path,
      '',
      'holds no .csv, .tsv, .txt, .log, .jsonl, .npy, .npz, .dat, .parquet or .zip file; give the folder with the recordings',
    );
  return inside.map((file) => ({ file, name: named(relative(path, file)) }));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function named(file: string): string {
  return withoutEnding(file).replaceAll(/[\\/]/g, '.');
}
