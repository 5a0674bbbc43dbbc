import {
  addTo,
  emptyEnvelope,
  envelopeOf,
  HOUR,
  MINUTE,
  type Pending,
  packEnvelope,
  ROW,
  unpackEnvelope,
} from './cells';
import { Chunk } from './chunk';
import type { Sql } from './engine';
import { emptyLayout, hoursOf, type Layout, type Place, sameColumns } from './layout';
import { type Column, HEAD } from './messages';
import { Near, packNear } from './near';
import { packFloats, packTimes } from './packing';
import type { Rules } from './rules';
import { COLUMNS } from './store';

/** Cells by the second go among the records, as two. */
const SECOND = 1000;

/** Bytes that were added, by what they are. */
export interface Added {
  readonly raw: number;
  readonly minutes: number;
  readonly hours: number;
  readonly near: number;
}

/** What is in memory of a key. */
interface Held {
  readonly layouts: Layout[];
  near: Near | undefined;
  /** When it was settled last, by the clock on the wall; NaN: not since it is here. */
  settled: number;
}

/**
 * Takes in blocks and writes what comes of them: records in chunks, envelopes, and the log for what-if. That costs half a millisecond
 * for each series, so of a fleet it is done key by key.
 */
export class Recorder {
  readonly #sql: Sql;
  readonly #placed = new Map<number, Layout>();
  /** Those that got their place within a transaction that is still open. */
  #placing: Layout[] = [];
  /** Who was settled longest ago comes first. */
  readonly #held = new Map<string, Held>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Layouts with something in memory of a key. */
  layoutsOf(key: string): readonly Layout[] {
    return this.#held.get(key)?.layouts ?? [];
  }

  near(key: string): Near {
    const held = this.#heldOf(key);
    if (held.near === undefined) {
      held.near = new Near();
      const kept = this.#sql.get('select d from rules where key = ? order by at desc limit 1', key);
      if (kept !== undefined) held.near.rules = asRules(JSON.parse(kept['d'] as string) as Rules | string);
    }
    return held.near;
  }

  layout(key: string, columns: readonly Column[]): Layout {
    const { layouts } = this.#heldOf(key);
    let layout = layouts.find((one) => sameColumns(one.columns, columns));
    if (layout === undefined) {
      layout = emptyLayout(key, columns);
      layouts.push(layout);
    }
    return layout;
  }

  /** A layout of the store by its number. */
  stored(id: number): Layout | undefined {
    const row = this.#placed.has(id) ? undefined : this.#sql.get('select key, series from layout where id = ?', id);
    if (row === undefined) return this.#placed.get(id);
    const series = JSON.parse(row['series'] as string) as number[];
    const columns = series.map((one) => this.#sql.get('select what, tag from series where id = ?', one) as unknown);
    const layout = this.layout(row['key'] as string, columns as Column[]);
    layout.place = { id, series };
    this.#placed.set(id, layout);
    return layout;
  }

  /** Where a layout is in the store; it gets there when it is not. Within a transaction. */
  place(layout: Layout): Place {
    if (layout.place !== undefined) return layout.place;
    const { key, columns } = layout;
    const sql = this.#sql;
    const series = columns.map(({ what, tag }) => {
      sql.run('insert or ignore into series(key, what, tag) values (?, ?, ?)', key, what, tag);
      return Number(sql.get('select id from series where key = ? and what = ? and tag = ?', key, what, tag)!['id']);
    });
    const text = JSON.stringify(series);
    sql.run('insert or ignore into layout(key, series) values (?, ?)', key, text);
    const id = Number(sql.get('select id from layout where key = ? and series = ?', key, text)!['id']);
    layout.place = { id, series };
    this.#placed.set(id, layout);
    this.#placing.push(layout);
    return layout.place;
  }

  rows(layout: Layout, count: number, data: Float64Array): void {
    const width = HEAD + layout.columns.length;
    const near = this.near(layout.key);
    for (let row = 0; row < count; row++) {
      const at = row * width;
      const time = data[at]!;
      near.add(time, data[at + 1]!, data[at + HEAD]!, data[at + HEAD + 1]!, data[at + HEAD + 2]!);
      this.#push(layout, time, data, at + HEAD);
      layout.minutes.addRow(time, data, at + HEAD);
    }
  }

  cells(layout: Layout, at: number, ms: number, data: Float64Array): void {
    if (ms === HOUR) {
      layout.hours.add(at, data);
      this.near(layout.key).gap();
      return;
    }
    layout.minutes.add(at, data);
    if (ms > SECOND) return;
    for (const part of [0, 1]) {
      const row = Float64Array.from(layout.columns, (_, i) => {
        const value = data[4 * i + part]!;
        return Number.isFinite(value) ? value : Number.NaN;
      });
      this.#push(layout, at + (part * ms) / 2, row, 0);
    }
  }

  /** Bytes of what is in memory. */
  get held(): number {
    let bytes = 0;
    for (const { layouts, near } of this.#held.values()) {
      for (const { chunks, minutes, hours } of layouts) {
        for (const chunk of chunks) bytes += chunk.held;
        bytes += minutes.bytes + hours.bytes;
      }
      bytes += near?.held ?? 0;
    }
    return bytes;
  }

  /** All keys, who was settled longest ago first. */
  get keys(): string[] {
    return [...this.#held.keys()];
  }

  /** Who was settled longest ago, if that was before a time. @param now by the clock on the wall, also where it was set back */
  due(before: number, now: number): string | undefined {
    for (const [key, held] of this.#held) {
      held.settled = Number.isNaN(held.settled) ? now : Math.min(held.settled, now);
      if (held.settled <= before) return key;
    }
    return undefined;
  }

  /** Writes what is in memory of a key. Within a transaction. @returns what it added, by table */
  write(key: string): Added {
    const added = { raw: 0, minutes: 0, hours: 0, near: 0 };
    for (const layout of this.layoutsOf(key)) {
      const { id } = this.place(layout);
      for (const chunk of layout.chunks) if (chunk.count > chunk.stored) added.raw += this.#writeChunk(layout, chunk);
      added.minutes += this.#writeCells(layout, layout.minutes, MINUTE);
      added.hours += this.#writeCells(layout, hoursOf(layout), HOUR);
      this.#sql.run('delete from fresh where layout = ?', id);
    }
    const log = this.#held.get(key)?.near?.peek();
    if (log === undefined) return added;
    const { times, rest } = packNear(log);
    const insert = 'insert into near(key, t0, t1, after, times, rest) values (?, ?, ?, ?, ?, ?)';
    this.#sql.run(insert, key, log.times[0] ?? log.end, log.end, log.after, times, rest);
    added.near += times.length + rest.length + ROW;
    return added;
  }

  /** What was written of a key is on the disk. @param full whether nothing of it is to stay in memory, though it would have grown */
  written(key: string, now: number, full: boolean): void {
    const held = this.#heldOf(key);
    for (const layout of held.layouts) {
      layout.minutes.clear();
      layout.hours.clear();
      for (const chunk of layout.chunks) chunk.stored = chunk.count;
      const open = layout.chunks.at(-1);
      layout.chunks = open?.grows && !full ? [open] : [];
    }
    held.near?.take();
    held.settled = now;
    this.#held.delete(key);
    this.#held.set(key, held);
  }

  /** The transaction is on the disk. */
  committed(): void {
    this.#placing = [];
  }

  /** What was written within the transaction is not on the disk after all. */
  undone(): void {
    for (const layout of this.#placing) {
      this.#placed.delete(layout.place!.id);
      layout.place = undefined;
    }
    this.#placing = [];
    for (const { layouts } of this.#held.values()) {
      for (const chunk of layouts.flatMap(({ chunks }) => chunks)) if (chunk.stored === 0) chunk.id = undefined;
    }
  }

  /**
   * The disk takes nothing: records go, of the logs for what-if what is oldest, and when that is not enough minutes become hours.
   * @param most bytes; the logs are cut to a quarter of it where they take more than half
   */
  thin(most: number): void {
    const held = [...this.#held.values()];
    const layouts = held.flatMap((one) => one.layouts);
    for (const layout of layouts) layout.chunks = [];
    const logs = held.reduce((sum, { near }) => sum + (near?.held ?? 0), 0);
    if (logs > most / 2) for (const { near } of held) near?.keepNewest(most / 4 / logs);
    if (this.held <= most) return;
    for (const { minutes, hours } of layouts) {
      hours.addAll(minutes);
      minutes.clear();
    }
  }

  #heldOf(key: string): Held {
    let held = this.#held.get(key);
    if (held === undefined) {
      held = { layouts: [], near: undefined, settled: Number.NaN };
      this.#held.set(key, held);
    }
    return held;
  }

  #push(layout: Layout, time: number, data: Float64Array, offset: number): void {
    let chunk = layout.chunks.at(-1);
    if (chunk === undefined || !chunk.takes(time)) {
      chunk = new Chunk(layout.columns.length);
      layout.chunks.push(chunk);
    }
    chunk.push(time, data, offset);
  }

  #writeChunk(layout: Layout, chunk: Chunk): number {
    const sql = this.#sql;
    const { key, columns } = layout;
    const before = chunk.id === undefined ? 0 : chunk.bytes;
    const times = packTimes(chunk.times);
    let bytes = times.length + 80;
    if (chunk.id === undefined) {
      const insert = 'insert into chunk(layout, key, t0, t1, n, clip, bytes, d) values (?, ?, ?, ?, ?, 0, 0, ?)';
      chunk.id = sql.run(insert, this.place(layout).id, key, chunk.first, chunk.last, chunk.count, times);
    }
    for (let i = 0; i < columns.length; i++) {
      const values = chunk.column(i);
      if (!values.some((value) => !Number.isNaN(value))) continue;
      const packed = packFloats(values.slice());
      sql.run('insert or replace into raw(id, d) values (?, ?)', chunk.id * COLUMNS + i, packed);
      bytes += packed.length + 12;
    }
    const update = 'update chunk set t1 = ?, n = ?, bytes = ?, d = ? where id = ?';
    sql.run(update, chunk.last, chunk.count, bytes, times, chunk.id);
    chunk.bytes = bytes;
    return bytes - before;
  }

  #writeCells(layout: Layout, pending: Pending, width: number): number {
    if (pending.empty) return 0;
    const { series } = this.place(layout);
    const sql = this.#sql;
    const entries = pending.entries();
    let added = 0;
    for (const t0 of new Set(entries.map(([at]) => envelopeOf(at, width)))) {
      const within = entries.filter(([at]) => envelopeOf(at, width) === t0);
      for (let i = 0; i < series.length; i++) {
        const place = 4 * i;
        if (!within.some(([, cell]) => cell[place + 3]! > 0)) continue;
        const select = 'select id, d from envelope where series = ? and width = ? and t0 = ?';
        const row = sql.get(select, series[i]!, width, t0);
        const envelope = row === undefined ? emptyEnvelope(width) : unpackEnvelope(row['d'] as Uint8Array);
        for (const [at, cell] of within) {
          if (!(cell[place + 3]! > 0)) continue;
          const slot = Math.round((at - t0) / width);
          addTo(envelope, slot, cell[place]!, cell[place + 1]!, cell[place + 2]!, cell[place + 3]!);
        }
        const packed = packEnvelope(envelope);
        if (row === undefined) {
          sql.run('insert into envelope(series, width, t0, d) values (?, ?, ?, ?)', series[i]!, width, t0, packed);
          added += packed.length + ROW;
        } else {
          sql.run('update envelope set d = ? where id = ?', packed, row['id']!);
          added += packed.length - (row['d'] as Uint8Array).length;
        }
      }
    }
    return added;
  }
}

/** Rules, or nothing where a sentence says why there are none. */
export function asRules(rules: Rules | string): Rules | undefined {
  return typeof rules === 'string' ? undefined : rules;
}
