import type { TwinRecord } from '../../../lib/record';
import { type Channels, readRow } from './channels';

/** Rows kept at most; fewer for assets with many channels, so that none holds more than about 64 kB. */
const MOST_ROWS = 128;
const FEWEST_ROWS = 48;
const MOST_BYTES = 65_536;

/** Rows on each side of a step: enough to average noise, few enough that a slow move is no step. */
export const STEP_ROWS = 6;

/** The last rows of an asset, in a ring of single-precision numbers. */
export class Recent {
  readonly capacity: number;
  private readonly rows: Float32Array;
  private readonly width: number;
  /** Rows seen since the start; the newest has the number seen - 1. */
  private seen = 0;

  constructor(private readonly channels: Channels) {
    this.width = channels.list.length;
    this.capacity = Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, Math.floor(MOST_BYTES / 4 / Math.max(1, this.width))));
    this.rows = new Float32Array(this.capacity * this.width);
  }

  push(record: TwinRecord): void {
    readRow(record, this.channels, this.rows, (this.seen % this.capacity) * this.width);
    this.seen++;
  }

  /** Number of rows that `at` can reach. */
  get length(): number {
    return Math.min(this.seen, this.capacity);
  }

  /** A channel's value `ago` rows before the newest (0 = newest). */
  at(channel: number, ago: number): number {
    return this.rows[((this.seen - 1 - ago) % this.capacity) * this.width + channel]!;
  }

  /**
   * Mean of the `rows` rows from `ago` on towards the newest, minus the mean of as many rows before them; NaN when one of the
   * sides has less than half of its values.
   */
  step(channel: number, ago: number, rows: number): number {
    return this.mean(channel, ago - rows + 1, ago) - this.mean(channel, ago + 1, ago + rows);
  }

  /** Mean of the rows from `newest` to `oldest` rows ago, both inclusive; NaN when less than half of them have a value. */
  private mean(channel: number, newest: number, oldest: number): number {
    let sum = 0;
    let count = 0;
    for (let ago = Math.max(0, newest); ago <= oldest && ago < this.length; ago++) {
      const value = this.at(channel, ago);
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    return 2 * count < oldest - newest + 1 ? Number.NaN : sum / count;
  }

  snapshot(): unknown {
    return { seen: this.seen, rows: Buffer.from(this.rows.buffer).toString('base64') };
  }

  restore(snapshot: unknown): void {
    const { seen, rows } = snapshot as { seen: number; rows: string };
    const bytes = Buffer.from(rows, 'base64');
    if (!Number.isSafeInteger(seen) || bytes.length !== this.rows.byteLength) throw new Error('recent rows do not fit');
    this.rows.set(new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)));
    this.seen = seen;
  }
}
