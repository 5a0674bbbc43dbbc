import { decodeSingles, encodeSingles } from '../encoding/numbers-text';
import { PassingRow } from '../math/passing-row';

/** Rows after a leap in which the next one is believed. */
export const RECENT = 64;
/** Rows for which what is there after a leap may be wild: an alarm waits for one more, so that none comes later for it. */
export const HELD = 2;

/** What a gate remembers, as plain JSON; absent before the first row. */
export interface LeapSnapshot {
  /** The row before; of what is held back the one before that leapt. In single precision, see lib/encoding/numbers-text.ts. */
  readonly last: string;
  /** By feature: rows since its last leap; below 0 for how many it has been held back. Absent where all are at rest. */
  readonly since?: readonly number[];
}

const passing = { admitted: new PassingRow(), leapt: new PassingRow() };

/**
 * Keeps wild values from what follows the rows: where one feature leaps further from one row to the next than it ever does, the value before stands
 * in for it until it is back, for HELD rows at most. What is away still then is believed, and so is what leaps again soon. Allocates nothing per row.
 */
export class LeapGate {
  readonly #features: readonly number[];
  /** By feature how far it goes at most, then `last` and `since` of LeapSnapshot, NaN where a value was missing. In one piece: a fleet has many. */
  readonly #numbers: Float32Array;
  readonly #size: number;
  /** Of the last row: how many times as far as its limit each feature leapt that was held back; 0 for the others. It is there until any gate admits the next one. */
  readonly #leapt: Float64Array;
  #held = false;

  /** @param features their positions in a row @param limits of them, scaled */
  constructor(features: readonly number[], limits: Float32Array) {
    this.#features = features;
    this.#size = features.length;
    this.#numbers = new Float32Array(3 * this.#size);
    this.#numbers.set(limits);
    this.#leapt = passing.leapt.of(this.#size);
    this.reset();
  }

  /** How far a feature goes at most, where that is still being learned. @param k its place among the features @param most scaled */
  limit(k: number, most: number): void {
    this.#numbers[k] = most;
  }

  /** Where a feature stands in the last row as it was let in; NaN where that is not known. @param k its place among the features */
  last(k: number): number {
    return this.#numbers[this.#size + k]!;
  }

  get limits(): Float32Array {
    return this.#numbers.slice(0, this.#size);
  }

  /** The largest leap of the last row that was held back, in its limits. */
  get furthest(): number {
    return this.#held ? this.#leapt.reduce((most, one) => Math.max(most, one), 0) : 0;
  }

  /** Adds to `out` what each feature has to do with the last row's leap: all of it the furthest's. */
  share(weight: number, out: Float64Array): void {
    const most = this.furthest;
    if (most > 0) out[this.#features[this.#leapt.indexOf(most)]!]! += weight * most;
  }

  /**
   * @param missed records that are missing right before it: nothing is known then of how far it went in one
   * @returns the row, or, until the next one comes, a copy of it in which what leapt is as it was before
   */
  admit(scaled: Float64Array, missed: number): Float64Array {
    const numbers = this.#numbers;
    const size = this.#size;
    if (missed > 0) numbers.fill(Number.NaN, size, 2 * size);
    let admitted = scaled;
    this.#held = false;
    for (let k = 0; k < size; k++) {
      const i = this.#features[k]!;
      const x = scaled[i]!;
      const last = numbers[size + k]!;
      const since = numbers[2 * size + k]!;
      const change = Math.abs(x - last);
      // Nothing is known of the way from or to a missing value.
      if (!(change > numbers[k]!)) {
        numbers[size + k] = x;
        if (since < RECENT) numbers[2 * size + k] = Math.max(0, since + 1);
        continue;
      }
      const isHeld = since >= RECENT || (since < 0 && since > -HELD);
      numbers[2 * size + k] = isHeld ? Math.min(since, 0) - 1 : 0;
      if (!isHeld) {
        numbers[size + k] = x;
        continue;
      }
      if (!this.#held) {
        admitted = passing.admitted.of(scaled.length);
        admitted.set(scaled);
        this.#leapt.fill(0);
      }
      this.#held = true;
      admitted[i] = last;
      this.#leapt[k] = change / numbers[k]!;
    }
    return admitted;
  }

  reset(): void {
    this.#numbers.fill(Number.NaN, this.#size, 2 * this.#size);
    this.#numbers.fill(RECENT, 2 * this.#size);
    this.#held = false;
  }

  snapshot(): LeapSnapshot | undefined {
    const last = this.#numbers.subarray(this.#size, 2 * this.#size);
    const since = [...this.#numbers.subarray(2 * this.#size)];
    if (last.every(Number.isNaN)) return undefined;
    return { last: encodeSingles(last), ...(since.some((rows) => rows < RECENT) && { since }) };
  }

  /** What does not fit is as none. */
  restore(from: LeapSnapshot | undefined): void {
    this.reset();
    if (from === undefined) return;
    const last = decodeSingles(from.last);
    if (last.length !== this.#size) return;
    this.#numbers.set(last, this.#size);
    if (from.since?.length === this.#size) this.#numbers.set(from.since, 2 * this.#size);
  }
}
