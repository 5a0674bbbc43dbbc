import { FIVE, HOUR, MINUTE, ROW } from './cells';
import type { Sql } from './engine';
import { COLUMNS, PAGE } from './store';
import { thinned } from './thinning';

/** Bytes by what takes them: records as they came, those around alarms, envelopes, and logs of what-if. */
export interface Sizes {
  raw: number;
  minutes: number;
  fives: number;
  clips: number;
  near: number;
  hours: number;
}

/**
 * What each keeps when all want more than there is place for, as parts of what they take together; the finest gives way first. Whoever
 * needs less leaves the rest to the others: a small plant has records for months, a large fleet at least its hours.
 */
const PARTS: Readonly<Sizes> = { raw: 0.25, minutes: 0.2, fives: 0.1, clips: 0.1, near: 0.05, hours: 0.3 };
const FINEST_FIRST = ['raw', 'minutes', 'fives', 'clips', 'near', 'hours'] as const;
/** Before and after an alarm records are kept as they came, ms. */
const CLIP = 600_000;
/** ms of one step, and rows that it looks at together. */
const STEP = 50;
const TOGETHER = 50;
/** The same of envelopes: of a small history a few are all there is. */
const FEW = 8;
/** Pages that are given back to the disk in one step. */
const PAGES = 2000;
const YEAR = 366 * 86_400_000;
/** Rows of a table of what is told of time at most, and bytes of the whole for each of them. */
const MOST_ROWS = 200_000;
const BYTES_A_ROW = 5000;

export function readSizes(sql: Sql): Sizes {
  const kept = sql.get("select v from meta where k = 'sizes'");
  const none: Sizes = { raw: 0, clips: 0, minutes: 0, fives: 0, hours: 0, near: 0 };
  return kept === undefined ? none : { ...none, ...(JSON.parse(kept['v'] as string) as Partial<Sizes>) };
}

export function writeSizes(sql: Sql, sizes: Sizes): void {
  sql.run("insert or replace into meta(k, v) values ('sizes', ?)", JSON.stringify(sizes));
}

/**
 * Makes place: the oldest goes first, see PARTS; minutes become five minutes before they go, records around alarms stay longer. For at
 * most STEP ms, within a transaction.
 * @param most bytes of the database
 * @returns whether there was something to do
 */
export function makePlace(sql: Sql, sizes: Sizes, most: number, now: () => number): boolean {
  const until = now() + STEP;
  let done = false;
  while (usedBytes(sql) > most && now() < until) {
    const all = FINEST_FIRST.reduce((sum, name) => sum + sizes[name], 0);
    const name = FINEST_FIRST.find((one) => sizes[one] > PARTS[one] * all);
    if (name === undefined) break;
    DROP[name](sql, sizes);
    done = true;
  }
  if (done) writeSizes(sql, sizes);
  return done;
}

const DROP: Readonly<Record<keyof Sizes, (sql: Sql, sizes: Sizes) => void>> = {
  raw: (sql, sizes) => dropChunks(sql, sizes, 0),
  minutes: thinMinutes,
  fives: (sql, sizes) => dropEnvelopes(sql, sizes, 'fives', FIVE),
  clips: (sql, sizes) => dropChunks(sql, sizes, 1),
  near: dropNear,
  hours: (sql, sizes) => dropEnvelopes(sql, sizes, 'hours', HOUR),
};

/** Bytes of the pages in which something is. */
function usedBytes(sql: Sql): number {
  const number = (name: string): number => Number(sql.get(`pragma ${name}`)?.[name] ?? 0);
  return (number('page_count') - number('freelist_count')) * PAGE;
}

/** Gives pages back to the disk that were freed. Outside of a transaction. */
export function giveBack(sql: Sql): void {
  sql.exec(`pragma incremental_vacuum(${PAGES})`);
}

/**
 * Alarms and what is told of time take little: two years of them stay, and so many at most. Counted from the newest where the clock is
 * ahead of that: one that was set wrong for a moment must not cost what a plant has kept.
 * @param most bytes of the database
 */
export function dropOld(sql: Sql, most: number, now: number): void {
  const rows = Math.min(MOST_ROWS, Math.floor(most / BYTES_A_ROW));
  for (const [table, time] of [
    ['alarm', 'since'],
    ['mark', 'at'],
    ['span', 'since'],
    ['rules', 'at'],
  ]) {
    const newest = Number(sql.get(`select max(${time}) as at from ${table}`)?.['at'] ?? now);
    sql.run(`delete from ${table} where ${time} < ?`, Math.min(now, newest) - 2 * YEAR);
    const count = Number(sql.get(`select count(*) as n from ${table}`)!['n']);
    const oldest = `select rowid from ${table} order by ${time} limit ${count - rows}`;
    if (count > rows) sql.run(`delete from ${table} where rowid in (${oldest})`);
  }
}

function dropChunks(sql: Sql, sizes: Sizes, clip: 0 | 1): void {
  const select = `select id, key, t0, t1, bytes from chunk where clip = ${clip} order by id limit ${TOGETHER}`;
  const rows = sql.all(select);
  for (const { id, key, t0, t1, bytes } of rows) {
    const size = Number(bytes);
    if (clip === 0) {
      sizes.raw -= size;
      const alarm = 'select id from alarm where key = ? and since <= ? and (until is null or until >= ?) limit 1';
      if (sql.get(alarm, key!, Number(t1) + CLIP, Number(t0) - CLIP) !== undefined) {
        sql.run('update chunk set clip = 1 where id = ?', id!);
        sizes.clips += size;
        continue;
      }
    } else sizes.clips -= size;
    sql.run('delete from raw where id >= ? and id < ?', Number(id) * COLUMNS, (Number(id) + 1) * COLUMNS);
    sql.run('delete from chunk where id = ?', id!);
  }
  if (rows.length === 0) sizes[clip === 0 ? 'raw' : 'clips'] = 0;
}

/** The oldest days of minutes become five minutes. */
function thinMinutes(sql: Sql, sizes: Sizes): void {
  const rows = sql.all('select id, series, t0, d from envelope where width = ? order by t0 limit ?', MINUTE, FEW);
  for (const { id, series, t0, d } of rows) {
    const day = d as Uint8Array;
    sizes.fives += thinned(sql, Number(series), Number(t0), day);
    sql.run('delete from envelope where id = ?', id!);
    sizes.minutes -= day.length + ROW;
  }
  if (rows.length === 0) sizes.minutes = 0;
}

function dropEnvelopes(sql: Sql, sizes: Sizes, name: 'fives' | 'hours', width: number): void {
  const rows = sql.all('select id, length(d) as size from envelope where width = ? order by t0 limit ?', width, FEW);
  for (const { id, size } of rows) {
    sql.run('delete from envelope where id = ?', id!);
    sizes[name] -= Number(size) + ROW;
  }
  if (rows.length === 0) sizes[name] = 0;
}

function dropNear(sql: Sql, sizes: Sizes): void {
  const rows = sql.all('select id, length(times) + length(rest) as size from near order by id limit 50');
  for (const { id, size } of rows) {
    sql.run('delete from near where id = ?', id!);
    sizes.near -= Number(size) + ROW;
  }
  if (rows.length === 0) sizes.near = 0;
}
