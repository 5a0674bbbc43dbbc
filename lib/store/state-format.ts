import { createHash } from 'node:crypto';
import { readBeginning } from './regular-file';

/** How a state stands in its file. First line: format, key and hash; second line: the state itself, so that the hash is over exact bytes. */

const FORMAT = 1;
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
  const text = JSON.stringify(state);
  if (text === undefined) throw new Error('there is no state to save');
  const body = Buffer.from(text);
  const head = { format: FORMAT, key, sha256: digest(body), ...(!settled && { settled }) };
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]);
}

/**
 * @param key whose state it must be
 * @throws NewerState, or Error that says what is wrong
 */
export function decodeState(content: string, key: string): unknown {
  const end = content.indexOf('\n');
  const head = JSON.parse(content.slice(0, end)) as Head;
  if (typeof head.format === 'number' && head.format > FORMAT) {
    throw new NewerState(`its format is ${head.format}, this version reads ${FORMAT}; update the pack again`);
  }
  if (head.format !== FORMAT) throw new Error(`its format is ${String(head.format)}, this version reads ${FORMAT}`);
  if (head.key !== key) throw new Error('it belongs to another asset');
  const body = content.slice(end + 1);
  if (digest(body) !== head.sha256) throw new Error('its hash does not match');
  return JSON.parse(body);
}

/** Whose state a file holds, without reading the state; undefined when it does not say. */
export function headOf(path: string): { key: string; settled: boolean } | undefined {
  try {
    const text = readBeginning(path, HEAD_LIMIT).toString('utf8');
    const { format, key, settled } = JSON.parse(text.slice(0, text.indexOf('\n'))) as Head;
    // What a newer version means by it is not known: nothing of it is given up by itself.
    return typeof key === 'string' ? { key, settled: settled !== false || format !== FORMAT } : undefined;
  } catch {
    return undefined;
  }
}

function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
