import { FIVE, HOUR, MINUTE, ROW } from './cells';
import type { Sql } from './engine';
import { COLUMNS } from './store';
import { thinned } from './thinning';

/** What takes place, and what part of it each may take. Clips, hours and logs share the last tenth. */
export interface Sizes {
  raw: number;
  clips: number;
  minutes: number;
  fives: number;
  hours: number;
  near: number;
}

const PARTS = { raw: 0.5, minutes: 0.28, fives: 0.12, rest: 0.1 } as const;
/** Before and after an alarm records are kept as they came, ms. */
const CLIP = 600_000;
/** ms of one step, and rows that it looks at together. */
const STEP = 50;
const TOGETHER = 50;
/** The same of envelopes: of a small history a few are all there is. */
const FEW = 8;
/** Pages that are given back to the disk in one step. */
const PAGES = 2000;
/** Bytes of a file without anything. */
const EMPTY = 150_000;
const YEAR = 366 * 86_400_000;
const MOST_ROWS = 200_000;

export function readSizes(sql: Sql): Sizes {
  const kept = sql.get("select v from meta where k = 'sizes'");
  const none: Sizes = { raw: 0, clips: 0, minutes: 0, fives: 0, hours: 0, near: 0 };
  return kept === undefined ? none : { ...none, ...(JSON.parse(kept['v'] as string) as Partial<Sizes>) };
}

export function writeSizes(sql: Sql, sizes: Sizes): void {
  sql.run("insert or replace into meta(k, v) values ('sizes', ?)", JSON.stringify(sizes));
}

/**
 * Makes place: the oldest goes first, records before minutes before hours; minutes become five minutes before they go, records around alarms
 * stay longer. For at most
 * STEP ms, within a transaction.
 * @param most bytes of all
 * @param factor see overhead
 * @returns whether there was something to do
 */
export function makePlace(sql: Sql, sizes: Sizes, most: number, factor: number, now: () => number): boolean {
  const over = (bytes: number, part: number): boolean => bytes * factor > part * most;
  const rest = (): number => sizes.clips + sizes.hours + sizes.near;
  const until = now() + STEP;
  let done = false;
  const during = (needed: () => boolean, step: () => boolean): void => {
    while (needed() && now() < until && step()) done = true;
  };
  during(
    () => over(sizes.raw, PARTS.raw),
    () => dropChunks(sql, sizes, 0),
  );
  during(
    () => over(sizes.minutes, PARTS.minutes),
    () => thinMinutes(sql, sizes),
  );
  during(
    () => over(sizes.fives, PARTS.fives),
    () => dropEnvelopes(sql, sizes, 'fives', FIVE),
  );
  during(
    () => over(rest(), PARTS.rest) && sizes.clips > 0,
    () => dropChunks(sql, sizes, 1),
  );
  during(
    () => over(rest(), PARTS.rest) && sizes.near > 0,
    () => dropNear(sql, sizes),
  );
  during(
    () => over(rest(), PARTS.rest) && sizes.hours > 0,
    () => dropEnvelopes(sql, sizes, 'hours', HOUR),
  );
  if (done) writeSizes(sql, sizes);
  return done;
}

/** Gives pages back to the disk that were freed. Outside of a transaction. */
export function giveBack(sql: Sql): void {
  sql.exec(`pragma incremental_vacuum(${PAGES})`);
}

/**
 * Alarms and what is told of time take little: two years of them stay, and so many at most. Counted from the newest where the clock is
 * ahead of that: one that was set wrong for a moment must not cost what a plant has kept.
 */
export function dropOld(sql: Sql, now: number): void {
  for (const [table, time] of [
    ['alarm', 'since'],
    ['mark', 'at'],
    ['span', 'since'],
    ['rules', 'at'],
  ]) {
    const newest = Number(sql.get(`select max(${time}) as at from ${table}`)?.['at'] ?? now);
    sql.run(`delete from ${table} where ${time} < ?`, Math.min(now, newest) - 2 * YEAR);
    const count = Number(sql.get(`select count(*) as n from ${table}`)!['n']);
    const oldest = `select rowid from ${table} order by ${time} limit ${count - MOST_ROWS}`;
    if (count > MOST_ROWS) sql.run(`delete from ${table} where rowid in (${oldest})`);
  }
}

/**
 * How many times what is told of its parts the file takes: what the engine adds to each row and page. Right after a
 * checkpoint, when nothing is fresh.
 */
export function overhead(sql: Sql, { raw, clips, minutes, fives, hours, near }: Sizes): number {
  const told = raw + clips + minutes + fives + hours + near;
  const number = (name: string): number => Number(sql.get(`pragma ${name}`)?.[name] ?? 0);
  const used = (number('page_count') - number('freelist_count')) * number('page_size');
  return Math.max(1, (used - EMPTY) / Math.max(1, told));
}

function dropChunks(sql: Sql, sizes: Sizes, clip: 0 | 1): boolean {
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
  return rows.length > 0;
}

/** The oldest days of minutes become five minutes. */
function thinMinutes(sql: Sql, sizes: Sizes): boolean {
  const rows = sql.all('select id, series, t0, d from envelope where width = ? order by t0 limit ?', MINUTE, FEW);
  for (const { id, series, t0, d } of rows) {
    const day = d as Uint8Array;
    sizes.fives += thinned(sql, Number(series), Number(t0), day);
    sql.run('delete from envelope where id = ?', id!);
    sizes.minutes -= day.length + ROW;
  }
  if (rows.length === 0) sizes.minutes = 0;
  return rows.length > 0;
}

function dropEnvelopes(sql: Sql, sizes: Sizes, name: 'fives' | 'hours', width: number): boolean {
  const rows = sql.all('select id, length(d) as size from envelope where width = ? order by t0 limit ?', width, FEW);
  for (const { id, size } of rows) {
    sql.run('delete from envelope where id = ?', id!);
    sizes[name] -= Number(size) + ROW;
  }
  if (rows.length === 0) sizes[name] = 0;
  return rows.length > 0;
}

function dropNear(sql: Sql, sizes: Sizes): boolean {
  const rows = sql.all('select id, length(times) + length(rest) as size from near order by id limit 50');
  for (const { id, size } of rows) {
    sql.run('delete from near where id = ?', id!);
    sizes.near -= Number(size) + 60;
  }
  if (rows.length === 0) sizes.near = 0;
  return rows.length > 0;
}
