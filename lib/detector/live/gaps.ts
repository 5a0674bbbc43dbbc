/** Intervals that tell what is usual. */
const LEAST_INTERVALS = 10;
/** Weight of the newest interval. */
const RATE = 0.05;

/** Part of a window that may be missing, and the records that may be where each instant is judged by itself. */
export const BEARABLE_PART = 0.25;
const BEARABLE = 4;

/** Missing records that a model of this window can bridge. */
export function bearableGap(window: number): number {
  return window > 1 ? BEARABLE_PART * window : BEARABLE;
}

/** Finds gaps in the succession of records that are too long to be bridged. */
export class GapWatch {
  /** Records that are missing right before the last one. */
  missed = 0;
  readonly #bearable: number;
  #last = Number.NaN;
  #usual = 0;
  #count = 0;

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
    this.missed = missed ?? 0;
    if (missed !== undefined) return missed > this.#bearable;
    if (!(interval > 0)) return false;
    const cut = this.#count >= LEAST_INTERVALS && interval > (this.#bearable + 1) * this.#usual;
    if (cut) this.missed = Math.round(interval / this.#usual) - 1;
    else {
      this.#count++;
      this.#usual += Math.max(RATE, 1 / this.#count) * (interval - this.#usual);
    }
    return cut;
  }

  /** Goes on from records that were seen elsewhere. */
  expect(last: number, usual: number): void {
    this.#last = last;
    this.#usual = usual;
    this.#count = LEAST_INTERVALS;
  }

  snapshot(): readonly [last: number, usual: number, count: number] | undefined {
    return Number.isNaN(this.#last) ? undefined : [this.#last, this.#usual, this.#count];
  }

  restore([last, usual, count]: readonly [number, number, number] = [Number.NaN, 0, 0]): void {
    this.#last = last;
    this.#usual = usual;
    this.#count = count;
  }
}

/** Continuity as plain JSON. */
export interface ContinuitySnapshot {
  readonly gaps?: readonly [number, number, number];
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
