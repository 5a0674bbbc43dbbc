import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';

/** Undefined on Windows, which has no named pipes among its files. */
const NO_WAIT = constants.O_NONBLOCK ?? 0;

/**
 * Reads a file as a whole. What stands in its place is looked at before: a named pipe would wait for ever, a device never
 * ends, and a huge file would take all memory.
 * @param limit bytes
 * @throws Error that says what is wrong; its `code` is 'ENOENT' when there is nothing
 */
export function readRegularFile(path: string, limit: number): Buffer {
  return withRegularFile(path, (file, size) => {
    if (size > limit) throw new Error(`it is too large: ${size} bytes, ${limit} are possible`);
    return readFileSync(file);
  });
}

/** The first bytes of a file, at most `limit`. @throws Error as readRegularFile does */
export function readBeginning(path: string, limit: number): Buffer {
  return withRegularFile(path, (file) => {
    const bytes = Buffer.alloc(limit);
    return bytes.subarray(0, readSync(file, bytes, 0, limit, 0));
  });
}

/** The last bytes of a file, at most `limit`. @throws Error as readRegularFile does */
export function readEnd(path: string, limit: number): Buffer {
  return withRegularFile(path, (file, size) => {
    const bytes = Buffer.alloc(Math.min(size, limit));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, size - bytes.length));
  });
}

function withRegularFile<T>(path: string, use: (file: number, size: number) => T): T {
  const file = openSync(path, constants.O_RDONLY | NO_WAIT);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new Error('it is no regular file');
    return use(file, stat.size);
  } finally {
    closeSync(file);
  }
}

/**
 * Opens a file to append to, without waiting for a reader where a named pipe stands in its place.
 * @throws Error when it is no regular file
 */
export function openToAppend(path: string): number {
  const file = openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | NO_WAIT, 0o600);
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw new Error(`${path} is no regular file`);
}
