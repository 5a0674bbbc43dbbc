/** Intervals that tell what is usual just now. */
const KEPT = 32;
/** What is usual is looked at anew after so many. */
const RENEW = 8;
/** An interval is far that is so many median deviations from their median; times have a part of the period as least deviation. */
const FAR = 16;
const LEAST = 1e-3;
/** So many far ones of the last ROWS are interruptions: an outage, and what is made up for after it. */
const FEW = 2;
const ROWS = 12;
/** Sorted anew. */
const sorted = new Float64Array(KEPT);

/** Plain JSON. */
export interface RhythmSnapshot {
  readonly intervals: readonly number[];
  readonly far: readonly number[];
  readonly rows: number;
  /** Absent before it is known. */
  readonly usual?: { readonly interval: number; readonly room: number };
}

/**
 * How messages follow each other, without single interruptions: an outage, a process that paused and what it makes up for, or a clock
 * that was set say nothing of it. Many in a row do.
 */
export class Rhythm {
  #ring: number[] = [];
  #at = 0;
  #usual = Number.NaN;
  #room = Number.NaN;
  /** Rows of the last far ones. */
  #far: number[] = [];
  #rows = 0;

  /** @param interval NaN where it is not known @returns NaN also for an interruption */
  take(interval: number): number {
    if (Number.isNaN(interval)) return interval;
    this.#rows++;
    const far = Math.abs(interval - this.#usual) > this.#room;
    this.#keep(interval);
    if (!far) return interval;
    this.#far.push(this.#rows);
    while (this.#far[0]! <= this.#rows - ROWS) this.#far.shift();
    return this.#far.length <= FEW ? Number.NaN : interval;
  }

  #keep(interval: number): void {
    this.#ring[this.#at] = interval;
    this.#at = (this.#at + 1) % KEPT;
    if (this.#rows % RENEW === 0) this.#renew();
  }

  #renew(): void {
    this.#usual = medianOf(this.#ring);
    const spread = medianOf(this.#ring.map((interval) => Math.abs(interval - this.#usual)));
    this.#room = FAR * Math.max(spread, LEAST * Math.abs(this.#usual));
  }

  snapshot(): RhythmSnapshot {
    const intervals = [...this.#ring.slice(this.#at), ...this.#ring.slice(0, this.#at)];
    const usual = { interval: this.#usual, room: this.#room };
    return { intervals, far: [...this.#far], rows: this.#rows, ...(!Number.isNaN(this.#usual) && { usual }) };
  }

  restore({ intervals, far, rows, usual }: RhythmSnapshot): void {
    this.#ring = intervals.slice(-KEPT);
    this.#at = this.#ring.length % KEPT;
    this.#far = [...far];
    this.#rows = rows;
    if (usual !== undefined) [this.#usual, this.#room] = [usual.interval, usual.room];
  }
}

/** Sorted by insertion: of so few values the sort of an array takes longer to begin than this one in all. */
function medianOf(values: readonly number[]): number {
  for (let k = 0; k < values.length; k++) {
    const value = values[k]!;
    let at = k;
    for (; at > 0 && sorted[at - 1]! > value; at--) sorted[at] = sorted[at - 1]!;
    sorted[at] = value;
  }
  return sorted[values.length >> 1]!;
}
