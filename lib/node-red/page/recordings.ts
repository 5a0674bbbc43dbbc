import { realpathSync, type Stats, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, normalize, sep } from 'node:path';
import { isRecording } from '../../data/recording-name';
import { describe, InputError, isPlainObject, own } from '../../input';
import type { LearnRequest, RecordingFile, Recordings } from '../../page/api';

/** Files that are listed, and that are looked at to find the newest. */
const MOST_LISTED = 200;
const MOST_LOOKED_AT = 20_000;
/** In a folder that is hidden. */
const HIDDEN = /(?:^|[\\/])\./;

/** The files below the allowed folders that may be recordings. */
export async function listRecordings(folders: readonly string[]): Promise<Recordings> {
  const found = await Promise.all(folders.map((folder, i) => filesIn(folder, i)));
  const files = found.flatMap((some) => some ?? []).sort((a, b) => b.changed - a.changed);
  return {
    folders: folders.map((path, i) => ({ path, there: found[i] !== undefined })),
    files: files.slice(0, MOST_LISTED),
    more: Math.max(0, files.length - MOST_LISTED),
  };
}

/** Reads what the page sends. @throws InputError naming the member and the fix */
export function readLearnRequest(body: unknown): LearnRequest {
  if (!isPlainObject(body)) throw new InputError('request', `is ${describe(body)}; send an object`);
  const key = own(body, 'key');
  if (typeof key !== 'string') throw new InputError('key', `is ${describe(key)}; name the asset by its key`);
  if (own(body, 'cancel') === true) return { key, cancel: true };
  const file = own(body, 'file');
  const folder = isPlainObject(file) ? own(file, 'folder') : undefined;
  const name = isPlainObject(file) ? own(file, 'name') : undefined;
  if (!Number.isInteger(folder) || typeof name !== 'string')
    throw new InputError('file', `is ${describe(file)}; send one of the list, { folder, name }`);
  return { key, file: { folder: folder as number, name } };
}

/**
 * The file that a person means: below its folder wherever links lead, and one that may be a recording.
 * @throws InputError
 */
export function recordingPath(
  folders: readonly string[],
  { folder, name }: { readonly folder: number; readonly name: string },
): string {
  const root = folders[folder];
  const allowed = root !== undefined && !name.includes('\0') && !isAbsolute(name) && isRecording(name);
  const found = allowed ? realOf(join(root, normalize(name))) : undefined;
  const base = root === undefined ? undefined : realOf(root);
  // One sentence for all of it: what lies outside is nobody's to find out.
  if (found === undefined || base === undefined || !found.startsWith(base + sep) || statOf(found)?.isFile() !== true)
    throw new InputError('file', `${describe(name)} is no recording below an allowed folder`);
  return found;
}

/** Undefined where there is no such folder. */
async function filesIn(folder: string, position: number): Promise<RecordingFile[] | undefined> {
  const files: RecordingFile[] = [];
  try {
    const names = await readdir(folder, { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((name) => isRecording(name) && !HIDDEN.test(name)).slice(0, MOST_LOOKED_AT)) {
      const found = await stat(join(folder, name)).catch(() => undefined);
      if (found?.isFile() !== true) continue;
      files.push({
        folder: position,
        name: name.split(sep).join('/'),
        bytes: found.size,
        changed: Math.round(found.mtimeMs),
      });
    }
  } catch {
    return undefined;
  }
  return files;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
