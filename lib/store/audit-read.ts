import { open } from 'node:fs/promises';
import { olderFiles } from './audit';

const CHUNK = 1024 * 1024;
/** What is read of all files at most for one question, bytes. */
const MOST_READ = 32 * CHUNK;

/**
 * Reads entries of an audit log, the newest first, and stops where the caller has enough. Lines that are no entry are left out.
 * @param take whether to go on
 */
export async function readAudit(file: string, take: (entry: Record<string, unknown>) => boolean): Promise<void> {
  let left = MOST_READ;
  for (const name of [file, ...olderFiles(file).reverse()]) {
    left = await readBackwards(name, left, take);
    if (left <= 0) return;
  }
}

/** @returns bytes that may still be read; 0 when the caller has enough */
async function readBackwards(
  file: string,
  left: number,
  take: (entry: Record<string, unknown>) => boolean,
): Promise<number> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return left;
  try {
    let end = (await handle.stat()).size;
    let rest = Buffer.alloc(0);
    while (end > 0 && left > 0) {
      const size = Math.min(CHUNK, end);
      const chunk = Buffer.alloc(size);
      await handle.read(chunk, 0, size, end - size);
      end -= size;
      left -= size;
      const bytes = Buffer.concat([chunk, rest]);
      // The first line of a chunk may begin in the one before.
      const first = end === 0 ? 0 : bytes.indexOf(10) + 1;
      if (first === 0 && end > 0) {
        rest = bytes;
        continue;
      }
      rest = bytes.subarray(0, first);
      const lines = bytes.subarray(first).toString('utf8').split('\n');
      for (let line = lines.pop(); line !== undefined; line = lines.pop()) {
        const entry = entryOf(line);
        if (entry !== undefined && !take(entry)) return 0;
      }
    }
    return left;
  } finally {
    await handle.close();
  }
}

function entryOf(line: string): Record<string, unknown> | undefined {
  if (line === '') return undefined;
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
