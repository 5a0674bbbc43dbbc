const CAPACITY = 1000;

/** The last scores, to tell what another limit would have done. Not saved: it fills again soon. */
export class History {
  readonly #scores = new Float32Array(CAPACITY);
  #seen = 0;

  add(score: number): void {
    this.#scores[this.#seen % CAPACITY] = score;
    this.#seen++;
  }

  get length(): number {
    return Math.min(this.#seen, CAPACITY);
  }

  /** How many of the last scores lie above a limit. */
  above(limit: number): number {
    let count = 0;
    for (let i = 0; i < this.length; i++) if (this.#scores[i]! > limit) count++;
    return count;
  }
}
