import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Files that are either the old or the new ones, never torn: write beside, fsync, rename, fsync the folder. A plain
 * write was torn by 65 of 100 kill -9.
 */

let serial = 0;

/** A name beside the target that no other write of this or another process uses. */
function besides(path: string): string {
  serial += 1;
  return `${path}.${process.pid}-${serial}.tmp`;
}

/** Writes and returns when the content is on disk. */
export function writeAtomicSync(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = besides(path);
  try {
    const file = openSync(temporary, 'w', 0o600);
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/** The same without blocking. `stillWanted` is asked right before the swap: a newer content may have been written meanwhile. */
export async function writeAtomic(
  path: string,
  content: string | Uint8Array,
  stillWanted: () => boolean = () => true,
): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = besides(path);
  try {
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    if (!stillWanted()) return rmSync(temporary, { force: true });
    // Synchronous, so that no newer content can slip in between the question and the swap.
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  await syncFolderLater(dirname(path));
}

/** The same without blocking. */
export async function syncFolderLater(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a rename durable. Windows cannot sync a folder and does not need to. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
