import type { TwinRecord } from '../../../lib/record/record';
import { type Channels, readRow } from './channels';
import { Rhythm, type RhythmSnapshot } from './rhythm';

/** Rows kept at most, and at least; in between as many as fit into so many bytes. */
const MOST_ROWS = 128;
const FEWEST_ROWS = 64;
const MOST_BYTES = 16_384;

interface Dispute {
  readonly row: number;
  readonly tags: readonly string[];
}

/** The last rows of an asset, in a ring of single-precision numbers. */
export class Recent {
  readonly capacity: number;
  private readonly rows: Float32Array;
  private readonly scratch: Float64Array;
  private readonly width: number;
  /** Rows seen since the start; the newest has the number seen - 1. */
  private seen = 0;
  /** Tags that the other tags spoke against although their own twin agreed, by number of the row; rare. */
  private disputes: Dispute[] = [];
  private readonly rhythm = new Rhythm();

  constructor(private readonly channels: Channels) {
    this.width = channels.list.length;
    this.capacity = Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, Math.floor(MOST_BYTES / 4 / Math.max(1, this.width))));
    this.rows = new Float32Array(this.capacity * this.width);
    this.scratch = new Float64Array(this.capacity);
  }

  push(record: TwinRecord): void {
    const at = (this.seen % this.capacity) * this.width;
    readRow(record, this.channels, this.rows, at);
    const timing = at + this.channels.timing;
    this.rows[timing] = this.rhythm.take(this.rows[timing]!);
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

  /** Where the row `ago` rows before the newest (0 = newest) begins in data. */
  offset(ago: number): number {
    return ((this.seen - 1 - ago) % this.capacity) * this.width;
  }

  /** A channel's newest values, oldest first. The array is used again by the next call. */
  series(channel: number, rows = this.length): Float64Array {
    for (let i = 0; i < rows; i++) this.scratch[i] = this.rows[this.offset(rows - 1 - i) + channel]!;
    return this.scratch.subarray(0, rows);
  }

  snapshot(): unknown {
    const rows = Buffer.from(this.rows.buffer).toString('base64');
    const rhythm = this.rhythm.snapshot();
    return { seen: this.seen, rows, rhythm, ...(this.disputes.length > 0 && { disputes: [...this.disputes] }) };
  }

  restore(snapshot: unknown): void {
    const { seen, rows, disputes, rhythm } = snapshot as {
      seen: number;
      rows: string;
      disputes?: Dispute[];
      /** Absent in what older versions kept. */
      rhythm?: RhythmSnapshot;
    };
    const bytes = Buffer.from(rows, 'base64');
    if (!Number.isSafeInteger(seen) || bytes.length !== this.rows.byteLength) throw new Error('recent rows do not fit');
    this.rows.set(new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)));
    this.seen = seen;
    this.disputes = [...(disputes ?? [])];
    if (rhythm !== undefined) this.rhythm.restore(rhythm);
  }
}
