import { createHash } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, mkdirSync, readdirSync, renameSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { syncFolder } from './atomic';
import { openToAppend, readEnd } from './regular-file';

/**
 * An audit log: JSON lines, numbered, each with the SHA-256 of the line before it, so that a line that was changed,
 * removed or put in between is found (lib/store/audit-check.ts).
 */
export interface AuditLog {
  /**
   * Writes an entry.
   * @param urgency 'now': it is on disk when this returns, with all before it; 'soon': it outlives this process at once, and
   *   a power cut within a fraction of a second, so that a flood of alarms does not hold up everything
   * @returns true when another process has written to the same file meanwhile, which is told, as the chain may be torn by it
   * @throws Error when it could not be written; the chain then goes on from the last entry that was
   */
  append(entry: Readonly<Record<string, unknown>>, urgency: 'now' | 'soon'): boolean;
  /** Whether one of the last lines has all of these members. */
  holds(members: Readonly<Record<string, unknown>>): boolean;
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
  /** Size of the file after the last entry, bytes. */
  let left = 0;
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
  const append = (entry: Readonly<Record<string, unknown>>, urgency: 'now' | 'soon'): boolean => {
    const from = head ?? resume(file);
    let line = auditLine(entry, from);
    const written = write(file, (size) => {
      // What is at the end now is not what this process left there: the chain goes on from what is.
      const foreign = head !== undefined && size !== left;
      if (foreign) line = auditLine(entry, tail(file).last ?? from);
      return { text: `${line}\n`, foreign, durable: urgency === 'now' };
    });
    if (urgency === 'soon') syncSoon();
    const sequence = sequenceOf(line)!;
    // Somebody wrote between the look and the write: the next entry looks again, and verify finds the fork.
    head = written.alone ? { sequence, hash: hashOf(line) } : undefined;
    left = written.size;
    if (written.size > FILE_LIMIT) {
      renameSync(file, `${file}.${sequence}`);
      left = 0;
    }
    return written.foreign || !written.alone;
  };
  return {
    append(entry, urgency) {
      try {
        return append(entry, urgency);
      } catch (error) {
        // What of the line reached the disk is not known: the next entry looks again.
        head = undefined;
        throw error;
      }
    },
    holds: (members) =>
      endOf(file)
        .split('\n')
        .some((line) => hasAll(line, members)),
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

interface Written {
  readonly size: number;
  /** The file was not as this process had left it. */
  readonly foreign: boolean;
  /** Nobody else wrote at the same time. */
  readonly alone: boolean;
}

/** @param make the text, from the size of the file before */
function write(file: string, make: (size: number) => { text: string; foreign?: boolean; durable: boolean }): Written {
  mkdirSync(dirname(file), { recursive: true });
  const handle = openToAppend(file);
  try {
    const before = fstatSync(handle).size;
    const { text, foreign = false, durable } = make(before);
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
    if (durable || before === 0) fsyncSync(handle);
    if (before === 0) syncFolder(dirname(file));
    const { size } = fstatSync(handle);
    return { size, foreign, alone: size === before + bytes.length };
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
  write(file, () => ({ text: `\n${repair}\n`, durable: true }));
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

function hasAll(line: string, members: Readonly<Record<string, unknown>>): boolean {
  try {
    const entry = JSON.parse(line) as Record<string, unknown>;
    return Object.entries(members).every(([name, value]) => JSON.stringify(entry[name]) === JSON.stringify(value));
  } catch {
    return false;
  }
}

function endOf(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readEnd(file, 4 * LINE_LIMIT);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
  const text = bytes.toString('utf8');
  return bytes.length < 4 * LINE_LIMIT ? text : text.slice(text.indexOf('\n') + 1);
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
  const numbers = names.flatMap((name) =>
    name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)) ? [Number(name.slice(prefix.length))] : [],
  );
  return numbers
    .filter(Number.isSafeInteger)
    .sort((a, b) => a - b)
    .map((number) => `${file}.${number}`);
}

function headOfOlder(file: string): AuditHead {
  const newest = olderFiles(file).at(-1);
  return (newest === undefined ? undefined : tail(newest).last) ?? { sequence: 0, hash: GENESIS };
}
