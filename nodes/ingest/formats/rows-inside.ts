import { isPlainObject } from '../../../lib/input';
import { type FoundTime, findTime, timeValue } from '../../../lib/time/names';
import { assetIn, identityOf } from './identity';
import { saysNothing } from './named';
import { type Parent, readTime } from './named-search';

type Row = Readonly<Record<string, unknown>>;

/** Rows that an answer of a database or a service wraps. */
export interface RowsInside {
  readonly rows: readonly Row[];
  /** Objects around them, the nearest last. */
  readonly parents: readonly Parent[];
  /** Before the names of the tags, where the list is called after what it measures. */
  readonly prefix: string;
}

const MAX_DEPTH = 4;

/**
 * The one list of rows in an object: { recordset: [...] }, { hits: { hits: [{ _source }] } }, { deviceId, data: [...] }. Rows have
 * times of their own, or name their things: values that only their place tells apart are none.
 */
export function rowsInside(payload: Row): RowsInside | undefined {
  const found: RowsInside[] = [];
  search(payload, [], [], found);
  return found.length === 1 ? found[0] : undefined;
}

function search(object: Row, path: readonly string[], parents: readonly Parent[], found: RowsInside[]): void {
  let around: readonly Parent[] | undefined;
  for (const key in object) {
    const inside = object[key];
    if (typeof inside !== 'object' || inside === null) continue;
    around ??= [...parents, { object, path }];
    if (Array.isArray(inside)) {
      const general = saysNothing(key);
      const rows = rowsOf(inside, !general);
      if (rows !== undefined) found.push({ rows, parents: around, prefix: general ? '' : `${key}.` });
    } else if (isPlainObject(inside) && path.length < MAX_DEPTH) search(inside, [...path, key], around, found);
  }
}

/** @param timed whether each row has to have a time: things of one kind in a list are named by the path to them */
function rowsOf(list: readonly unknown[], timed: boolean): readonly Row[] | undefined {
  if (list.length === 0 || !Array.from(list, isPlainObject).every(Boolean)) return undefined;
  const rows = (list as readonly Row[]).map(unwrapped);
  const seen = new Set<string>();
  for (const row of rows) {
    const keys = Object.keys(row);
    const time = findTime(keys, (at) => row[keys[at]!], readTime);
    const identity = identityOf(row);
    const asset = identity === undefined ? undefined : assetIn(row, identity);
    if (time === undefined && (timed || asset === undefined)) return undefined;
    const at = time === undefined ? '' : timeOf(row, keys, time);
    const timeKeys = time === undefined ? [] : [time.at, time.clock, ...time.others].map((one) => keys[one ?? -1]);
    const aside = new Set([...timeKeys, ...(identity?.keys ?? [])]);
    // One row may bring what another leaves out; the same name twice at one time is of two things.
    for (const key of keys) {
      if (aside.has(key)) continue;
      const name = JSON.stringify([at, asset, key]);
      if (seen.has(name)) return undefined;
      seen.add(name);
    }
  }
  return rows;
}

/** Comparable: as ms, or, where only the tag table says how it is written, as it stands there. */
function timeOf(row: Row, keys: readonly string[], found: FoundTime): unknown {
  const raw = timeValue(found, (at) => row[keys[at]!]);
  return readTime(raw, found.format) ?? (Object(raw) === raw ? '' : String(raw));
}

/** { _index, _id, _source: { ... } } */
function unwrapped(row: Row): Row {
  const source = row['_source'];
  return isPlainObject(source) ? source : row;
}
