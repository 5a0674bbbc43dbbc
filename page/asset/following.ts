import type { History } from '../../lib/page/api';
import { type Resource, resource } from '../state/resource';
import { continued } from './continued';
import type { Range } from './range';

/**
 * The history of a range. Where that moves along with the records all of it is asked for once, then only its end: a chart that is
 * looked at all night would else cost the server the same buckets every two seconds.
 */

/** The last buckets are asked for again: they were not full, and records may have come late. */
const AGAIN = 3;
const AGAIN_MS = 15_000;
/** Everything is asked for again after so long, ms. */
const ALL_MS = 120_000;

interface Followed {
  /** What is shown, but for the place of its end. */
  readonly id: string;
  /** By this computer's clock. */
  readonly since: number;
  /** Undefined until the first answer. */
  history: History | undefined;
  /** What is asked for: it stays until it is answered, however slow the server is. */
  asked: string;
  /** For which end of the range. */
  to: number;
  answered: boolean;
}

let followed: Followed | undefined;
/** What the charts have shown last: it stays until there is something newer. */
let shown: { readonly key: string; readonly history: History } | undefined;

export function following(key: string, series: readonly string[], range: Range, points: number): Resource<History> {
  const { from, to, follows, name } = range;
  const address = { key, series: series.join(','), points };
  const all = pathOf({ ...address, from, to });
  const id = follows ? JSON.stringify([key, series, name, points]) : all;
  const isOld = (one: Followed): boolean => one.answered && performance.now() - one.since > ALL_MS;
  if (followed?.id !== id || (follows && isOld(followed)))
    followed = { id, since: performance.now(), history: undefined, asked: all, to, answered: false };
  else if (follows && followed.answered && followed.to !== to) goOn(followed, address, to);
  const found = resource<History>(`history ${key}`, followed.asked);
  const { data, path, error } = found;
  if (!followed.answered && path === followed.asked && error === undefined && data !== undefined) {
    const first = followed.to - (to - from);
    followed.history = followed.history === undefined ? data : continued(followed.history, data, first);
    followed.answered = true;
    shown = { key, history: followed.history };
  }
  return { ...found, data: shown?.key === key ? shown.history : undefined };
}

function goOn(one: Followed, address: Readonly<Record<string, string | number>>, to: number): void {
  const { width, from, series, blame } = one.history!;
  const end = from + width * (series[0]?.hi.length ?? blame?.[0]?.share.length ?? 0);
  one.asked = pathOf({ ...address, from: end - Math.max(AGAIN * width, AGAIN_MS), to, width });
  one.to = to;
  one.answered = false;
}

function pathOf({ from, to, ...rest }: Readonly<Record<string, string | number>>): string {
  const query = { ...rest, from: Math.round(Number(from)), to: Math.round(Number(to)) };
  return `api/history?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))}`;
}
