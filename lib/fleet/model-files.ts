import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The models of an asset as they lie in their folder (lib/store/models.ts), told by their hashes, so that another process can have
 * the same folder. A version never changes; which one is current does.
 */
export interface Manifest {
  /** Content of CURRENT; absent where no version is. */
  readonly current?: string;
  /** SHA-256 of the versions, by the names of their folders. */
  readonly versions: Readonly<Record<string, string>>;
  /** Those of operating modes, by the names of their folders. */
  readonly parts?: Readonly<Record<string, Manifest>>;
}

const VERSION = /^v[1-9]\d*$/;
const PART = /^part-[0-9a-f]{32}$/;
const FILE = /^[A-Za-z0-9_-]{1,64}(\.[A-Za-z0-9]{1,16})?$/;

/** @param known digests by the folder of a version: read once, as they never change @returns undefined where there is no model */
export function manifestOf(folder: string, known: Map<string, string>): Manifest | undefined {
  const names = namesIn(folder);
  const versions: Record<string, string> = {};
  const parts: Record<string, Manifest> = {};
  for (const name of names.filter((one) => VERSION.test(one))) {
    const path = join(folder, name);
    let digest = known.get(path);
    if (digest === undefined) {
      digest = digestOf(packVersion(path));
      known.set(path, digest);
    }
    versions[name] = digest;
  }
  for (const name of names.filter((one) => PART.test(one))) {
    const part = manifestOf(join(folder, name), known);
    if (part !== undefined) parts[name] = part;
  }
  if (Object.keys(versions).length + Object.keys(parts).length === 0) return undefined;
  const current = names.includes('CURRENT') ? { current: readFileSync(join(folder, 'CURRENT'), 'utf8') } : {};
  return { ...current, versions, ...(Object.keys(parts).length > 0 && { parts }) };
}

/** All versions of a manifest as [folder below the asset's, hash]. */
export function versionsOf(manifest: Manifest, below = ''): [string, string][] {
  const own = Object.entries(manifest.versions).map(([name, digest]): [string, string] => [join(below, name), digest]);
  const parts = Object.entries(manifest.parts ?? {}).flatMap(([name, part]) => versionsOf(part, join(below, name)));
  return [...own, ...parts];
}

/** The files of a version as one text of bytes: a line of JSON that names them, and what is in them. */
export function packVersion(folder: string): Buffer {
  const files = readdirSync(folder)
    .sort()
    .map((name) => ({ name, content: readFileSync(join(folder, name)) }));
  const head = JSON.stringify(files.map(({ name, content }) => [name, content.length]));
  return Buffer.concat([Buffer.from(`${head}\n`), ...files.map(({ content }) => content)]);
}

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Makes a folder what the manifest says: versions that it does not name go, those that are missing are brought.
 * @param get the packed version of a hash; undefined where nobody has it any more: the node finds that it is missing
 * @throws Error where one does not have its hash, or the disk does not take it
 */
export async function mirror(
  folder: string,
  manifest: Manifest | undefined,
  get: (digest: string) => Promise<Uint8Array | undefined>,
): Promise<void> {
  const { versions = {}, parts = {}, current } = manifest ?? {};
  for (const name of namesIn(folder)) {
    const wanted = VERSION.test(name) ? versions[name] : PART.test(name) ? parts[name] : 'stays';
    if (wanted === undefined || (VERSION.test(name) && !isThere(join(folder, name), wanted as string)))
      rmSync(join(folder, name), { recursive: true, force: true });
  }
  const there = new Set(namesIn(folder));
  for (const [name, digest] of Object.entries(versions)) {
    if (!VERSION.test(name)) throw new Error(`${name} is no version of a model`);
    if (there.has(name)) continue;
    const packed = await get(digest);
    if (packed !== undefined) unpackVersion(join(folder, name), packed, digest);
  }
  setCurrent(folder, current);
  for (const [name, part] of Object.entries(parts)) {
    if (!PART.test(name)) throw new Error(`${name} is no folder of models`);
    await mirror(join(folder, name), part, get);
  }
}

/** Not brought to the disk at once, as the fleet has it and brings it again: who takes over a thousand assets waits for no disk. */
function setCurrent(folder: string, current: string | undefined): void {
  const path = join(folder, 'CURRENT');
  if (current === undefined) {
    rmSync(path, { force: true });
    return;
  }
  if (namesIn(folder).includes('CURRENT') && readFileSync(path, 'utf8') === current) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${path}.new`, current, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function isThere(folder: string, digest: string): boolean {
  return digestOf(packVersion(folder)) === digest;
}

function unpackVersion(folder: string, bytes: Uint8Array, digest: string): void {
  if (digestOf(bytes) !== digest) throw new Error('a stored model does not have its hash');
  const content = Buffer.from(bytes);
  const end = content.indexOf('\n');
  const temporary = `${folder}.new`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  let at = end + 1;
  for (const [name, length] of JSON.parse(content.toString('utf8', 0, end)) as [string, number][]) {
    if (!FILE.test(name)) throw new Error(`${name} is not a file name that a model may hold`);
    writeFileSync(join(temporary, name), content.subarray(at, at + length), { mode: 0o600 });
    at += length;
  }
  renameSync(temporary, folder);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Not made yet.
    return [];
  }
}
