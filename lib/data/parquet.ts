import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { explain } from './bytes';
import { DataError } from './errors';
import type { Line } from './separated';

/** What is used of hyparquet (MIT), which a user installs who has such files. */
interface Reader {
  asyncBufferFromFile(file: string): Promise<unknown>;
  parquetMetadataAsync(file: unknown): Promise<{ readonly num_rows: bigint }>;
  parquetSchema(metadata: unknown): { readonly children: readonly { readonly element: { readonly name: string } }[] };
  parquetReadObjects(options: {
    readonly file: unknown;
    readonly metadata: unknown;
    readonly rowStart: number;
    readonly rowEnd: number;
  }): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** Rows that are decoded at once. */
const BLOCK = 20_000;

/**
 * A Parquet file as lines of cells, the names first.
 * @throws DataError when it cannot be read, or its reader is not installed
 */
export async function linesOfParquet(file: string): Promise<AsyncGenerator<readonly Line[]>> {
  const reader = await readerFor(file);
  try {
    const buffer = await reader.asyncBufferFromFile(file);
    const metadata = await reader.parquetMetadataAsync(buffer);
    const names = reader.parquetSchema(metadata).children.map(({ element }) => element.name);
    return lines(reader, { file, buffer, metadata, names, rows: Number(metadata.num_rows) });
  } catch (error) {
    throw unreadable(file, error);
  }
}

interface Opened {
  readonly file: string;
  readonly buffer: unknown;
  readonly metadata: unknown;
  readonly names: readonly string[];
  readonly rows: number;
}

async function* lines(
  reader: Reader,
  { file, buffer, metadata, names, rows }: Opened,
): AsyncGenerator<readonly Line[]> {
  yield [{ number: 1, cells: names }];
  for (let rowStart = 0; rowStart < rows; rowStart += BLOCK) {
    const rowEnd = Math.min(rows, rowStart + BLOCK);
    let block: Awaited<ReturnType<Reader['parquetReadObjects']>>;
    try {
      block = await reader.parquetReadObjects({ file: buffer, metadata, rowStart, rowEnd });
    } catch (error) {
      throw unreadable(file, error);
    }
    yield block.map((row, i) => ({ number: rowStart + i + 2, cells: names.map((name) => textOf(row[name])) }));
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function unreadable(file: string, error: unknown): DataError {
  return new DataError(file, '', `cannot be read (${explain(error)}); save it anew, uncompressed or with Snappy`);
}

/** Beside this pack, or where the user is. */
async function readerFor(file: string): Promise<Reader> {
  for (const folder of [__dirname, process.cwd()]) {
    let main: string;
    try {
      main = createRequire(join(folder, 'resolve.js')).resolve('hyparquet');
    } catch {
      continue;
    }
    return (await import(pathToFileURL(main).href)) as Reader;
  }
  throw new DataError(
    file,
    '',
    'is a Parquet file, whose reader is not installed; run npm install hyparquet, or save it as CSV',
  );
}
