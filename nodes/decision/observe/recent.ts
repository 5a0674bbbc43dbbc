import { decodeDifferences, encodeDifferences } from '../../../lib/encoding/differences';
import { decodeSingles } from '../../../lib/encoding/numbers-text';
import { decodePlanes } from '../../../lib/encoding/planes';
import type { TwinRecord } from '../../../lib/record/record';
import { type Channels, readRow } from './channels';
import { Rhythm, type RhythmSnapshot } from './rhythm';

/** Rows kept at most, and at least; in between as many as fit into so many bytes. */
export const MOST_ROWS = 128;
const FEWEST_ROWS = 64;
const MOST_BYTES = 16_384;

interface Dispute {
  readonly row: number;
  readonly tags: readonly string[];
}

/** See series. */
const scratch = new Float64Array(MOST_ROWS);
/** The newest row, by channel. */
let newest = new Float32Array(64);

/** Where the channels stand in a row: what is told of tags has room of its own only once something is. */
interface Layout {
  readonly width: number;
  /** By channel. */
  readonly columns: Int32Array;
}

const layouts = new WeakMap<Channels, { readonly narrow: Layout; readonly wide: Layout }>();

function layoutsOf(channels: Channels): { readonly narrow: Layout; readonly wide: Layout } {
  let both = layouts.get(channels);
  if (both === undefined) {
    const { list } = channels;
    const plain = list.filter(({ source }) => source !== 'told').length;
    let next = 0;
    // All that is told stands behind the others, and is missing.
    const columns = Int32Array.from(list, ({ source }) => (source === 'told' ? plain : next++));
    const wide = { width: list.length, columns: Int32Array.from(list.keys()) };
    // Where one channel at most is told, nothing is saved.
    const narrow = plain + 1 < list.length ? { width: plain + 1, columns } : wide;
    both = { narrow, wide };
    layouts.set(channels, both);
  }
  return both;
}

/** The last rows of an asset, in a ring of single-precision numbers. */
export class Recent {
  readonly capacity: number;
  private layout: Layout;
  private rows: Float32Array;
  /** Rows seen since the start; the newest has the number seen - 1. */
  private seen = 0;
  /** Tags that the other tags spoke against although their own twin agreed, by number of the row; rare. */
  private disputes: Dispute[] = [];
  private readonly rhythm = new Rhythm();

  constructor(private readonly channels: Channels) {
    const all = channels.list.length;
    this.capacity = Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, Math.floor(MOST_BYTES / 4 / Math.max(1, all))));
    this.layout = layoutsOf(channels).narrow;
    this.rows = new Float32Array(this.capacity * this.layout.width);
  }

  push(record: TwinRecord): void {
    const { list } = this.channels;
    if (newest.length < list.length) newest = new Float32Array(list.length);
    readRow(record, this.channels, newest, 0);
    const { timing } = this.channels;
    newest[timing] = this.rhythm.take(newest[timing]!);
    if (record.detector?.told !== undefined) this.widen();
    const { columns, width } = this.layout;
    const at = (this.seen % this.capacity) * width;
    for (let i = 0; i < list.length; i++) this.rows[at + columns[i]!] = newest[i]!;
    const { disputed } = record.detector ?? {};
    if (disputed !== undefined) this.disputes.push({ row: this.seen, tags: disputed });
    this.seen++;
    while (this.disputes.length > 0 && this.disputes[0]!.row < this.seen - this.capacity) this.disputes.shift();
  }

  /** In how many of the newest rows the other tags spoke against a tag that has a twin of its own. */
  disputed(tag: string, rows: number): number {
    return this.disputes.filter(({ row, tags }) => row >= this.seen - rows && tags.includes(tag)).length;
  }

  /** Number of rows kept. */
  get length(): number {
    return Math.min(this.seen, this.capacity);
  }

  /** All rows, one after the other; see offset. */
  get data(): Float32Array {
    return this.rows;
  }

  /** By channel: where it stands in a row. */
  get columns(): Int32Array {
    return this.layout.columns;
  }

  /** Where the row `ago` rows before the newest (0 = newest) begins in data. */
  offset(ago: number): number {
    return ((this.seen - 1 - ago) % this.capacity) * this.layout.width;
  }

  /** A channel's newest values, oldest first, in `out`; without one, in an array that is used again by the next call, whoever makes it. */
  series(channel: number, rows = this.length, out = scratch): Float64Array {
    const all = this.rows;
    const { width } = this.layout;
    let at = this.offset(rows - 1) + this.layout.columns[channel]!;
    for (let i = 0; i < rows; i++) {
      out[i] = all[at]!;
      at += width;
      if (at >= all.length) at -= all.length;
    }
    return out.subarray(0, rows);
  }

  snapshot(): unknown {
    const { width } = this.layout;
    const rhythm = this.rhythm.snapshot();
    return {
      seen: this.seen,
      width,
      wide: this.layout === layoutsOf(this.channels).wide,
      differences: encodeDifferences(this.rows, width),
      rhythm,
      ...(this.disputes.length > 0 && { disputes: [...this.disputes] }),
    };
  }

  restore(snapshot: unknown): void {
    const from = snapshot as RecentSnapshot;
    const { seen, width, wide: isWide, rhythm, disputes } = from;
    const { narrow, wide } = layoutsOf(this.channels);
    if (rhythm !== undefined) this.rhythm.restore(rhythm);
    // An older version had two orders of one width where one channel is told: no telling which, so these rows are left out.
    const told = this.channels.list.filter(({ source }) => source === 'told').length;
    if (isWide === undefined && width !== undefined && told === 1) return;
    const layout = (isWide ?? width !== narrow.width) ? wide : narrow;
    const count = this.capacity * layout.width;
    const data = rowsOf(from, layout.width, count);
    if (!Number.isSafeInteger(seen) || data.length !== count) throw new Error('recent rows do not fit');
    this.layout = layout;
    this.rows = data;
    this.seen = seen;
    this.disputes = [...(disputes ?? [])];
  }

  /** From now on there is room for what is told. */
  private widen(): void {
    const { narrow, wide } = layoutsOf(this.channels);
    if (this.layout === wide) return;
    const before = this.rows;
    this.layout = wide;
    this.rows = new Float32Array(this.capacity * wide.width);
    for (let row = 0; row < this.capacity; row++) {
      narrow.columns.forEach((column, i) => {
        this.rows[row * wide.width + i] = before[row * narrow.width + column]!;
      });
    }
  }
}

interface RecentSnapshot {
  readonly seen: number;
  /** See lib/encoding/differences.ts, and how many numbers a row has. Absent in what older versions kept. */
  readonly differences?: string;
  readonly width?: number;
  /** Whether what is told has room of its own. Absent in what older versions kept. */
  readonly wide?: boolean;
  /** In what older versions kept, see lib/encoding/planes.ts; or row by row, float32, base64. */
  readonly planes?: string;
  readonly rows?: string;
  readonly disputes?: readonly Dispute[];
  /** Absent in what older versions kept. */
  readonly rhythm?: RhythmSnapshot;
}

function rowsOf({ differences, planes, rows }: RecentSnapshot, width: number, count: number): Float32Array {
  if (differences !== undefined) return decodeDifferences(differences, width, count);
  return planes === undefined ? decodeSingles(rows) : decodePlanes(planes, width);
}
