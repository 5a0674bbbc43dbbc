import type { BufferSnapshot } from './buffer';
import { keptRows, type WaitingRow, waitingRows } from './waiting-rows';

/** Of those for whom nothing waits. */
const NO_NUMBERS = new Float64Array(0);
const NO_FLAGS = new Uint8Array(0);

/**
 * Rows wait here until so many more have come: an alarm is raised later than what it is about has begun, and what came shortly before
 * an alarm is no example of normal operation.
 */
export class Quarantine {
  /** The rows one after the other, in a ring of one more than wait; one object each would take a fleet three times the room. */
  #rows = NO_NUMBERS;
  #times = NO_NUMBERS;
  #follows = NO_FLAGS;
  #features: readonly string[] = [];
  /** Place of the oldest. */
  #first = 0;
  #count = 0;

  /**
   * @param records that a row waits for; 0: it does not wait
   * @param follows see below
   */
  constructor(
    private readonly records: number,
    from?: BufferSnapshot,
    follows = false,
  ) {
    if (from === undefined) return;
    const rows = waitingRows(from, follows);
    const first = Math.max(0, rows.length - records);
    // Where fewer wait by now, those before the first one are gone.
    for (let k = first; k < rows.length; k++)
      this.#push(k > 0 && k === first ? { ...rows[k]!, follows: false } : rows[k]!);
  }

  /** Whether the row that has waited longest follows the one that was learned from last. */
  get follows(): boolean {
    return this.#count > 0 && this.#at(0).follows;
  }

  get count(): number {
    return this.#count;
  }

  /** @returns the row that has waited long enough, if one has: to be used before the next one is added */
  add(row: WaitingRow): WaitingRow | undefined {
    if (this.records === 0) return row;
    this.#push(row);
    if (this.#count <= this.records) return undefined;
    const oldest = this.#at(0);
    this.#first = (this.#first + 1) % (this.records + 1);
    this.#count--;
    return oldest;
  }

  /** What waits of a span of source time is never learned from. @returns how many rows that were */
  drop(since: number, until: number): number {
    const all = this.#all();
    this.clear();
    let cut = false;
    for (const row of all) {
      const isGone = row.time >= since && row.time <= until;
      if (!isGone) this.#push(cut ? { ...row, follows: false } : row);
      cut = isGone;
    }
    return all.length - this.#count;
  }

  /** Copies of the last rows. */
  last(rows: number): WaitingRow[] {
    return this.#all().slice(-rows);
  }

  /** What waits is never learned from. @returns how many rows that were */
  clear(): number {
    const count = this.#count;
    this.#first = this.#count = 0;
    return count;
  }

  snapshot(): BufferSnapshot | undefined {
    return keptRows(this.#all());
  }

  #push({ features, row, time, follows }: WaitingRow): void {
    if (features !== this.#features || this.#times.length === 0) this.#widen(features);
    const place = (this.#first + this.#count) % (this.records + 1);
    this.#rows.set(row, place * features.length);
    this.#times[place] = time;
    this.#follows[place] = follows ? 1 : 0;
    this.#count++;
  }

  /** @param k from the oldest on */
  #at(k: number): WaitingRow {
    const place = (this.#first + k) % (this.records + 1);
    const width = this.#features.length;
    const row = this.#rows.subarray(place * width, (place + 1) * width);
    return { features: this.#features, row, time: this.#times[place]!, follows: this.#follows[place] === 1 };
  }

  /** Copies of all rows, the oldest first. */
  #all(): WaitingRow[] {
    return Array.from({ length: this.#count }, (_, k) => {
      const waiting = this.#at(k);
      return { ...waiting, row: waiting.row.slice() };
    });
  }

  /** The features have changed: rows lack the new ones and lose those that are gone, as they would where they are collected. */
  #widen(features: readonly string[]): void {
    const all = this.#all();
    const from = features.map((name) => this.#features.indexOf(name));
    this.#features = features;
    this.#rows = new Float64Array((this.records + 1) * features.length);
    this.#times = new Float64Array(this.records + 1);
    this.#follows = new Uint8Array(this.records + 1);
    this.clear();
    for (const one of all) {
      this.#push({ ...one, features, row: Float64Array.from(from, (i) => (i < 0 ? Number.NaN : one.row[i]!)) });
    }
  }
}
