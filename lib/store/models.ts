import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeAtomicSync } from './atomic';

/** A model's files by name: 'graph.json', 'weights.safetensors', 'passport.json'... */
export type ModelFiles = Readonly<Record<string, string | Uint8Array>>;

/** A version as it was stored; every file has been checked. */
export interface StoredModel {
  readonly version: number;
  readonly files: Readonly<Record<string, Buffer>>;
  /** Versions that were passed over because they are damaged, and why. */
  readonly notes: readonly string[];
}

/** The versions of one model. A version is complete or not there. */
export interface ModelStore {
  /** Resolves with the new version once it is on disk and current. The oldest beyond the last few are removed. */
  put(files: ModelFiles): Promise<number>;
  /** The given version, or the current one; where it is damaged the newest valid one before it. */
  get(version?: number): StoredModel | undefined;
  versions(): readonly number[];
  /** Makes an earlier version current. @throws Error when there is no such version */
  activate(version: number): void;
  /** A store of its own below this one, for example for an operating mode. @param name any text */
  within(name: string): ModelStore;
}

const FORMAT = 1;
const KEPT_VERSIONS = 5;
const SIZE_LIMIT = 512 * 1024 * 1024;
const FILE_NAME = /^[A-Za-z0-9_-]{1,64}(\.[A-Za-z0-9]{1,16})?$/;

interface Manifest {
  format: number;
  version: number;
  files: Record<string, { bytes: number; sha256: string }>;
}

/** @param folder of this model alone; made by the first put */
export function createModelStore(folder: string): ModelStore {
  const versions = (): number[] => {
    let names: string[] = [];
    try {
      names = readdirSync(folder);
    } catch {
      // Not made yet: no model was ever stored.
    }
    return names.flatMap((name) => (/^v[1-9]\d*$/.test(name) ? [Number(name.slice(1))] : [])).sort((a, b) => a - b);
  };
  const current = (): number => {
    try {
      return Number(readFileSync(join(folder, 'CURRENT'), 'utf8').trim());
    } catch {
      return Number.NaN;
    }
  };
  const activate = (version: number): void => {
    if (!versions().includes(version)) throw new Error(`there is no model version ${version}`);
    writeAtomicSync(join(folder, 'CURRENT'), `${version}\n`);
  };
  return {
    versions,
    activate,
    within: (name) => createModelStore(join(folder, `part-${hash(Buffer.from(name)).slice(0, 32)}`)),
    async put(files) {
      const version = (versions().at(-1) ?? 0) + 1;
      await writeVersion(folder, version, files);
      activate(version);
      for (const old of versions().slice(0, -KEPT_VERSIONS))
        rmSync(join(folder, `v${old}`), { recursive: true, force: true });
      return version;
    },
    get(version) {
      const wanted = version ?? current();
      const notes: string[] = [];
      const known = versions().reverse();
      for (const candidate of known.filter((v) => !(v > wanted)).concat(known.filter((v) => v > wanted))) {
        try {
          return { version: candidate, files: readVersion(folder, candidate), notes };
        } catch (error) {
          notes.push(`model version ${candidate} was passed over: ${(error as Error).message}`);
        }
      }
      return undefined;
    },
  };
}

/** A store that lives in memory: for the command line and for hosts without a folder. */
export function createMemoryModels(): ModelStore {
  const kept = new Map<number, Record<string, Buffer>>();
  const parts = new Map<string, ModelStore>();
  let active = 0;
  return {
    versions: () => [...kept.keys()],
    within(name) {
      const part = parts.get(name) ?? createMemoryModels();
      parts.set(name, part);
      return part;
    },
    activate(version) {
      if (!kept.has(version)) throw new Error(`there is no model version ${version}`);
      active = version;
    },
    async put(files) {
      active = Math.max(0, ...kept.keys()) + 1;
      kept.set(
        active,
        Object.fromEntries(Object.entries(files).map(([name, content]) => [name, Buffer.from(content)])),
      );
      if (kept.size > KEPT_VERSIONS) kept.delete(Math.min(...kept.keys()));
      return active;
    },
    get(version) {
      const wanted = version ?? active;
      const files = kept.get(wanted);
      return files && { version: wanted, files, notes: [] };
    },
  };
}

async function writeVersion(folder: string, version: number, files: ModelFiles): Promise<void> {
  const temporary = join(folder, `new-${process.pid}-${version}`);
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
    syncFolder(temporary);
    renameSync(temporary, join(folder, `v${version}`));
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
  syncFolder(folder);
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

/** Checks every file against the manifest before any of it is used. */
function readVersion(folder: string, version: number): Record<string, Buffer> {
  const path = join(folder, `v${version}`);
  const manifest = JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8')) as Manifest;
  if (manifest.format !== FORMAT) throw new Error(`its format is ${manifest.format}, this version reads ${FORMAT}`);
  const files: Record<string, Buffer> = {};
  for (const [name, { bytes, sha256 }] of Object.entries(manifest.files)) {
    if (!FILE_NAME.test(name)) throw new Error(`it names a file ${JSON.stringify(name)}`);
    const file = join(path, name);
    if (statSync(file).size !== bytes || bytes > SIZE_LIMIT) throw new Error(`${name} has the wrong size`);
    const content = readFileSync(file);
    if (hash(content) !== sha256) throw new Error(`the hash of ${name} does not match`);
    files[name] = content;
  }
  return files;
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
