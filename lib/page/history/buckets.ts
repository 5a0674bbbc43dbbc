import type { Series } from '../api';

const S = 1000;
const M = 60 * S;
const H = 60 * M;
/** Widths of buckets, ms. Each divides a day or is made of days, so that buckets stay where they are when a person pans. */
const LADDER = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  S,
  2 * S,
  5 * S,
  10 * S,
  15 * S,
  30 * S,
  M,
  2 * M,
  5 * M,
  10 * M,
  15 * M,
  30 * M,
  H,
  2 * H,
  3 * H,
  6 * H,
  12 * H,
  24 * H,
  48 * H,
  168 * H,
  720 * H,
  8760 * H,
];
export const MOST_BUCKETS = 2000;

export interface Axis {
  /** Time of the first bucket. */
  readonly from: number;
  /** ms */
  readonly width: number;
  readonly count: number;
}

/** The finest buckets in which a range has at most so many. @param given their width, where an answer is to continue another one */
export function axisOf(from: number, to: number, points: number, given?: number): Axis {
  const most = Math.min(MOST_BUCKETS, Math.max(1, Math.floor(points)));
  const last = LADDER.at(-1)!;
  const fits = (width: number): boolean => bucketsOf(from, to, width) <= most;
  const width = given ?? LADDER.find(fits) ?? last * Math.ceil((to - from) / last / Math.max(1, most - 1));
  return { from: Math.floor(from / width) * width, width, count: Math.min(MOST_BUCKETS, bucketsOf(from, to, width)) };
}

function bucketsOf(from: number, to: number, width: number): number {
  return Math.max(1, Math.ceil(to / width) - Math.floor(from / width));
}

/** What lies in each bucket. */
export class Buckets {
  readonly #axis: Axis;
  readonly #lo: Float64Array;
  readonly #hi: Float64Array;
  readonly #sum: Float64Array;
  readonly #count: Float64Array;

  constructor(axis: Axis) {
    this.#axis = axis;
    this.#lo = new Float64Array(axis.count).fill(Number.POSITIVE_INFINITY);
    this.#hi = new Float64Array(axis.count).fill(Number.NEGATIVE_INFINITY);
    this.#sum = new Float64Array(axis.count);
    this.#count = new Float64Array(axis.count);
  }

  add(time: number, low: number, high: number, mean: number, count: number): void {
    const i = Math.floor((time - this.#axis.from) / this.#axis.width);
    if (i < 0 || i >= this.#axis.count) return;
    if (low < this.#lo[i]!) this.#lo[i] = low;
    if (high > this.#hi[i]!) this.#hi[i] = high;
    this.#sum[i] = this.#sum[i]! + mean * count;
    this.#count[i] = this.#count[i]! + count;
  }

  /** Whether a bucket has anything. */
  has(time: number): boolean {
    const i = Math.floor((time - this.#axis.from) / this.#axis.width);
    return i >= 0 && i < this.#axis.count && this.#count[i]! > 0;
  }

  mean(): (number | null)[] {
    return Array.from(this.#sum, (sum, i) => (this.#count[i]! > 0 ? short(sum / this.#count[i]!) : null));
  }

  series(name: string): Series {
    const told = (values: Float64Array): (number | null)[] =>
      Array.from(values, (value) => (Number.isFinite(value) ? short(value) : null));
    return { name, lo: told(this.#lo), hi: told(this.#hi), mean: this.mean() };
  }
}

/** What a float32 holds, and no digits more. */
function short(value: number): number {
  return Number(value.toPrecision(7));
}
