/** Intervals that tell what is usual. */
const LEAST_INTERVALS = 10;
/** Weight of the newest interval. */
const RATE = 0.05;

/** Finds gaps in the succession of records that are too long to be bridged. */
export class GapWatch {
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
    if (missed !== undefined) return missed > this.#bearable;
    if (!(interval > 0)) return false;
    const cut = this.#count >= LEAST_INTERVALS && interval > (this.#bearable + 1) * this.#usual;
    if (!cut) {
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
