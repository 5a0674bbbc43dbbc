/** So many times as high as any normal score that was held out is strange. */
const STRANGE = 2;
/** So many strange records in a row are let through: an event. */
const EVENT = 6;

/**
 * Which records a model in force keeps from being learned. To leave out all that is unusual would be to learn the same again, only
 * narrower: nights, weekends and set points are unusual until they are known. And an event (a reset at midnight, a start) would never be
 * learned: a short one is let through, because the learning itself leaves out what happened once and keeps what comes back.
 */
export class Strangeness {
  #run: number;

  /** @param run see below */
  constructor(run = 0) {
    this.#run = run;
  }

  /** Strange records in a row up to now. */
  get run(): number {
    return this.#run;
  }

  /**
   * @param score of a record; undefined where it has none
   * @param highest score of a normal record that was held out
   * @returns whether the record belongs to a stretch of strange ones that is no mere event
   */
  lasts(score: number | undefined, highest: number): boolean {
    if (score === undefined) return true;
    this.#run = score <= STRANGE * highest ? 0 : this.#run + 1;
    return this.#run > EVENT;
  }
}
