/** As plain JSON: what is covered, ms, and the first step as long as there is no second one. */
export interface CoveredSnapshot {
  readonly covered: number;
  readonly first?: number;
}

/**
 * How much source time records cover. It is not the last time minus the first: one old message that a broker had kept, an outage, or a
 * clock that was set would count for days or years. A step between two records counts for as long as was covered before it at the
 * most, so nights and weekends count once there is a day or a week before them; a step back counts nothing.
 */
export class Covered {
  #covered: number;
  #first: number | undefined;

  constructor(from: CoveredSnapshot = { covered: 0 }) {
    this.#covered = from.covered;
    this.#first = from.first;
  }

  /** ms */
  get span(): number {
    return this.#covered;
  }

  /** @param step ms since the record before */
  add(step: number): void {
    if (!(step > 0)) return;
    if (this.#covered > 0) this.#covered += Math.min(step, this.#covered);
    else if (this.#first === undefined) this.#first = step;
    // Nothing tells which of the first two is the usual one, but that a pause is the longer.
    else this.#covered = 2 * Math.min(this.#first, step);
  }

  snapshot(): CoveredSnapshot {
    return { covered: this.#covered, ...(this.#covered === 0 && this.#first !== undefined && { first: this.#first }) };
  }
}
