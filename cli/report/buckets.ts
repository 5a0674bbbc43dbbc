/** A stretch of neighbouring rows, summed up. */
export interface Bucket {
  /** First row. */
  row: number;
  rows: number;
  /** Source time of the first row, ms. */
  time: number;
  /** Lowest and highest score; NaN while there is none. */
  low: number;
  high: number;
  /** The last limit in force; NaN before there is one. */
  limit: number;
  /** Rows labelled anomalous. */
  truth: number;
  /** Per tag: its share in the score, times how far the score is up to the limit (at most 1), summed over rows. */
  blame: Map<string, number>;
}

/**
 * Sums rows up in a bounded number of buckets, so that a report of any recording has the same size: when all are in
 * use, neighbours are merged two by two.
 */
export class Buckets {
  readonly capacity: number;
  #buckets: Bucket[] = [];
  /** Rows per bucket. */
  #size = 1;

  /** @param capacity even */
  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get list(): readonly Bucket[] {
    return this.#buckets;
  }

  /** Rows come in order. */
  add(bucket: Bucket): void {
    const last = this.#buckets.at(-1);
    if (last !== undefined && last.rows < this.#size) {
      absorb(last, bucket);
      return;
    }
    if (this.#buckets.length === this.capacity) this.#halve();
    this.#buckets.push(bucket);
  }

  #halve(): void {
    this.#size *= 2;
    this.#buckets = this.#buckets.filter((bucket, i) => {
      if (i % 2 === 1) absorb(this.#buckets[i - 1]!, bucket);
      return i % 2 === 0;
    });
  }
}

/** Math.min and Math.max that leave NaN out. */
function lower(a: number, b: number): number {
  return Number.isNaN(a) || b < a ? b : a;
}

function higher(a: number, b: number): number {
  return Number.isNaN(a) || b > a ? b : a;
}

function absorb(into: Bucket, bucket: Bucket): void {
  into.rows += bucket.rows;
  into.low = lower(into.low, bucket.low);
  into.high = higher(into.high, bucket.high);
  if (!Number.isNaN(bucket.limit)) into.limit = bucket.limit;
  into.truth += bucket.truth;
  for (const [tag, blame] of bucket.blame) into.blame.set(tag, (into.blame.get(tag) ?? 0) + blame);
}
