import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { syncFolderLater, writeAtomic, writeAtomicSync } from './atomic';
import { readRegularFile } from './regular-file';

/** A model's files by name: 'graph.json', 'weights.safetensors', 'passport.json'... */
export type ModelFiles = Readonly<Record<string, string | Uint8Array>>;

/** A version as it was stored; every file has been checked. */
export interface StoredModel {
  readonly version: number;
  readonly files: Readonly<Record<string, Buffer>>;
  /** Versions that were passed over because they are damaged, and why. */
  readonly notes: readonly string[];
}

/** A version that is known and cannot be used. */
export interface PassedOver {
  readonly version: number;
  /** 'missing': it was stored and its files are gone; 'newer': a newer version of this pack made it. */
  readonly reason: 'missing' | 'damaged' | 'newer';
  /** One sentence for a person. */
  readonly text: string;
}

/**
 * What a search for a model found. No model and nothing passed over: nothing was ever stored, so there is nothing to lose
 * by learning. No model and something passed over: there was one, and only a person may decide to learn anew.
 */
export interface ModelSearch {
  readonly model: StoredModel | undefined;
  readonly passedOver: readonly PassedOver[];
}

/** The versions of one model. A version is complete or not there. */
export interface ModelStore {
  /**
   * Resolves with the new version once it is on disk and current. The oldest beyond the last few are removed. Several at
   * once are stored one after the other.
   * @param needed versions that stay, however old
   */
  put(files: ModelFiles, needed?: readonly number[]): Promise<number>;
  /**
   * The given version, or the current one; where it cannot be used the newest usable one before it, then any other. A
   * version that is asked for by number counts as once stored, even if nothing is left of it.
   */
  find(version?: number): ModelSearch;
  /** The model of `find`, for who need not know why there is none. */
  get(version?: number): StoredModel | undefined;
  versions(): readonly number[];
  /** Makes an earlier version current. @throws Error when there is no such version */
  activate(version: number): void;
  /** A store of its own below this one, for example for an operating mode. @param name any text */
  within(name: string): ModelStore;
}

const FORMAT = 1;
const KEPT_VERSIONS = 5;
const MOST_TRIES = 10;
const MANIFEST_LIMIT = 1024 * 1024;
const SIZE_LIMIT = 512 * 1024 * 1024;
const FILE_NAME = /^[A-Za-z0-9_-]{1,64}(\.[A-Za-z0-9]{1,16})?$/;

/** Puts that run, by folder: a node of an earlier deploy may still be storing there. */
const running = new Map<string, Promise<unknown>>();
/** Tells the temporary folders of one process apart. */
let serial = 0;

interface Manifest {
  format: number;
  version: number;
  files: Record<string, { bytes: number; sha256: string }>;
}

/** @param folder of this model alone; made by the first put */
export function createModelStore(folder: string): ModelStore {
  const current = join(folder, 'CURRENT');
  const versions = (): number[] => {
    let names: string[] = [];
    try {
      names = readdirSync(folder);
    } catch {
      // Not made yet: no model was ever stored.
    }
    return names.flatMap((name) => (/^v[1-9]\d*$/.test(name) ? [Number(name.slice(1))] : [])).sort((a, b) => a - b);
  };
  /** NaN: none was made current, or what says so cannot be read. */
  const activeVersion = (): number => {
    try {
      return Number(readRegularFile(current, 32).toString('utf8').trim() || Number.NaN);
    } catch {
      return Number.NaN;
    }
  };
  const activate = (version: number): void => {
    if (!versions().includes(version)) throw new Error(`there is no model version ${version}`);
    writeAtomicSync(current, `${version}\n`);
  };
  const find = (version?: number): ModelSearch => {
    const wanted = version ?? activeVersion();
    const passedOver: PassedOver[] = [];
    const known = versions().reverse();
    if (Number.isInteger(wanted) && !known.includes(wanted)) {
      const text = `model version ${wanted} is missing: its files are gone`;
      passedOver.push({ version: wanted, reason: 'missing', text });
    }
    for (const candidate of known.filter((v) => !(v > wanted)).concat(known.filter((v) => v > wanted))) {
      try {
        const notes = passedOver.map(({ text }) => text);
        return { model: { version: candidate, files: readVersion(folder, candidate), notes }, passedOver };
      } catch (error) {
        const reason = error instanceof NewerFormat ? 'newer' : 'damaged';
        const text = `model version ${candidate} was passed over: ${(error as Error).message}`;
        passedOver.push({ version: candidate, reason, text });
      }
    }
    return { model: undefined, passedOver };
  };
  const put = async (files: ModelFiles, needed: readonly number[]): Promise<number> => {
    // Two processes may choose the same number: the second finds it taken and takes the next.
    for (let tries = 0; ; tries++) {
      const version = (versions().at(-1) ?? 0) + 1;
      try {
        await writeVersion(folder, version, files);
      } catch (error) {
        if (tries < MOST_TRIES && versions().includes(version)) continue;
        throw error;
      }
      await writeAtomic(current, `${version}\n`);
      for (const old of outdated(versions(), needed)) rmSync(join(folder, `v${old}`), { recursive: true, force: true });
      return version;
    }
  };
  return {
    versions,
    activate,
    find,
    get: (version) => find(version).model,
    within: (name) => createModelStore(join(folder, `part-${hash(Buffer.from(name)).slice(0, 32)}`)),
    put: (files, needed = []) => oneAfterTheOther(resolve(folder), () => put(files, needed)),
  };
}

/** @param versions ascending */
function outdated(versions: readonly number[], needed: readonly number[]): number[] {
  return versions.slice(0, -KEPT_VERSIONS).filter((version) => !needed.includes(version));
}

/** Runs the work once what was begun before under the same key has ended, well or badly. */
function oneAfterTheOther<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = running.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  running.set(key, mine);
  const end = (): void => {
    if (running.get(key) === mine) running.delete(key);
  };
  mine.then(end, end);
  return mine;
}

/** A store that lives in memory: for the command line and for hosts without a folder. */
export function createMemoryModels(): ModelStore {
  const kept = new Map<number, Record<string, Buffer>>();
  const parts = new Map<string, ModelStore>();
  let active = 0;
  const find = (version?: number): ModelSearch => {
    const wanted = version ?? active;
    const files = kept.get(wanted);
    if (files !== undefined) return { model: { version: wanted, files, notes: [] }, passedOver: [] };
    if (version === undefined) return { model: undefined, passedOver: [] };
    const text = `model version ${wanted} is missing: it was never stored here`;
    return { model: undefined, passedOver: [{ version: wanted, reason: 'missing', text }] };
  };
  return {
    versions: () => [...kept.keys()],
    find,
    get: (version) => find(version).model,
    within(name) {
      const part = parts.get(name) ?? createMemoryModels();
      parts.set(name, part);
      return part;
    },
    activate(version) {
      if (!kept.has(version)) throw new Error(`there is no model version ${version}`);
      active = version;
    },
    async put(files, needed = []) {
      active = Math.max(0, ...kept.keys()) + 1;
      kept.set(
        active,
        Object.fromEntries(Object.entries(files).map(([name, content]) => [name, Buffer.from(content)])),
      );
      for (const old of outdated([...kept.keys()], needed)) kept.delete(old);
      return active;
    },
  };
}

async function writeVersion(folder: string, version: number, files: ModelFiles): Promise<void> {
  const temporary = join(folder, `new-${process.pid}-${++serial}`);
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  const manifest: Manifest = { format: FORMAT, version, files: {} };
  try {
    for (const [name, content] of Object.entries(files)) {
      if (!FILE_NAME.test(name)) throw new Error(`${name} is not a file name that a model may hold`);
      const bytes = Buffer.from(content);
      manifest.files[name] = { bytes: bytes.length, sha256: hash(bytes) };
      await writeSynced(join(temporary, name), bytes);
    }
    await writeSynced(join(temporary, 'manifest.json'), Buffer.from(JSON.stringify(manifest)));
    await syncFolderLater(temporary);
    renameSync(temporary, join(folder, `v${version}`));
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
  await syncFolderLater(folder);
}

async function writeSynced(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

class NewerFormat extends Error {}

/** Checks every file against the manifest before any of it is used. */
function readVersion(folder: string, version: number): Record<string, Buffer> {
  const path = join(folder, `v${version}`);
  const manifest = JSON.parse(
    readRegularFile(join(path, 'manifest.json'), MANIFEST_LIMIT).toString('utf8'),
  ) as Manifest;
  const { format } = manifest;
  if (format > FORMAT) throw new NewerFormat(`its format is ${format}, this version reads ${FORMAT}; update the pack`);
  if (format !== FORMAT) throw new Error(`its format is ${format}, this version reads ${FORMAT}`);
  const files: Record<string, Buffer> = {};
  for (const [name, { bytes, sha256 }] of Object.entries(manifest.files)) {
    if (!FILE_NAME.test(name)) throw new Error(`it names a file ${JSON.stringify(name)}`);
    if (!(bytes <= SIZE_LIMIT)) throw new Error(`${name} has the wrong size`);
    const content = readRegularFile(join(path, name), SIZE_LIMIT);
    if (content.length !== bytes) throw new Error(`${name} has the wrong size`);
    if (hash(content) !== sha256) throw new Error(`the hash of ${name} does not match`);
    files[name] = content;
  }
  return files;
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
