/** The last intervals that tell what is usual: the middle one, so that no single one does. */
const KEPT = 3;
/** Parts of a ms: what rounding leaves must not make a delay longer by a record. */
const GRAINS = 1000;

/** Plain JSON. */
export interface PaceSnapshot {
  /** Source time of the last record. */
  readonly time: number;
  /** ms from record to record, lately. */
  readonly intervals: readonly number[];
  readonly stood: number;
  readonly lent: number;
}

/**
 * How much time has passed with each record, by source time as long as that goes on. Where it stands, records that come say that time
 * passes all the same: each lends as much as there usually is from one to the next, until the source's clock has gone on by as much.
 * No clock on the wall is asked, so that a recording gives what the plant gave.
 */
export class Pace {
  #time = Number.NaN;
  #intervals: readonly number[] = [];
  /** Records since source time went on, and the ms that they were counted for. */
  #stood = 0;
  #lent = 0;

  constructor(from?: PaceSnapshot) {
    if (from === undefined) return;
    this.#time = from.time;
    this.#intervals = from.intervals;
    this.#stood = from.stood;
    this.#lent = from.lent;
  }

  /** ms that would have passed with records of that time. */
  until(time: number, records = 1): number {
    const gone = time - this.#time;
    if (gone > 0) return gone >= this.#lent ? gone - this.#lent : gone;
    return records * this.#usual;
  }

  /** @param records that came since the last one, at even times @returns ms that have passed */
  take(time: number, records = 1): number {
    const passed = this.until(time, records);
    const gone = time - this.#time;
    if (!Number.isNaN(this.#time)) this.#stood += records;
    this.#time = time;
    if (gone > 0) {
      const interval = inGrains(gone / this.#stood);
      if (this.#intervals.length < KEPT || this.#intervals.some((one) => one !== interval)) {
        const added = new Array<number>(Math.min(KEPT, records)).fill(interval);
        // Made in one: a list that grows takes room for many more.
        this.#intervals = this.#intervals.concat(added).slice(-KEPT);
      }
      this.#stood = 0;
      this.#lent = 0;
    } else this.#lent = gone < 0 ? 0 : this.#lent + passed;
    return passed;
  }

  /** 0 before anything is known. */
  get #usual(): number {
    const sorted = [...this.#intervals].sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? 0;
  }

  snapshot(): PaceSnapshot | undefined {
    if (Number.isNaN(this.#time)) return undefined;
    return { time: this.#time, intervals: this.#intervals, stood: this.#stood, lent: this.#lent };
  }
}

function inGrains(ms: number): number {
  return Math.round(ms * GRAINS) / GRAINS;
}
