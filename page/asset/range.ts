import { refine, route } from '../state/route';
import { sourceNow, store } from '../state/store';

/** The time that all charts of an asset show: a length, and an end that moves along unless it was fixed. Both stand in the hash. */

const UNIT = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
export const RANGES = ['15m', '1h', '6h', '1d', '7d', '30d', '180d'] as const;
const USUAL = '6h';
const SHORTEST = 10_000;
const LONGEST = 400 * UNIT.d;
/** A moving end moves this often, ms. */
const STEP_MS = 2000;

export interface Range {
  readonly from: number;
  readonly to: number;
  /** The end follows the asset's clock. */
  readonly follows: boolean;
  readonly name: string;
}

/** How long ago the first record of an asset was, ms, where that is known. */
const first = new Map<string, number>();

let moving = { key: '', name: '', at: 0, to: 0 };

/** @param points buckets: the end lies on the border of one, so that the same time is asked for again */
export function rangeOf(key: string, points: number): Range {
  const { query } = route();
  const name = query['t'] ?? usualOf(key);
  const length = lengthOf(name);
  const fixed = Number(query['to']);
  if (Number.isFinite(fixed) && query['to'] !== undefined)
    return { from: fixed - length, to: fixed, follows: false, name };
  const width = length / points;
  const time = performance.now();
  if (moving.key !== key || moving.name !== name || time - moving.at > STEP_MS || moving.at === 0) {
    moving = { key, name, at: time, to: Math.ceil((sourceNow(store.fleet.get(key)) + 1) / width) * width };
  }
  return { from: moving.to - length, to: moving.to, follows: true, name };
}

function lengthOf(name: string): number {
  const found = /^(\d+)([smhd])$/.exec(name);
  const ms = found === null ? Number.NaN : Number(found[1]) * UNIT[found[2] as keyof typeof UNIT];
  return Number.isFinite(ms) && ms > 0 ? Math.min(LONGEST, Math.max(SHORTEST, ms)) : lengthOf(USUAL);
}

/** As long as little is there a long range would be mostly empty: at least half of it is to be filled. */
function usualOf(key: string): string {
  const all = first.get(key);
  return (all === undefined ? undefined : RANGES.find((name) => name === USUAL || 2 * lengthOf(name) >= all)) ?? USUAL;
}

export function recorded(key: string, ms: number | undefined): void {
  if (ms !== undefined) first.set(key, ms);
}

export function choose(name: string): void {
  refine({ t: name, to: undefined });
}

/** What was dragged over. */
export function select(from: number, to: number): void {
  const seconds = Math.max(SHORTEST / 1000, Math.round((to - from) / 1000));
  refine({ t: `${seconds}s`, to: String(Math.round(from + 1000 * seconds)) });
}

/** Half a range back or forth. */
export function pan(by: 1 | -1): void {
  const key = route().key ?? [...store.fleet.keys()][0] ?? '';
  const { from, to, name } = rangeOf(key, 600);
  const end = to + (by * (to - from)) / 2;
  refine({ t: name, to: end >= sourceNow(store.fleet.get(key)) ? undefined : String(Math.round(end)) });
}

/** To the next shorter or longer range. */
export function zoom(by: 1 | -1): void {
  const { query, key = [...store.fleet.keys()][0] ?? '' } = route();
  const length = lengthOf(query['t'] ?? usualOf(key));
  const longer = RANGES.find((name) => lengthOf(name) > length);
  const shorter = RANGES.findLast((name) => lengthOf(name) < length);
  const next = by > 0 ? shorter : longer;
  if (next !== undefined) refine({ t: next });
}

document.addEventListener('twin-guard-range', (event) => {
  if (route().view !== 'asset' && store.fleet.size !== 1) return;
  const key = (event as CustomEvent<string>).detail;
  if (key === '[' || key === ']') pan(key === ']' ? 1 : -1);
  else zoom(key === '+' ? 1 : -1);
});
