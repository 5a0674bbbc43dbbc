import { createHash } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { syncFolder } from './atomic';

/**
 * An audit log: JSON lines, numbered, each with the SHA-256 of the line before it, so that a line that was changed,
 * removed or put in between is found (lib/store/audit-check.ts).
 */
export interface AuditLog {
  /**
   * Writes an entry.
   * @param urgency 'now': it is on disk when this returns, with all before it; 'soon': it outlives this process at once, and
   *   a power cut within a fraction of a second, so that a flood of alarms does not hold up everything
   * @throws Error when it could not be written; the chain then goes on from the last entry that was
   */
  append(entry: Readonly<Record<string, unknown>>, urgency: 'now' | 'soon'): void;
  /** Number and hash of the last line, for keeping elsewhere: with it, cutting off the end is found as well. */
  head(): AuditHead;
}

/** Where a chain stands: number and hash of its last line. */
export interface AuditHead {
  readonly sequence: number;
  readonly hash: string;
}

/** What stands before the first line. */
export const GENESIS = '0'.repeat(64);
/** The event of a line that closes a torn one; its `torn` is the hash of what stands between. */
export const TORN = 'audit-torn-line';
/** A file that has grown over this is put aside; the next one goes on with its number and hash. */
const FILE_LIMIT = 16 * 1024 * 1024;
const SYNC_DELAY_MS = 200;
/** Longest line: what is longer is written without its details. */
const LINE_LIMIT = 64 * 1024;

/** SHA-256 as hex, of a line without its end. */
export function hashOf(line: string): string {
  return createHash('sha256').update(line).digest('hex');
}

/** One line, without its end. `seq` and `previous` come first, so that an entry cannot overwrite them. */
function auditLine(entry: Readonly<Record<string, unknown>>, { sequence, hash }: AuditHead): string {
  const { seq: _seq, previous: _previous, ...facts } = entry;
  const line = JSON.stringify({ seq: sequence + 1, previous: hash, ...facts });
  if (line.length <= LINE_LIMIT) return line;
  const { event, asset, time } = facts;
  return JSON.stringify({ seq: sequence + 1, previous: hash, time, event, asset, shortened: line.length });
}

/** Opens a log, or begins one; the file itself is made by the first entry. */
export function openAudit(file: string): AuditLog {
  let head: AuditHead | undefined;
  let planned = false;
  const syncSoon = (): void => {
    if (planned) return;
    planned = true;
    setTimeout(() => {
      planned = false;
      // What cannot be synced now is with the next entry that has to be, which then says why.
      sync(file).catch(() => {});
    }, SYNC_DELAY_MS).unref();
  };
  const append = (entry: Readonly<Record<string, unknown>>, urgency: 'now' | 'soon'): void => {
    head ??= resume(file);
    const line = auditLine(entry, head);
    write(file, `${line}\n`, urgency === 'now');
    if (urgency === 'soon') syncSoon();
    head = { sequence: head.sequence + 1, hash: hashOf(line) };
    if (statSync(file).size > FILE_LIMIT) renameSync(file, `${file}.${head.sequence}`);
  };
  return {
    append(entry, urgency) {
      try {
        append(entry, urgency);
      } catch (error) {
        // What of the line reached the disk is not known: the next entry looks again.
        head = undefined;
        throw error;
      }
    },
    head: () => head ?? resume(file),
  };
}

async function sync(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function write(file: string, text: string, durable: boolean): void {
  mkdirSync(dirname(file), { recursive: true });
  const handle = openSync(file, 'a', 0o600);
  try {
    const isNew = fstatSync(handle).size === 0;
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
    if (durable || isNew) fsyncSync(handle);
    if (isNew) syncFolder(dirname(file));
  } finally {
    closeSync(handle);
  }
}

/** Finds where the chain stands. A line that was torn by a crash stays as it is and is closed by a line that names it. */
function resume(file: string): AuditHead {
  const { last, torn } = tail(file);
  const head = last ?? headOfOlder(file);
  if (torn === '') return head;
  const repair = auditLine({ event: TORN, torn: hashOf(torn) }, head);
  write(file, `\n${repair}\n`, true);
  return { sequence: head.sequence + 1, hash: hashOf(repair) };
}

/** The last valid line of a file, and what follows it. */
function tail(file: string): { last: AuditHead | undefined; torn: string } {
  const text = endOf(file);
  const lines = text.split('\n');
  const rest: string[] = [];
  for (let line = lines.pop(); line !== undefined; line = lines.pop()) {
    const sequence = rest.length === 0 ? undefined : sequenceOf(line);
    if (sequence !== undefined) return { last: { sequence, hash: hashOf(line) }, torn: rest.join('\n') };
    rest.unshift(line);
  }
  return { last: undefined, torn: text };
}

/** The number of a complete line; undefined for anything else. */
export function sequenceOf(line: string): number | undefined {
  try {
    const { seq } = JSON.parse(line) as { seq?: unknown };
    return typeof seq === 'number' && Number.isSafeInteger(seq) ? seq : undefined;
  } catch {
    return undefined;
  }
}

function endOf(file: string): string {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
  try {
    const { size } = fstatSync(handle);
    const from = Math.max(0, size - 4 * LINE_LIMIT);
    const bytes = Buffer.alloc(size - from);
    readSync(handle, bytes, 0, bytes.length, from);
    const text = bytes.toString('utf8');
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } finally {
    closeSync(handle);
  }
}

/** Files that were put aside, oldest first. */
export function olderFiles(file: string): string[] {
  const prefix = `${basename(file)}.`;
  let names: string[] = [];
  try {
    names = readdirSync(dirname(file));
  } catch {
    // Not made yet.
  }
  const numbers = names.flatMap((name) => (name.startsWith(prefix) ? [Number(name.slice(prefix.length))] : []));
  return numbers
    .filter(Number.isSafeInteger)
    .sort((a, b) => a - b)
    .map((number) => `${file}.${number}`);
}

function headOfOlder(file: string): AuditHead {
  const newest = olderFiles(file).at(-1);
  return (newest === undefined ? undefined : tail(newest).last) ?? { sequence: 0, hash: GENESIS };
}
