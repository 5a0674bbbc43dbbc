const CAPACITY = 1000;
/** Of the histogram. */
const BARS = 40;

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

  /** How many of the last scores lie in each of 40 equal steps from 0 to the highest of them, or to `least`. */
  histogram(least: number): { readonly to: number; readonly counts: readonly number[] } {
    const counts = new Array<number>(BARS).fill(0);
    let to = least;
    for (let i = 0; i < this.length; i++) to = Math.max(to, this.#scores[i]!);
    for (let i = 0; i < this.length; i++) {
      const at = to === 0 ? 0 : Math.floor((BARS * this.#scores[i]!) / to);
      counts[Math.max(0, Math.min(BARS - 1, at))]!++;
    }
    return { to, counts };
  }
}
