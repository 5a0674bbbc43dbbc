import { BEARABLE_PART } from '../../time/missing';

/** Intervals that tell what is usual. */
const LEAST_INTERVALS = 10;
/** Weight of the newest interval. */
const RATE = 0.05;

/** Records that may be missing where each instant is judged by itself. */
const BEARABLE = 4;

/** Missing records that a model of this window can bridge. */
export function bearableGap(window: number): number {
  return window > 1 ? BEARABLE_PART * window : BEARABLE;
}

/** A gap watch as plain JSON. */
export type GapSnapshot = readonly [last: number, usual: number, count: number, lacking?: number];

/** Finds gaps in the succession of records that are too long to be bridged. */
export class GapWatch {
  /** Records that are missing right before the last one. */
  missed = 0;
  readonly #bearable: number;
  #last = Number.NaN;
  #usual = 0;
  #count = 0;
  /** Records that came since the last one, and lacked too much, with those that were missed right before them. */
  #lacking = 0;

  /** @param bearable missing records that can be bridged */
  constructor(bearable: number) {
    this.#bearable = bearable;
  }

  /**
   * @param time source time of the record
   * @param missed how many records its source says were missed, where it does
   * @returns whether what came before says nothing about this record
   */
  isCut(time: number, missed: number | undefined): boolean {
    const interval = time - this.#last;
    this.#last = time;
    this.missed = (missed ?? 0) + this.#lacking;
    this.#lacking = 0;
    if (missed !== undefined) return this.missed > this.#bearable;
    if (!(interval > 0)) return false;
    const known = this.#count >= LEAST_INTERVALS;
    const cut = known && interval > (this.#bearable + 1) * this.#usual;
    if (known) this.missed = Math.max(this.missed, Math.round(interval / this.#usual) - 1);
    if (!cut) {
      this.#count++;
      this.#usual += Math.max(RATE, 1 / this.#count) * (interval - this.#usual);
    }
    return cut;
  }

  /** A record lacks too much: it is as one that did not come. @param missed as above */
  lack(missed: number | undefined): void {
    this.#lacking += 1 + (missed ?? 0);
  }

  /** Goes on from records that were seen elsewhere. */
  expect(last: number, usual: number): void {
    this.#last = last;
    this.#usual = usual;
    this.#count = LEAST_INTERVALS;
  }

  snapshot(): GapSnapshot | undefined {
    if (Number.isNaN(this.#last)) return undefined;
    return [this.#last, this.#usual, this.#count, ...(this.#lacking > 0 ? ([this.#lacking] as const) : ([] as const))];
  }

  restore([last, usual, count, lacking = 0]: GapSnapshot = [Number.NaN, 0, 0]): void {
    this.#last = last;
    this.#usual = usual;
    this.#count = count;
    this.#lacking = lacking;
  }
}

/** Continuity as plain JSON. */
export interface ContinuitySnapshot {
  readonly gaps?: GapSnapshot;
  readonly broken: boolean;
}

/** Tells of each row that is kept whether it follows the one that was kept before it. */
export class Continuity {
  readonly #gaps: GapWatch;
  #broken: boolean;

  constructor(window: number, from?: ContinuitySnapshot) {
    this.#gaps = new GapWatch(bearableGap(window));
    this.#gaps.restore(from?.gaps);
    this.#broken = from?.broken ?? false;
  }

  /**
   * A record has come, whether its row is kept or not.
   * @param missed how many records its source says were missed, where it does
   * @returns whether it follows the record before it
   */
  meet(time: number, missed: number | undefined): boolean {
    const cut = this.#gaps.isCut(time, missed);
    this.#broken ||= cut;
    return !cut;
  }

  /** A record that lacks too much has come, see GapWatch. */
  lack(missed: number | undefined): void {
    this.#gaps.lack(missed);
  }

  /** The row of the record is not kept. */
  leaveOut(): void {
    this.#broken = true;
  }

  /** The row of the record is kept. @returns whether it follows the row that was kept before */
  take(): boolean {
    const follows = !this.#broken;
    this.#broken = false;
    return follows;
  }

  snapshot(): ContinuitySnapshot {
    const gaps = this.#gaps.snapshot();
    return { ...(gaps && { gaps }), broken: this.#broken };
  }
}
