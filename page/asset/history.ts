import type { AlarmLine, History, Series } from '../../lib/page/api';
import { type Resource, resource } from '../state/resource';
import { store } from '../state/store';
import { t } from '../texts/texts';
import { following } from './following';
import { type Range, recorded } from './range';

/** What the charts of an asset are made of, asked for once for all of them. */

/** Buckets: no more than there are pixels for. */
export function pointsFor(width: number): number {
  return width < 600 ? 240 : width < 1200 ? 480 : 720;
}

export interface Charted {
  readonly history: History | undefined;
  readonly alarms: readonly AlarmLine[];
  readonly error: string | undefined;
  readonly loading: boolean;
}

export function charted(key: string, tag: string | undefined, range: Range, points: number): Charted {
  const { from, to } = range;
  if (!store.past) {
    const open = [...store.alarms.values()].filter((alarm) => alarm.key === key);
    return { history: undefined, alarms: open, error: t('chart.no-past'), loading: false };
  }
  const series = ['rarity', 'score', 'limit', 'blame', ...(tag === undefined ? [] : [`tag:${tag}`])];
  const found = following(key, series, range, points);
  recorded(key, found.data?.kept.first);
  const window = new URLSearchParams({ key, from: String(Math.round(from)), to: String(Math.round(to)) });
  const alarms = resource<readonly AlarmLine[]>(`alarms of ${key}`, `api/alarms?${window}`, 15_000);
  return { history: found.data, alarms: merged(key, alarms), error: found.error, loading: found.loading };
}

/** What came by the stream is newer than what was asked for. */
function merged(key: string, { data = [] }: Resource<readonly AlarmLine[]>): AlarmLine[] {
  const byId = new Map(data.map((alarm) => [alarm.id, alarm]));
  for (const alarm of store.alarms.values()) if (alarm.key === key) byId.set(alarm.id, alarm);
  return [...byId.values()].sort((a, b) => a.since - b.since);
}

export function seriesOf(history: History | undefined, name: string): Series | undefined {
  const found = history?.series.find((series) => series.name === name);
  return found?.hi.some((value) => value !== null) === true ? found : undefined;
}

export function timesOf({ from, width, series, blame }: History): number[] {
  const length = series[0]?.hi.length ?? blame?.[0]?.share.length ?? 0;
  return Array.from({ length }, (_, i) => from + (i + 0.5) * width);
}

/** Between known pairs of score and rarity: where on the 0-100 scale a score lies. */
export function rarityOf(history: History | undefined, score: number): number | undefined {
  const scores = seriesOf(history, 'score')?.hi;
  const rarities = seriesOf(history, 'rarity')?.hi;
  const limits = seriesOf(history, 'limit')?.hi;
  if (scores === undefined || rarities === undefined) return undefined;
  const pairs: (readonly [number, number])[] = [];
  scores.forEach((at, i) => {
    const rarity = rarities[i];
    if (at !== null && rarity !== null && rarity !== undefined) pairs.push([at, rarity]);
  });
  const limit = limits?.findLast((value) => value !== null);
  if (typeof limit === 'number') pairs.push([limit, 50]);
  pairs.sort(([a], [b]) => a - b);
  const above = pairs.findIndex(([at]) => at >= score);
  if (above < 0) return pairs.length === 0 ? undefined : Math.min(100, (pairs.at(-1)![1] * score) / pairs.at(-1)![0]);
  const [high, highRarity] = pairs[above]!;
  const [low, lowRarity] = pairs[above - 1] ?? [0, 0];
  return high > low ? lowRarity + ((highRarity - lowRarity) * (score - low)) / (high - low) : highRarity;
}
