import { fromHalf, toHalf } from '../../lib/math/half';

const CAPACITY = 1000;
/** Of the histogram. */
const BARS = 40;
const NONE = new Uint16Array(0);

/** Scores that there is room for at first. */
const FIRST = 64;

/** The last scores, to three digits, to tell what another limit would have done. Not saved: it fills again soon. */
export class History {
  /** In half precision, while it holds all of them: of a fleet's assets they are what most of a limit's room goes to. */
  #scores: Uint16Array | Float32Array = NONE;
  #seen = 0;

  add(score: number): void {
    const at = this.#seen % CAPACITY;
    if (at >= this.#scores.length) this.#widen(at);
    const half = this.#scores instanceof Float32Array ? undefined : toHalf(score);
    if (half === undefined && !(this.#scores instanceof Float32Array)) this.#inSingles();
    this.#scores[at] = half ?? score;
    this.#seen++;
  }

  #widen(at: number): void {
    const room = Math.min(CAPACITY, Math.max(FIRST, 2 * at));
    const wider = this.#scores instanceof Float32Array ? new Float32Array(room) : new Uint16Array(room);
    wider.set(this.#scores);
    this.#scores = wider;
  }

  #inSingles(): void {
    this.#scores = Float32Array.from({ length: this.#scores.length }, (_, i) => this.#at(i));
  }

  #at(i: number): number {
    return this.#scores instanceof Float32Array ? this.#scores[i]! : fromHalf(this.#scores[i]!);
  }

  get length(): number {
    return Math.min(this.#seen, CAPACITY);
  }

  /** How many of the last scores lie above a limit. */
  above(limit: number): number {
    let count = 0;
    for (let i = 0; i < this.length; i++) if (this.#at(i) > limit) count++;
    return count;
  }

  /** How many of the last scores lie in each of 40 equal steps from 0 to the highest of them, or to `least`. */
  histogram(least: number): { readonly to: number; readonly counts: readonly number[] } {
    const counts = new Array<number>(BARS).fill(0);
    let to = least;
    for (let i = 0; i < this.length; i++) to = Math.max(to, this.#at(i));
    for (let i = 0; i < this.length; i++) {
      const at = to === 0 ? 0 : Math.floor((BARS * this.#at(i)) / to);
      counts[Math.max(0, Math.min(BARS - 1, at))]!++;
    }
    return { to, counts };
  }
}
