import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { checkUnpacked } from './bounds';
import { DataError } from './errors';

/**
 * The bytes of a file in pieces, unpacked when its name ends in .gz, so that memory does not grow with the file.
 * @throws DataError when it cannot be read
 */
export async function* bytesOf(file: string): AsyncGenerator<Buffer> {
  const raw = createReadStream(file);
  // pipeline hands an error of either stream on to the one that is read.
  const packed = file.endsWith('.gz');
  const stream: Readable = packed ? pipeline(raw, createGunzip(), () => {}) : raw;
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      bytes += (chunk as Buffer).length;
      if (packed) checkUnpacked(file, bytes);
      yield chunk as Buffer;
    }
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(file, '', `cannot be read (${explain(error)}); check the path and the file`);
  } finally {
    raw.destroy();
  }
}

/** What went wrong, for people. */
export function explain(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES') return 'no permission';
  return error instanceof Error ? error.message : String(error);
}
