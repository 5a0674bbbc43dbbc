import { redraw } from '../dom/redraw';
import { get } from '../server/ask';

/**
 * What a view needs from the server beyond the store: asked for by drawing it. What was there stays until the new one is here, so that
 * a chart does not blink when its range moves.
 */

export interface Resource<T> {
  readonly data: T | undefined;
  /** The path that `data` answers. */
  readonly path: string | undefined;
  readonly error: string | undefined;
  readonly loading: boolean;
}

interface Kept {
  data: unknown;
  path: string | undefined;
  error: string | undefined;
  /** The path that is being asked for, and for how long its answer is good enough, ms: it may be older than what happened since. */
  asked: string | undefined;
  goodFor: number;
  /** When the last answer came, and from when on it is too old. */
  at: number;
  due: number;
}

const kept = new Map<string, Kept>();
const AGAIN_AFTER_ERROR_MS = 5000;

/**
 * @param name one place of the page: a new path there replaces the old one
 * @param maxAge ms after which it is asked for again
 */
export function resource<T>(name: string, path: string, maxAge = Number.POSITIVE_INFINITY): Resource<T> {
  let entry = kept.get(name);
  if (entry === undefined) {
    entry = { data: undefined, path: undefined, error: undefined, asked: undefined, goodFor: 0, at: 0, due: 0 };
    kept.set(name, entry);
  }
  const isOld = entry.path !== path || Date.now() >= Math.min(entry.due, entry.at + maxAge);
  if (entry.asked === undefined && isOld) void load(entry, path);
  return {
    data: entry.data as T | undefined,
    path: entry.path,
    error: entry.error,
    loading: entry.asked !== undefined,
  };
}

/**
 * What was asked for with this path, and what begins with it, is old; also an answer that is still on its way.
 * @param grace ms for which it is still good enough
 */
export function stale(path: string, grace = 0): void {
  for (const entry of kept.values()) {
    if (entry.asked?.startsWith(path)) entry.goodFor = Math.min(entry.goodFor, grace);
    else if (entry.path?.startsWith(path)) entry.due = Math.min(entry.due, Math.max(Date.now(), entry.at + grace));
  }
}

/** Forgets what a place of the page showed: something else is shown there now. */
export function drop(name: string): void {
  kept.delete(name);
}

async function load(entry: Kept, path: string): Promise<void> {
  entry.asked = path;
  entry.goodFor = Number.POSITIVE_INFINITY;
  try {
    entry.data = await get(path);
    entry.error = undefined;
  } catch (error) {
    entry.error = (error as Error).message;
    entry.goodFor = AGAIN_AFTER_ERROR_MS;
  }
  entry.path = path;
  entry.asked = undefined;
  entry.at = Date.now();
  entry.due = entry.at + entry.goodFor;
  redraw();
}
