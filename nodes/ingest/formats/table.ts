import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import { findTime, isRecent } from '../../../lib/time/names';
import type { Format } from '../reading';
import { readCells } from './cells';
import { nameOf } from './key-names';
import { readTime } from './named-search';

/** A table as JSON: names of columns, and rows of cells below them. */
interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

const HEADERS = ['columns', 'fields', 'header', 'headers', 'names', 'tags', 'keys', 'cols'];
const BODIES = ['rows', 'values', 'data', 'records', 'points', 'datarows'];

/**
 * Names of columns in one list and their values in others: { columns, rows }, a header as the first row, answers of SQL
 * interfaces and data frames. The values are read by the names of their columns.
 */
export const table: Format = {
  name: 'table',
  title: 'table',
  reads: {
    what: '`{ columns, rows }`, a header as the first row',
    asset: 'topic, or a column such as device',
    tag: 'column',
    time: 'a column such as timestamp',
    quality: 'null: bad; an object where a number was, or a text: bad',
  },
  detect: ({ payload }) => (tableOf(payload) === undefined ? 0 : 0.75),
  parse({ payload, topic }, context) {
    const found = tableOf(payload);
    if (found === undefined) throw new InputError('payload', `is ${describe(payload)}; send { columns, rows }`);
    return readCells(found.header, found.rows, topic, 1, context);
  },
};

function tableOf(payload: unknown): Table | undefined {
  if (Array.isArray(payload)) return headed(payload as unknown[]);
  if (!isPlainObject(payload)) return undefined;
  const header = HEADERS.map((key) => headerOf(own(payload, key))).find((names) => names !== undefined);
  if (header === undefined) return byColumn(payload) ?? byColumnInside(payload);
  for (const key of BODIES) {
    const rows = rowsOf(own(payload, key), header.length);
    if (rows !== undefined) return { header, rows };
  }
  return undefined;
}

/** { time: [...], temp: [...] }, as data frames and weather services give them; what is no list is the same in each row. */
function byColumn(payload: Readonly<Record<string, unknown>>): Table | undefined {
  const lists: string[] = [];
  const same: string[] = [];
  let length = 0;
  for (const key in payload) {
    const held = payload[key];
    if (Array.isArray(held)) {
      if (lists.length === 0) length = held.length;
      if (held.length !== length || !Array.from(held as unknown[]).every((one) => Object(one) !== one))
        return undefined;
      lists.push(key);
    } else if (typeof held === 'string' || typeof held === 'number') same.push(key);
  }
  if (length === 0 || lists.length < 2 || !holdsTimes(payload, lists)) return undefined;
  const rows = Array.from({ length }, (_, row) => [
    ...same.map((key) => payload[key]),
    ...lists.map((key) => (payload[key] as unknown[])[row]),
  ]);
  return { header: [...same, ...lists], rows };
}

/** { hourly: { time: [...], temp: [...] }, hourly_units: { ... } } */
function byColumnInside(payload: Readonly<Record<string, unknown>>): Table | undefined {
  const found = Object.values(payload).flatMap((inside) => (isPlainObject(inside) ? (byColumn(inside) ?? []) : []));
  return found.length === 1 ? found[0] : undefined;
}

function holdsTimes(payload: Readonly<Record<string, unknown>>, lists: readonly string[]): boolean {
  const first = (at: number): unknown => (payload[lists[at]!] as unknown[])[0];
  const time = findTime(lists, first, readTime);
  return time !== undefined && (time.clock !== undefined || isRecent(first(time.at), readTime));
}

/** [['time', 'temp'], [1767225600, 61.5], ...] */
function headed(list: readonly unknown[]): Table | undefined {
  if (list.length < 2) return undefined;
  const header = headerOf(list[0]);
  const rows = header === undefined ? undefined : rowsOf(list.slice(1), header.length);
  return header === undefined || rows === undefined ? undefined : { header, rows };
}

/** Names, or objects that have one: { name, type }. */
function headerOf(list: unknown): string[] | undefined {
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const names = Array.from(list as unknown[], (one) => {
    const name = isPlainObject(one) ? (own(one, 'name') ?? own(one, 'text') ?? own(one, 'title')) : one;
    return typeof name === 'string' && Number.isNaN(Number(name)) ? nameOf(name) : undefined;
  });
  return names.includes(undefined) || new Set(names).size < names.length ? undefined : (names as string[]);
}

/** Rows of this many cells each, or the cells of a single row. */
function rowsOf(body: unknown, width: number): (readonly unknown[])[] | undefined {
  if (!Array.isArray(body) || body.length === 0) return undefined;
  const list = Array.from(body as unknown[]);
  if (list.every((row) => Array.isArray(row))) {
    const rows = list as unknown[][];
    return rows.every(({ length }) => length === width) ? rows : undefined;
  }
  return list.length === width && list.every((cell) => typeof cell !== 'object' || cell === null) ? [list] : undefined;
}
