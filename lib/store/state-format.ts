import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw, deflateRawSync, inflateRawSync, type ZlibOptions } from 'node:zlib';
import { readBeginning } from './regular-file';
import { STATE_WORDS } from './state-words';

/**
 * How a state stands in its file. First line: format, key and hash. Behind it the state as JSON, deflated behind words that both sides know: the
 * hash is over these exact bytes. It rises when an older version could not read what the layers write. Format 3: without the words; 2: the
 * same with more digits of what the layers know; 1: the JSON itself.
 */

const FORMAT = 4;
const WORDLESS = 3;
const PLAIN = 1;
/** Fast: rows of numbers, which are most of a state, get hardly smaller by more work. */
const HOW: ZlibOptions = { level: 1, dictionary: STATE_WORDS };
/** Bytes of a state as JSON. */
const MOST = 512 * 1024 * 1024;
/** No head is longer, bytes: a key has at most 256 characters. */
const HEAD_LIMIT = 4096;

interface Head {
  readonly format: unknown;
  readonly key: unknown;
  readonly sha256: unknown;
  /** Absent where it is true. */
  readonly settled?: unknown;
}

/** A state that a newer version of this pack wrote. */
export class NewerState extends Error {}

/** @param settled whether its owner has found its feet, see Known in state-store.ts */
export function encodeState(key: string, state: unknown, settled: boolean): Buffer {
  return behindHead(key, settled, deflateRawSync(textOf(state), HOW));
}

/** The same of the state as it is now; what takes longest of it is done in another thread. */
export async function encodeStateBeside(key: string, state: unknown, settled: boolean): Promise<Buffer> {
  return behindHead(key, settled, await deflate(textOf(state), HOW));
}

const deflate = promisify<string, ZlibOptions, Buffer>(deflateRaw);

function textOf(state: unknown): string {
  const text = JSON.stringify(state);
  if (text === undefined) throw new Error('there is no state to save');
  return text;
}

function behindHead(key: string, settled: boolean, body: Buffer): Buffer {
  const head = { format: FORMAT, key, sha256: digest(body), ...(!settled && { settled }) };
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]);
}

/**
 * @param key whose state it must be
 * @throws NewerState, or Error that says what is wrong
 */
export function decodeState(content: Buffer, key: string): unknown {
  const end = content.indexOf('\n');
  const head = JSON.parse(content.toString('utf8', 0, end)) as Head;
  if (typeof head.format === 'number' && head.format > FORMAT) {
    throw new NewerState(`its format is ${head.format}, this version reads ${FORMAT}; update the pack again`);
  }
  if (!isKnown(head.format)) throw new Error(`its format is ${String(head.format)}, this version reads ${FORMAT}`);
  if (head.key !== key) throw new Error('it belongs to another asset');
  const body = content.subarray(end + 1);
  if (digest(body) !== head.sha256) throw new Error('its hash does not match');
  return JSON.parse(inflated(body, head.format).toString('utf8'));
}

function inflated(body: Buffer, format: number): Buffer {
  if (format === PLAIN) return body;
  const dictionary = format <= WORDLESS ? undefined : STATE_WORDS;
  return inflateRawSync(body, { maxOutputLength: MOST, ...(dictionary && { dictionary }) });
}

/** Whose state a file holds, without reading the state; undefined when it does not say. */
export function headOf(path: string): { key: string; settled: boolean } | undefined {
  try {
    const text = readBeginning(path, HEAD_LIMIT).toString('utf8');
    const { format, key, settled } = JSON.parse(text.slice(0, text.indexOf('\n'))) as Head;
    // What a newer version means by it is not known: nothing of it is given up by itself.
    return typeof key === 'string' ? { key, settled: settled !== false || !isKnown(format) } : undefined;
  } catch {
    return undefined;
  }
}

function isKnown(format: unknown): format is number {
  return Number.isInteger(format) && (format as number) >= PLAIN && (format as number) <= FORMAT;
}

function digest(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
