import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomic, writeAtomicSync } from './atomic';

/**
 * Learned state of one node: one small JSON file per asset, hashed, written atomically, with the one before kept. A file
 * that is damaged is passed over and the one before is used.
 */
export interface StateStore {
  /** The newest valid state, or undefined. `note` says what was passed over. */
  load(key: string): { state: unknown; note?: string } | undefined;
  /** Returns when the state is on disk. */
  saveNow(key: string, state: unknown): void;
  save(key: string, state: unknown): Promise<void>;
  remove(key: string): void;
}

const FORMAT = 1;
const SIZE_LIMIT = 256 * 1024 * 1024;

/** @param folder of this node alone; made by the first save */
export function createStateStore(folder: string): StateStore {
  /** Counts saves per key, so that a slow one never overwrites a newer one. */
  const latest = new Map<string, number>();
  const path = (key: string): string => join(folder, `${digest(key).slice(0, 32)}.json`);
  const begin = (key: string): number => {
    const count = (latest.get(key) ?? 0) + 1;
    latest.set(key, count);
    return count;
  };
  return {
    load(key) {
      const newest = read(path(key), key);
      if (newest.ok) return { state: newest.state };
      const before = read(`${path(key)}.before`, key);
      if (before.ok) return newest.missing ? { state: before.state } : { state: before.state, note: newest.why };
      return newest.missing && before.missing
        ? undefined
        : { state: undefined, note: newest.missing ? before.why : newest.why };
    },
    saveNow(key, state) {
      begin(key);
      const content = encode(key, state);
      keep(path(key));
      writeAtomicSync(path(key), content);
    },
    async save(key, state) {
      const count = begin(key);
      await writeAtomic(path(key), encode(key, state), () => {
        const wanted = latest.get(key) === count;
        if (wanted) keep(path(key));
        return wanted;
      });
    },
    remove(key) {
      begin(key);
      rmSync(path(key), { force: true });
      rmSync(`${path(key)}.before`, { force: true });
    },
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function keep(path: string): void {
  try {
    renameSync(path, `${path}.before`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** First line: format, key and hash; second line: the state itself, so that the hash is over exact bytes. */
function encode(key: string, state: unknown): string {
  const body = JSON.stringify(state);
  return `${JSON.stringify({ format: FORMAT, key, sha256: digest(body) })}\n${body}`;
}

type Read = { ok: true; state: unknown } | { ok: false; missing: boolean; why: string };

function read(path: string, key: string): Read {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return { ok: false, missing, why: `the saved state could not be read: ${(error as Error).message}` };
  }
  try {
    return { ok: true, state: decode(content, key) };
  } catch (error) {
    return { ok: false, missing: false, why: `a saved state was passed over: ${(error as Error).message}` };
  }
}

function decode(content: string, key: string): unknown {
  if (content.length > SIZE_LIMIT) throw new Error('it is too large');
  const end = content.indexOf('\n');
  const head = JSON.parse(content.slice(0, end)) as { format: unknown; key: unknown; sha256: unknown };
  if (head.format !== FORMAT) throw new Error(`its format is ${String(head.format)}, this version reads ${FORMAT}`);
  if (head.key !== key) throw new Error('it belongs to another asset');
  const body = content.slice(end + 1);
  if (digest(body) !== head.sha256) throw new Error('its hash does not match');
  return JSON.parse(body);
}
