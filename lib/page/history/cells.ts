import { packFloats, unpackFloats } from './packing';

export const MINUTE = 60_000;
/** What minutes become before they go. */
export const FIVE = 300_000;
export const HOUR = 3_600_000;
/** Cells of a packed envelope: a day by the minute, five days by five minutes. */
const CELLS = 1440;
/** By the hour ten days: of a large fleet one more month may not find place. */
const HOUR_CELLS = 240;
/** Widths that are kept, ms. */
export const WIDTHS = [MINUTE, FIVE, HOUR] as const;

/** Bytes of a row beside what is in it. */
export const ROW = 60;

/** By cell its lowest and highest value, mean and count; count 0 where nothing was seen. */
export interface Envelope {
  readonly lo: Float32Array;
  readonly hi: Float32Array;
  readonly mean: Float32Array;
  readonly count: Float32Array;
}

/** ms that an envelope in the file spans at most: in files of the first days those by the hour, too, have all cells. */
export function longestOf(width: number): number {
  return width * CELLS;
}

/** ms that one packed envelope spans. */
export function spanOf(width: number): number {
  return width * (width === HOUR ? HOUR_CELLS : CELLS);
}

export function emptyEnvelope(width: number): Envelope {
  return planes(new Float32Array((4 * spanOf(width)) / width));
}

export function unpackEnvelope(packed: Uint8Array): Envelope {
  return planes(unpackFloats(packed));
}

export function packEnvelope({ lo }: Envelope): Uint8Array {
  return packFloats(new Float32Array(lo.buffer, 0, 4 * lo.length));
}

function planes(all: Float32Array): Envelope {
  const cells = all.length / 4;
  const part = (i: number): Float32Array => all.subarray(i * cells, (i + 1) * cells);
  return { lo: part(0), hi: part(1), mean: part(2), count: part(3) };
}

/** Adds values to a cell. */
export function addTo(
  { lo, hi, mean, count }: Envelope,
  cell: number,
  low: number,
  high: number,
  sum: number,
  more: number,
): void {
  const before = count[cell]!;
  lo[cell] = before === 0 ? low : Math.min(lo[cell]!, low);
  hi[cell] = before === 0 ? high : Math.max(hi[cell]!, high);
  mean[cell] = (mean[cell]! * before + sum) / (before + more);
  count[cell] = before + more;
}

/** Time at which the envelope begins that a time lies in. */
export function envelopeOf(time: number, width: number): number {
  const span = spanOf(width);
  return Math.floor(time / span) * span;
}

/** Numbers of a pending cell by column: lowest, highest, sum, count. */
const PARTS = 4;

/** Cells of one layout of columns that are not written yet, by their beginning. */
export class Pending {
  readonly #columns: number;
  readonly #width: number;
  readonly #cells = new Map<number, Float64Array>();
  #last: Float64Array | undefined;
  #lastAt = Number.NaN;

  constructor(columns: number, width: number) {
    this.#columns = columns;
    this.#width = width;
  }

  get bytes(): number {
    return this.#cells.size * this.#columns * PARTS * 8;
  }

  get empty(): boolean {
    return this.#cells.size === 0;
  }

  /** @param data rows of numbers @param offset of the first column in the row */
  addRow(time: number, data: Float64Array, offset: number): void {
    const cell = this.#cell(time);
    let place = 0;
    for (let i = 0; i < this.#columns; i++, place += PARTS) {
      const value = data[offset + i]!;
      if (!Number.isFinite(value)) continue;
      if (value < cell[place]!) cell[place] = value;
      if (value > cell[place + 1]!) cell[place + 1] = value;
      cell[place + 2] = cell[place + 2]! + value;
      cell[place + 3] = cell[place + 3]! + 1;
    }
  }

  /** @param more lowest, highest, sum and count of each column */
  add(time: number, more: Float64Array): void {
    const cell = this.#cell(time);
    for (let place = 0; place < cell.length; place += PARTS) {
      if (!(more[place + 3]! > 0)) continue;
      cell[place] = Math.min(cell[place]!, more[place]!);
      cell[place + 1] = Math.max(cell[place + 1]!, more[place + 1]!);
      cell[place + 2] = cell[place + 2]! + more[place + 2]!;
      cell[place + 3] = cell[place + 3]! + more[place + 3]!;
    }
  }

  addAll(other: Pending): void {
    for (const [at, cell] of other.#cells) this.add(at, cell);
  }

  /** All cells in order of time. */
  entries(): [at: number, cell: Float64Array][] {
    return [...this.#cells].sort(([a], [b]) => a - b);
  }

  clear(): void {
    this.#cells.clear();
    this.#last = undefined;
  }

  #cell(time: number): Float64Array {
    const at = Math.floor(time / this.#width) * this.#width;
    if (this.#last !== undefined && at === this.#lastAt) return this.#last;
    let cell = this.#cells.get(at);
    if (cell === undefined) {
      cell = new Float64Array(this.#columns * PARTS);
      for (let place = 0; place < cell.length; place += PARTS) {
        cell[place] = Number.POSITIVE_INFINITY;
        cell[place + 1] = Number.NEGATIVE_INFINITY;
      }
      this.#cells.set(at, cell);
    }
    this.#last = cell;
    this.#lastAt = at;
    return cell;
  }
}
