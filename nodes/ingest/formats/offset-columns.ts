import { isPlainObject } from '../../../lib/input';
import { findTime, isRecent } from '../../../lib/time/names';
import type { ParseContext, Reading } from '../reading';
import { bySeries, type Point } from './collect';
import { surroundings } from './named';
import { type Parent, readTime } from './named-search';

type Row = Readonly<Record<string, unknown>>;

/** Lists of equal length, one of them the time that has passed since a time that stands around them. */
export interface OffsetColumns {
  readonly columns: Row;
  readonly parents: readonly Parent[];
}

const MAX_DEPTH = 5;
const MS: Readonly<Record<string, number>> = { s: 1000, us: 1e-3, ns: 1e-6 };

/** PPMP of Eclipse Unide and its like: { ts, series: { time: [0, 23], temp: [45.4, 46.2] } }. https://www.eclipse.org/unide */
export function offsetColumns(payload: unknown): OffsetColumns[] {
  const found: OffsetColumns[] = [];
  search(payload, [], [], found);
  return found;
}

function search(
  value: unknown,
  path: readonly (string | number)[],
  parents: readonly Parent[],
  found: OffsetColumns[],
): void {
  if (typeof value !== 'object' || value === null || path.length > MAX_DEPTH) return;
  if (Array.isArray(value)) {
    (value as unknown[]).forEach((one, i) => void search(one, [...path, i], parents, found));
    return;
  }
  if (!isPlainObject(value)) return;
  if (isOffsets(value) && parents.some(({ object }) => isTimed(object))) {
    found.push({ columns: value, parents });
    return;
  }
  for (const key in value) {
    const inside = value[key];
    if (typeof inside === 'object' && inside !== null)
      search(inside, [...path, key], [...parents, { object: value, path }], found);
  }
}

/** All are lists of numbers, of one length, and the first number of the time is no time of this century. */
function isOffsets(columns: Row): boolean {
  const keys = Object.keys(columns);
  const [first] = keys;
  const list = columns[first ?? ''];
  if (keys.length < 2 || !Array.isArray(list) || list.length === 0) return false;
  for (const key of keys) {
    const column = columns[key];
    if (!Array.isArray(column) || column.length !== list.length) return false;
    if (column.some((one) => typeof one !== 'number' && one !== null)) return false;
  }
  const time = timeIn(columns);
  return (
    time !== undefined &&
    (columns[time.key] as unknown[]).every((one) => typeof one === 'number' && !isRecent(one, readTime))
  );
}

function timeIn(columns: Row): { key: string; format: string | undefined } | undefined {
  const keys = Object.keys(columns);
  const found = findTime(keys, () => undefined, readTime);
  return found === undefined ? undefined : { key: keys[found.at]!, format: found.format };
}

function isTimed(object: Row): boolean {
  const keys = Object.keys(object);
  const found = findTime(keys, (at) => object[keys[at]!], readTime);
  return found !== undefined && isRecent(object[keys[found.at]!], readTime);
}

export function readOffsetColumns(all: readonly OffsetColumns[], topic: unknown, context: ParseContext): Reading[] {
  const byAsset = new Map<string, Point[]>();
  for (const { columns, parents } of all) {
    const { asset, time: start = context.arrival } = surroundings(parents, topic, context);
    const { key, format } = timeIn(columns)!;
    const points = byAsset.get(asset) ?? [];
    byAsset.set(asset, points);
    const times = (columns[key] as number[]).map((offset) => start + offset * (MS[format ?? ''] ?? 1));
    for (const tag of Object.keys(columns)) {
      if (tag === key) continue;
      const values = columns[tag] as unknown[];
      for (let row = 0; row < values.length; row++) points.push({ tag, value: values[row], time: times[row] });
    }
  }
  return [...byAsset].flatMap(([asset, points]) => bySeries(asset, points));
}
