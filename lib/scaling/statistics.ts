import { ascending } from '../quantile';
import type { Random } from '../random';

/** Values kept per feature to tell its quantiles; exact up to here, a uniform random sample beyond. */
const CAPACITY = 512;

/** Batches whose means tell how many independent values the values are worth; when there are so many, pairs are merged. */
const BATCHES = 16;

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

  constructor(from?: StatisticsSnapshot) {
    this.#sample = from ? [...from.sample] : [];
    if (!from) return;
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

  /** @param value finite */
  add(value: number, random: Random): void {
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
    if (this.#sample.length < CAPACITY) this.#sample.push(value);
    else {
      const slot = random.below(this.count);
      if (slot < CAPACITY) this.#sample[slot] = value;
    }
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
    const n = this.#batches.length;
    if (n < 2) return 1;
    const mean = this.#batches.reduce((sum, b) => sum + b, 0) / n;
    const variance = this.#batches.reduce((sum, b) => sum + (b - mean) ** 2, 0) / (n - 1);
    const worth = variance > 0 ? (n * this.deviation ** 2) / variance : this.count;
    return Math.min(this.count, Math.max(1, worth));
  }

  /** The sample, ascending. */
  sorted(): Float64Array {
    return ascending(this.#sample);
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
