import { ascending } from '../quantile';
import type { Random } from '../random';

/** Values kept per feature to tell its quantiles; exact up to here, a uniform random sample beyond. */
const CAPACITY = 512;

/** FeatureStatistics as plain JSON. */
export interface StatisticsSnapshot {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly squares: number;
  readonly last: number;
  readonly steps: number;
  readonly sample: readonly number[];
}

/**
 * What is known of one feature after a stream of values, in bounded memory: range, moments (Welford 1962, DOI
 * 10.2307/1266577), how fast it moves, and a reservoir sample for quantiles (Vitter 1985, algorithm R, DOI
 * 10.1145/3147.3165).
 */
export class FeatureStatistics {
  count = 0;
  min = 0;
  max = 0;
  mean = 0;
  #squares = 0;
  #last = 0;
  #steps = 0;
  readonly #sample: number[];

  constructor(from?: StatisticsSnapshot) {
    this.#sample = from ? [...from.sample] : [];
    if (!from) return;
    this.count = from.count;
    this.min = from.min;
    this.max = from.max;
    this.mean = from.mean;
    this.#squares = from.squares;
    this.#last = from.last;
    this.#steps = from.steps;
  }

  /** @param value finite */
  add(value: number, random: Random): void {
    if (this.count === 0) {
      this.min = value;
      this.max = value;
    } else {
      this.#steps += (value - this.#last) ** 2;
    }
    this.count++;
    this.#last = value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    const delta = value - this.mean;
    this.mean += delta / this.count;
    this.#squares += delta * (value - this.mean);
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

  /** Correlation of neighbouring values, from the von Neumann ratio; 0..1, 0 for a constant. */
  get autocorrelation(): number {
    if (this.count < 3 || this.#squares <= 0) return 0;
    const ratio = this.#steps / (this.count - 1) / (this.#squares / this.count);
    return Math.min(1, Math.max(0, 1 - ratio / 2));
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
      last: this.#last,
      steps: this.#steps,
      sample: [...this.#sample],
    };
  }
}
