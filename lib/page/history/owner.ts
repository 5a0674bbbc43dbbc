import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** An owner that cannot be asked for, and has not touched its file for so long, is gone, ms. */
const GONE = 60_000;

interface Owner {
  readonly pid: number;
  /** When the process began, as the system counts it; tells two processes of one number apart. */
  readonly start: string;
  readonly host: string;
}

/**
 * Whose a history is: a file beside it, because the WebAssembly engine locks by a folder that outlives a process that was
 * ended, and nobody could open the file again.
 */
export interface Ownership {
  /** The one before us did not close it: look whether it is whole. */
  readonly unclean: boolean;
  /** Says that we are still here, for processes on other machines. */
  touch(now: number): void;
  release(): void;
}

/**
 * @param takeOver what this very process owned is ours, too
 * @param now ms since the epoch
 * @throws Error that says who has it
 */
export function own(file: string, now: number, takeOver: boolean): Ownership {
  const path = `${file}.owner`;
  const me: Owner = { pid: process.pid, start: startOf(process.pid), host: hostname() };
  const claim = (): boolean => {
    try {
      writeFileSync(path, JSON.stringify(me), { flag: 'wx' });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  };
  let unclean = false;
  if (!claim()) {
    const owner = read(path);
    if (owner !== undefined && isAlive(owner, me, path, now, takeOver)) {
      throw new Error(`process ${owner.pid} on ${owner.host} has it open; give each Node-RED a user folder of its own`);
    }
    unclean = true;
    rmSync(path, { force: true });
    rmSync(`${file}.lock`, { recursive: true, force: true });
    if (!claim()) throw new Error('another process has just opened it');
  }
  return {
    unclean,
    touch(time) {
      try {
        utimesSync(path, time / 1000, time / 1000);
      } catch {
        // A disk that cannot be written is told by whoever writes the history.
      }
    },
    release: () => rmSync(path, { force: true }),
  };
}

/** The folder of a file. @throws Error when it cannot be made */
export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

function read(path: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

function isAlive(owner: Owner, me: Owner, path: string, now: number, takeOver: boolean): boolean {
  if (owner.host !== me.host) return isFresh(path, now);
  if (owner.pid === me.pid) return owner.start === me.start && !takeOver;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const start = startOf(owner.pid);
  return start === '' ? isFresh(path, now) : owner.start === start;
}

/** A living owner touches its file. */
function isFresh(path: string, now: number): boolean {
  return now - statSync(path).mtimeMs < GONE;
}

/** '' where the system does not tell. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
