import { ascending } from '../math/quantile';
import type { Random } from '../math/random';

/** Values kept per feature to tell its quantiles; exact up to here, a uniform random sample beyond. */
const CAPACITY = 512;

/** Extreme values kept beside the sample: so many are no accident. */
const ENDS = 8;

/** Batches whose means tell how many independent values the values are worth; when there are so many, pairs are merged. */
const BATCHES = 16;

/** Values in order of time, with the numbers of their records. */
export interface InTime {
  readonly values: Float64Array;
  readonly at: Int32Array;
}

/** FeatureStatistics as plain JSON. */
export interface StatisticsSnapshot {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly squares: number;
  readonly batches: readonly number[];
  readonly batch: number;
  readonly sum: number;
  readonly summed: number;
  readonly sample: readonly number[];
  /** Numbers of the records that the sample is of; absent where it is of the first ones, and in what older versions kept. */
  readonly at?: readonly number[];
  /** The largest and the smallest values, a few. */
  readonly ends?: readonly [lowest: readonly number[], highest: readonly number[]];
}

/**
 * What is known of one feature after a stream of values, in bounded memory: range, moments (Welford 1962, DOI
 * 10.2307/1266577), how independent neighbouring values are, and a reservoir sample for quantiles (Vitter 1985, algorithm R, DOI
 * 10.1145/3147.3165).
 */
export class FeatureStatistics {
  count = 0;
  min = 0;
  max = 0;
  mean = 0;
  #squares = 0;
  /** Means of full batches, their size, and the batch that is being filled. */
  #batches: number[] = [];
  #batch = 1;
  #sum = 0;
  #summed = 0;
  readonly #sample: number[];
  /** Number of the record that each value of the sample is of. */
  readonly #at: number[];
  #lowest: number[] = [];
  #highest: number[] = [];

  constructor(from?: StatisticsSnapshot) {
    this.#sample = from ? [...from.sample] : [];
    this.#at = from?.at ? [...from.at] : [...this.#sample.keys()];
    if (!from) return;
    this.#lowest = [...(from.ends?.[0] ?? [])];
    this.#highest = [...(from.ends?.[1] ?? [])];
    this.count = from.count;
    this.min = from.min;
    this.max = from.max;
    this.mean = from.mean;
    this.#squares = from.squares;
    this.#batches = [...from.batches];
    this.#batch = from.batch;
    this.#sum = from.sum;
    this.#summed = from.summed;
  }

  /**
   * @param value finite
   * @param at number of its record, larger than those before
   */
  add(value: number, random: Random, at = this.count): void {
    if (this.count === 0) {
      this.min = value;
      this.max = value;
    }
    this.count++;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    const delta = value - this.mean;
    this.mean += delta / this.count;
    this.#squares += delta * (value - this.mean);
    this.#addToBatch(value);
    if (this.#lowest.length < ENDS || value < this.#lowest.at(-1)!) insert(this.#lowest, value, 1);
    if (this.#highest.length < ENDS || value > this.#highest.at(-1)!) insert(this.#highest, value, -1);
    if (this.#sample.length < CAPACITY) this.#keep(this.#sample.length, value, at);
    else {
      const slot = random.below(this.count);
      if (slot < CAPACITY) this.#keep(slot, value, at);
    }
  }

  #keep(slot: number, value: number, at: number): void {
    this.#sample[slot] = value;
    this.#at[slot] = at;
  }

  /** Population standard deviation. */
  get deviation(): number {
    return this.count > 0 ? Math.sqrt(this.#squares / this.count) : 0;
  }

  /**
   * How many independent values the values are worth for telling their mean, by batch means (Conway 1963, DOI
   * 10.1287/mnsc.10.1.47): a slow process gives few, however often it is read. 1..count.
   */
  get independent(): number {
    return this.independentWithin(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, this.deviation);
  }

  /**
   * The same without the batches that hold what lies outside of a range.
   * @param deviation of the values within
   */
  independentWithin(low: number, high: number, deviation: number): number {
    const means = this.#batches.filter((mean) => mean >= low && mean <= high);
    const n = means.length;
    if (n < 2) return 1;
    const mean = means.reduce((sum, b) => sum + b, 0) / n;
    const variance = means.reduce((sum, b) => sum + (b - mean) ** 2, 0) / (n - 1);
    const worth = variance > 0 ? (n * deviation ** 2) / variance : this.count;
    return Math.min(this.count, Math.max(1, worth));
  }

  /** The sample, ascending. */
  sorted(): Float64Array {
    return ascending(this.#sample);
  }

  /** The sample. */
  inTime(): InTime {
    // As they came, until the first one is replaced.
    if (this.isWhole) return { values: Float64Array.from(this.#sample), at: Int32Array.from(this.#at) };
    // Each number with its place behind it, in one: such are sorted without calls.
    const order = new Float64Array(this.#at.length);
    for (let k = 0; k < order.length; k++) order[k] = this.#at[k]! * CAPACITY + k;
    order.sort();
    const values = new Float64Array(order.length);
    const at = new Int32Array(order.length);
    for (let k = 0; k < order.length; k++) {
      values[k] = this.#sample[order[k]! % CAPACITY]!;
      at[k] = Math.floor(order[k]! / CAPACITY);
    }
    return { values, at };
  }

  /** Whether the sample is all that there was. */
  get isWhole(): boolean {
    return this.count === this.#sample.length;
  }

  /** The few smallest values, ascending, and the few largest, descending. */
  get ends(): readonly [lowest: readonly number[], highest: readonly number[]] {
    return [this.#lowest, this.#highest];
  }

  snapshot(): StatisticsSnapshot {
    return {
      count: this.count,
      min: this.min,
      max: this.max,
      mean: this.mean,
      squares: this.#squares,
      batches: [...this.#batches],
      batch: this.#batch,
      sum: this.#sum,
      summed: this.#summed,
      sample: [...this.#sample],
      ...(this.#at.some((at, k) => at !== k) && { at: [...this.#at] }),
      ends: [[...this.#lowest], [...this.#highest]],
    };
  }

  #addToBatch(value: number): void {
    this.#sum += value;
    this.#summed++;
    if (this.#summed < this.#batch) return;
    this.#batches.push(this.#sum / this.#batch);
    this.#sum = 0;
    this.#summed = 0;
    if (this.#batches.length < BATCHES) return;
    this.#batches = Array.from(
      { length: BATCHES / 2 },
      (_, k) => (this.#batches[2 * k]! + this.#batches[2 * k + 1]!) / 2,
    );
    this.#batch *= 2;
  }
}

/** Puts a value into a short sorted list that holds the first ENDS. @param sign 1 ascending, -1 descending */
function insert(list: number[], value: number, sign: 1 | -1): void {
  let at = list.length;
  while (at > 0 && sign * (list[at - 1]! - value) > 0) at--;
  list.splice(at, 0, value);
  if (list.length > ENDS) list.pop();
}
