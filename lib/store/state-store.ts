import { createHash } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomic, writeAtomicSync } from './atomic';
import { readRegularFile } from './regular-file';
import { decodeState, encodeState, encodeStateBeside, headOf, NewerState } from './state-format';

/** What was kept of one asset. */
export interface Kept {
  /** Undefined when nothing of it can be used, see lost. */
  readonly state: unknown;
  /** What was passed over, and why: one sentence for a person. */
  readonly note?: string;
  /** Something was kept and cannot be used: its files are damaged, or a newer version of this pack wrote them. */
  readonly lost?: 'damaged' | 'newer';
}

/** Whose state is on disk. */
export interface Known {
  readonly key: string;
  /** False while it was still finding its feet when it was saved: such a one goes first when there is no place left. */
  readonly settled: boolean;
}

/**
 * Learned state of one node: one small file per asset, hashed, written atomically, with the one before kept. A file
 * that is damaged is passed over and the one before is used. What a newer version wrote is never written over.
 */
export interface StateStore {
  /** The newest valid state; undefined when nothing was ever kept. */
  load(key: string): Kept | undefined;
  /** Whether anything is on disk, usable or not. */
  has(key: string): boolean;
  /** Everything on disk that says whose it is. Reads the head of each file. */
  known(): Known[];
  /**
   * Returns when the state is on disk.
   * @throws Error when it cannot be written, or the state on disk is of a newer version
   */
  saveNow(key: string, state: unknown, settled?: boolean): void;
  /** The same without blocking; of several at once the newest stays. Rejects as saveNow throws. */
  save(key: string, state: unknown, settled?: boolean): Promise<void>;
  remove(key: string): void;
  /** A person gives up what a newer version wrote: it is put aside under another name, and saving begins anew. */
  putAside(key: string): void;
}

/** Bytes of one file. */
const SIZE_LIMIT = 256 * 1024 * 1024;

/** @param folder of this node alone; made by the first save */
export function createStateStore(folder: string): StateStore {
  /** Counts saves per key, so that a slow one never overwrites a newer one. */
  const latest = new Map<string, number>();
  /** Keys whose files were seen to be no newer than we are. */
  const ours = new Set<string>();
  const path = (key: string): string => join(folder, `${digest(key).slice(0, 32)}.json`);
  const files = (key: string): string[] => [path(key), before(path(key))];
  const begin = (key: string): number => {
    if (!ours.has(key)) {
      for (const file of files(key)) refuseNewer(read(file, key));
      ours.add(key);
    }
    const count = (latest.get(key) ?? 0) + 1;
    latest.set(key, count);
    return count;
  };
  return {
    load(key) {
      const newest = read(path(key), key);
      if (newest.ok) return { state: newest.state };
      const older = read(before(path(key)), key);
      // Newer state may not be passed over for older: what happened since would be undone in silence.
      const newer = [newest, older].find(isNewer);
      if (newer !== undefined) return { state: undefined, note: newer.why, lost: 'newer' };
      if (older.ok) return newest.missing ? { state: older.state } : { state: older.state, note: newest.why };
      if (newest.missing && older.missing) return undefined;
      return { state: undefined, note: newest.missing ? older.why : newest.why, lost: 'damaged' };
    },
    has: (key) => files(key).some((file) => existsSync(file)),
    known: () => knownIn(folder),
    saveNow(key, state, settled = true) {
      begin(key);
      const content = encodeState(key, state, settled);
      keep(path(key));
      writeAtomicSync(path(key), content);
    },
    async save(key, state, settled = true) {
      const count = begin(key);
      const isNewest = (): boolean => latest.get(key) === count;
      const content = await encodeStateBeside(key, state, settled);
      if (!isNewest()) return;
      await writeAtomic(path(key), content, () => {
        if (!isNewest()) return false;
        keep(path(key));
        return true;
      });
    },
    remove(key) {
      // A save under way must not bring it back.
      latest.set(key, (latest.get(key) ?? 0) + 1);
      ours.delete(key);
      for (const file of files(key)) rmSync(file, { force: true });
    },
    putAside(key) {
      for (const file of files(key)) {
        if (isNewer(read(file, key))) renameSync(file, `${file}.newer`);
      }
    },
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function before(path: string): string {
  return `${path}.before`;
}

function keep(path: string): void {
  try {
    renameSync(path, before(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function knownIn(folder: string): Known[] {
  let names: string[] = [];
  try {
    names = readdirSync(folder);
  } catch {
    // Not made yet.
  }
  const known = new Map<string, Known>();
  for (const name of names) {
    if (!/^[0-9a-f]{32}\.json(\.before)?$/.test(name)) continue;
    const head = headOf(join(folder, name));
    // The file must stand where the key's own would: a copy of another one is nobody's.
    if (head === undefined || !name.startsWith(digest(head.key).slice(0, 32))) continue;
    if (!known.has(head.key) || !name.endsWith('.before')) known.set(head.key, head);
  }
  return [...known.values()];
}

type Read =
  | { readonly ok: true; readonly missing: false; readonly state: unknown }
  | { readonly ok: false; readonly missing: boolean; readonly newer: boolean; readonly why: string };

function isNewer(read: Read): read is Extract<Read, { ok: false }> {
  return !read.ok && read.newer;
}

function refuseNewer(read: Read): void {
  if (isNewer(read)) throw new Error(`${read.why}; it is not written over`);
}

function read(path: string, key: string): Read {
  try {
    return { ok: true, missing: false, state: decodeState(readRegularFile(path, SIZE_LIMIT), key) };
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    const why =
      code === undefined
        ? `a saved state was passed over: ${message}`
        : `the saved state could not be read: ${message}`;
    return { ok: false, missing: code === 'ENOENT', newer: error instanceof NewerState, why };
  }
}
