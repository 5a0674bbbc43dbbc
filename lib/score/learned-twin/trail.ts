import { decodeNumbers, encodeNumbers } from '../../encoding/numbers-text';
import { type Standard, standardise } from './standard';

/** Smoothing of the two moving averages beside the value itself. */
export const FAST = 0.3;
export const SLOW = 0.1;
/** What is kept of each feature in each row: the value, and its two averages. */
export const VALUE = 0;
export const FAST_MEAN = 1;
export const SLOW_MEAN = 2;
const KEPT = 3;

/** Where a feature's value or average stands in a row of a trail. @param width number of features */
export function columnAt(width: number, kind: number, feature: number): number {
  return kind * width + feature;
}

/** Numbers in a row of a trail. @param width number of features */
export function strideOf(width: number): number {
  return KEPT * width;
}

/** A trail as plain JSON: its last rows, base64, as far as they count, and how many have come. */
export interface TrailSnapshot {
  /** The values alone: the averages follow from them, and from those of the first row. Absent in what older versions kept. */
  readonly values?: string;
  readonly means?: string;
  /** In what older versions kept: rows with all that is kept of each. */
  readonly rows?: string;
  readonly length: number;
}

/** Rows that any column looks back, at most: what happened before is forgotten. */
export const MEMORY = 16;
/** Rows that a trail at work holds before the oldest are dropped: a few more than any column looks back, so that not each row moves all of them. */
export const CAPACITY = MEMORY + 5;
/** Rows after a start until the slow mean has forgotten it, and that mean of ten rows ago: nothing is told before. */
export const WARM = 48;

/**
 * The rows so far as predictors see them: standardised, a missing value replaced by the last one, with moving averages. Holds
 * all rows of a training, or the last ones of a plant at work: the same columns are taken from both.
 */
export class Trail {
  /** Rows x KEPT x width: see columnAt. */
  readonly data: Float64Array;
  /** Numbers in one row of data. */
  readonly stride: number;
  /** The row before which nothing is known, for each row. */
  readonly starts: Int32Array;
  /** 1 where the value was there, rows x width. */
  readonly measured: Uint8Array;
  readonly width: number;
  /** Position of the newest row; -1 = none yet. */
  at = -1;
  /** Rows since all began anew, up to the newest. */
  length = 0;
  readonly #standards: readonly Standard[];
  readonly #capacity: number;

  /** @param capacity rows; when they are full the oldest are dropped, but for the memory */
  constructor(standards: readonly Standard[], capacity: number) {
    this.#standards = standards;
    this.#capacity = capacity;
    this.width = standards.length;
    this.stride = strideOf(this.width);
    this.data = new Float64Array(capacity * this.stride);
    this.measured = new Uint8Array(capacity * this.width);
    this.starts = new Int32Array(capacity);
  }

  /**
   * @param scaled features of the row, from position `from` on; NaN = missing
   * @param begins nothing before this row counts
   */
  push(scaled: ArrayLike<number>, from: number, begins: boolean): void {
    if (this.at + 1 === this.#capacity) this.#drop();
    const { data, width, stride } = this;
    const t = ++this.at;
    const first = begins || t === 0;
    this.starts[t] = first ? t : this.starts[t - 1]!;
    this.length = first ? 1 : this.length + 1;
    const row = t * stride;
    const before = row - stride;
    for (let i = 0; i < width; i++) {
      const x = standardise(this.#standards[i]!, scaled[from + i]!);
      const there = !Number.isNaN(x);
      const known = there ? x : t === 0 ? 0 : data[before + i]!;
      this.measured[t * width + i] = there ? 1 : 0;
      data[row + i] = known;
      this.#average(i, first);
    }
  }

  /** Puts another value of a feature, in deviations, in the place of the newest one, as if that had come. */
  amend(feature: number, x: number): void {
    this.data[this.at * this.stride + feature] = x;
    this.#average(feature, this.length === 1);
  }

  /** Goes on from where another trail is. */
  take(from: Trail): void {
    this.data.set(from.data);
    this.measured.set(from.measured);
    this.starts.set(from.starts);
    this.at = from.at;
    this.length = from.length;
  }

  /** Forgets all rows. */
  reset(): void {
    this.at = -1;
    this.length = 0;
  }

  /** A value of the newest row, in deviations. */
  value(feature: number): number {
    return this.data[this.at * this.stride + feature]!;
  }

  /** Whether a feature was there in the newest row. */
  isMeasured(feature: number): boolean {
    return this.measured[this.at * this.width + feature] === 1;
  }

  /** The rows that are still needed, to go on from later. */
  snapshot(): TrailSnapshot {
    const { data, width, stride, length } = this;
    const count = Math.min(length, MEMORY + 1);
    const first = (this.at + 1 - count) * stride;
    const values = new Float64Array(count * width);
    for (let t = 0; t < count; t++)
      values.set(data.subarray(first + t * stride, first + t * stride + width), t * width);
    const means = data.subarray(first + width, first + (count > 0 ? stride : 0));
    return { values: encodeNumbers(values), means: encodeNumbers(means), length };
  }

  /** Goes on from a snapshot; one that does not fit leaves the trail empty. */
  restore({ values: kept, means: first, rows, length }: TrailSnapshot): void {
    this.reset();
    const { data, width, stride } = this;
    const isOlder = kept === undefined;
    const values = decodeNumbers(isOlder ? rows : kept);
    const means = decodeNumbers(isOlder ? '' : first);
    const count = values.length / (isOlder ? stride : width);
    const isWhole =
      Number.isInteger(count) && count <= MEMORY + 1 && (isOlder || count === 0 || means.length === stride - width);
    if (!isWhole || !values.every(Number.isFinite) || !means.every(Number.isFinite)) return;
    if (isOlder) data.set(values);
    for (let t = 0; t < count && !isOlder; t++) {
      this.at = t;
      data.set(values.subarray(t * width, (t + 1) * width), t * stride);
      if (t === 0) data.set(means, width);
      else for (let i = 0; i < width; i++) this.#average(i, false);
    }
    this.at = count - 1;
    this.length = length;
    this.starts.fill(Math.max(0, count - length), 0, count);
  }

  /** The averages of a feature in the newest row, from its value there. @param first nothing before this row counts */
  #average(feature: number, first: boolean): void {
    const { data, width } = this;
    const row = this.at * this.stride;
    const x = data[row + feature]!;
    for (let kind = FAST_MEAN; kind <= SLOW_MEAN; kind++) {
      const at = row + columnAt(width, kind, feature);
      const last = first ? x : data[at - this.stride]!;
      data[at] = last + (kind === FAST_MEAN ? FAST : SLOW) * (x - last);
    }
  }

  #drop(): void {
    const from = this.at - MEMORY;
    this.data.copyWithin(0, from * this.stride, (this.at + 1) * this.stride);
    this.measured.copyWithin(0, from * this.width, (this.at + 1) * this.width);
    for (let t = from; t <= this.at; t++) this.starts[t - from] = Math.max(0, this.starts[t]! - from);
    this.at = MEMORY;
  }
}
