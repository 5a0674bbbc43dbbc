import type { History } from '../api';
import { type Axis, axisOf, Buckets } from './buckets';
import { FIVE, HOUR, longestOf, MINUTE, type Pending, unpackEnvelope, WIDTHS } from './cells';
import type { Sql } from './engine';
import type { HistoryQuery } from './history';
import { hoursOf, type Layout } from './layout';
import type { Column } from './messages';
import { unpackFloats, unpackTimes } from './packing';
import type { Recorder } from './recorder';
import { COLUMNS } from './store';

/** Reads the history of series from where it is fine enough: records, minutes or hours, and what is not written yet. */
export class SeriesReader {
  readonly #sql: Sql;
  readonly #recorder: Recorder;

  constructor(sql: Sql, recorder: Recorder) {
    this.#sql = sql;
    this.#recorder = recorder;
  }

  answer({
    key,
    from,
    to,
    points,
    series,
    width: given,
  }: HistoryQuery): Pick<History, 'key' | 'from' | 'width' | 'series' | 'blame'> {
    const axis = axisOf(from, Math.max(from + 1, to), points, given);
    const found: History['series'][number][] = [];
    for (const name of series) {
      for (const column of columnsOf(name)) {
        const shown =
          column.tag === '' ? column.what : `${column.what === 'value' ? 'tag' : column.what}:${column.tag}`;
        found.push(this.#read(key, axis, [column])[0]!.series(shown));
      }
    }
    const { width } = axis;
    if (!series.includes('blame')) return { key, from: axis.from, width, series: found };
    const tags = this.#sql.all("select tag from series where key = ? and what = 'share' order by id", key);
    // Of an asset that is not written yet only the recorder knows the tags.
    const open = this.#recorder.layoutsOf(key).flatMap((layout) => layout.columns);
    const unwritten = open.filter(({ what }) => what === 'share').map(({ tag }) => tag);
    const names = new Set([...tags.map(({ tag }) => tag as string), ...unwritten]);
    const columns = [...names].map((tag) => ({ what: 'share', tag }) as const);
    const shares = this.#read(key, axis, columns);
    const blame = columns.map(({ tag }, i) => ({ tag, share: shares[i]!.mean() }));
    return { key, from: axis.from, width, series: found, blame };
  }

  /** Time of the oldest record that is kept as it came, of the oldest minute and the oldest five minutes, and of the newest record. */
  oldest(key: string): {
    readonly raw: number | undefined;
    readonly minutes: number | undefined;
    readonly fives: number | undefined;
    readonly first: number | undefined;
    readonly newest: number | undefined;
  } {
    const time = (sql: string, ...values: (string | number)[]): number | undefined => {
      const t = this.#sql.get(sql, ...values)?.['t'];
      return typeof t === 'number' ? t : undefined;
    };
    const open = this.#recorder.layoutsOf(key).flatMap(({ chunks }) => chunks);
    const raws = open.map(({ first }) => first);
    const written = time('select max(t1) as t from chunk where key = ?', key);
    const ends = [...open.map(({ last }) => last), ...(written === undefined ? [] : [written])];
    const raw = time('select min(t0) as t from chunk where key = ? and clip = 0', key);
    const least = (...times: (number | undefined)[]): number | undefined =>
      times.reduce((a, b) => (a === undefined ? b : b === undefined ? a : Math.min(a, b)), undefined);
    const minutes = least(this.#firstCell(key, MINUTE), ...raws);
    const fives = this.#firstCell(key, FIVE);
    const newest = ends.length === 0 ? undefined : Math.max(...ends);
    const first = least(minutes, fives, this.#firstCell(key, HOUR), raw);
    return { raw: least(raw, ...raws), minutes, fives, first, newest };
  }

  #firstCell(key: string, width: number): number | undefined {
    // By series: the index by time has the whole fleet, among which this asset would be looked for.
    const series = 'series in (select id from series where key = ?)';
    const oldest = `select id from envelope where ${series} and +width = ? order by t0 limit 1`;
    const row = this.#sql.get(`select t0, d from envelope where id = (${oldest})`, key, width);
    if (row === undefined) return undefined;
    return Number(row['t0']) + width * unpackEnvelope(row['d'] as Uint8Array).count.findIndex((count) => count > 0);
  }

  #read(key: string, axis: Axis, columns: readonly Column[]): Buckets[] {
    const buckets = columns.map(() => new Buckets(axis));
    const layouts = this.#recorder.layoutsOf(key);
    const fine = axis.width < MINUTE;
    if (fine) {
      for (const chunk of this.#chunks(key, axis)) this.#readChunk(chunk, columns, buckets);
      for (const layout of layouts) readOpen(layout, columns, buckets);
    }
    // What is no more as fine as asked for comes as fine as it is, where there is nothing finer.
    const widths = axis.width < HOUR ? WIDTHS : [HOUR];
    for (const [step, width] of widths.entries()) {
      columns.forEach((column, i) => {
        const bucket = buckets[i]!;
        const before = fine || step > 0 ? filled(bucket, axis, width) : undefined;
        for (const [at, low, high, mean, count] of this.#cells(key, column, axis, width, layouts)) {
          if (before?.has(at) === true) continue;
          const parts = Math.max(1, Math.floor(width / axis.width));
          for (let k = 0; k < parts; k++) bucket.add(at + k * axis.width, low, high, mean, count / parts);
        }
      });
    }
    return buckets;
  }

  #chunks(key: string, { from, width, count }: Axis): { id: number; layout: number; times: Float64Array }[] {
    // A chunk spans a day at most.
    const select = 'select id, layout, d from chunk where key = ? and t0 >= ? and t0 < ? and t1 >= ? order by t0';
    const rows = this.#sql.all(select, key, from - 86_400_000, from + width * count, from);
    const open = new Set(this.#recorder.layoutsOf(key).flatMap(({ chunks }) => chunks.map(({ id }) => id)));
    return rows
      .filter(({ id }) => !open.has(Number(id)))
      .map((row) => ({
        id: Number(row['id']),
        layout: Number(row['layout']),
        times: unpackTimes(row['d'] as Uint8Array),
      }));
  }

  #readChunk(
    chunk: { id: number; layout: number; times: Float64Array },
    columns: readonly Column[],
    buckets: readonly Buckets[],
  ): void {
    const layout = this.#recorder.stored(chunk.layout);
    columns.forEach((column, i) => {
      const place = layout === undefined ? -1 : placeOf(layout, column);
      if (place < 0) return;
      const row = this.#sql.get('select d from raw where id = ?', chunk.id * COLUMNS + place);
      if (row !== undefined) addAll(buckets[i]!, chunk.times, unpackFloats(row['d'] as Uint8Array));
    });
  }

  *#cells(
    key: string,
    { what, tag }: Column,
    { from, width: bucket, count }: Axis,
    width: number,
    layouts: readonly Layout[],
  ) {
    const to = from + bucket * count;
    const select =
      'select t0, d from envelope where series = (select id from series where key = ? and what = ? and tag = ?) and width = ? and t0 > ? and t0 < ?';
    for (const row of this.#sql.all(select, key, what, tag, width, from - longestOf(width), to)) {
      const { lo, hi, mean, count } = unpackEnvelope(row['d'] as Uint8Array);
      const t0 = Number(row['t0']);
      for (let i = 0; i < count.length; i++) {
        const at = t0 + i * width;
        if (count[i]! > 0 && at + width > from && at < to) yield [at, lo[i]!, hi[i]!, mean[i]!, count[i]!] as const;
      }
    }
    for (const layout of layouts) {
      const place = placeOf(layout, { what, tag });
      if (place < 0) continue;
      // What becomes five minutes was on the disk before.
      const pending: Pending | undefined =
        width === MINUTE ? layout.minutes : width === HOUR ? hoursOf(layout) : undefined;
      if (pending === undefined) break;
      for (const [at, cell] of pending.entries()) {
        const [low, high, sum, n] = cell.subarray(4 * place, 4 * place + 4) as unknown as [
          number,
          number,
          number,
          number,
        ];
        if (n > 0 && at + width > from && at < to) yield [at, low, high, sum / n, n] as const;
      }
    }
  }
}

/** Columns that a name of a query asks for. */
function columnsOf(name: string): Column[] {
  if (name === 'score' || name === 'limit' || name === 'rarity') return [{ what: name, tag: '' }];
  if (!name.startsWith('tag:')) return [];
  const tag = name.slice(4);
  return [
    { what: 'value', tag },
    { what: 'expected', tag },
  ];
}

function placeOf({ columns }: Layout, { what, tag }: Column): number {
  return columns.findIndex((column) => column.what === what && column.tag === tag);
}

function readOpen(layout: Layout, columns: readonly Column[], buckets: readonly Buckets[]): void {
  columns.forEach((column, i) => {
    const place = placeOf(layout, column);
    if (place >= 0) for (const chunk of layout.chunks) addAll(buckets[i]!, chunk.times, chunk.column(place));
  });
}

function addAll(bucket: Buckets, times: Float64Array, values: Float32Array): void {
  for (let i = 0; i < times.length; i++) {
    const value = values[i]!;
    if (!Number.isNaN(value)) bucket.add(times[i]!, value, value, value, 1);
  }
}

/** Cells of a width in which something finer lies. */
function filled(bucket: Buckets, { from, width, count }: Axis, cell: number): Set<number> {
  const found = new Set<number>();
  for (let i = 0; i < count; i++) {
    const time = from + i * width;
    if (bucket.has(time)) found.add(Math.floor(time / cell) * cell);
  }
  return found;
}
