import { smooth, warmRows } from '../ewma';

/** What is followed of every feature. */
export interface Trait {
  /** level: the smoothed value. activity: the logarithm of the smoothed absolute change from row to row. */
  readonly kind: 'level' | 'activity';
  /** Weight of the newest row in the smoothing, 0..1. */
  readonly rate: number;
}

/** What the traits are measured by. */
export interface TraitScale {
  /** A change so small counts as none, by feature; it keeps the logarithm of a frozen signal finite. */
  readonly grain: Float64Array;
  /** Mean absolute change from row to row in normal operation, by feature. */
  readonly pace: Float64Array;
}

/** Smoothing of the level of the last few rows. */
export const PRESENT = 0.3;

/** Follows the traits of every feature. Allocates nothing per row. */
export class TraitTracker {
  readonly #traits: readonly Trait[];
  readonly #grain: Float64Array;
  readonly #pace: Float64Array;
  /** Smoothed value or absolute change, by trait. */
  readonly #smoothed: readonly Float64Array[];
  /** The level of the last few rows. */
  readonly #present: Float64Array;
  /** The activity of the fewest rows. */
  readonly #liveliest: number;
  /** The row before; NaN where it was missing. */
  readonly #last: Float64Array;
  /** The row, average where it is missing. */
  readonly #known: Float64Array;
  /** Absolute change from the row before; NaN where one of both is missing. */
  readonly #change: Float64Array;
  /** Rows since the start. */
  #rows = 0;

  constructor(traits: readonly Trait[], { grain, pace }: TraitScale) {
    this.#traits = traits;
    this.#grain = grain;
    this.#pace = pace;
    this.#smoothed = traits.map(() => new Float64Array(grain.length));
    this.#present = new Float64Array(grain.length);
    this.#liveliest = liveliestOf(traits);
    this.#last = new Float64Array(grain.length);
    this.#known = new Float64Array(grain.length);
    this.#change = new Float64Array(grain.length);
    this.reset();
  }

  /** @param row centred; NaN = missing: the level fades to the average, the activity stays */
  step(row: ArrayLike<number>): void {
    const known = this.#known;
    const change = this.#change;
    const last = this.#last;
    for (let i = 0; i < last.length; i++) {
      const x = row[i]!;
      known[i] = Number.isNaN(x) ? 0 : x;
      change[i] = Math.abs(x - last[i]!);
      last[i] = x;
    }
    if (this.#rows === 0) this.#begin();
    this.#rows++;
    for (let k = 0; k < this.#traits.length; k++) {
      const { kind, rate } = this.#traits[k]!;
      smooth(this.#smoothed[k]!, rate, kind === 'level' ? known : change);
    }
    smooth(this.#present, PRESENT, known);
  }

  /** The first row is all that is known of the levels. */
  #begin(): void {
    this.#traits.forEach(({ kind }, k) => {
      if (kind === 'level') this.#smoothed[k]!.set(this.#known);
    });
    this.#present.set(this.#known);
  }

  /** Whether trait k has seen enough rows to be compared: a smoothed value that has just begun is as noisy as a single row. */
  isWarm(k: number): boolean {
    return this.#rows > warmRows(this.#traits[k]!.rate);
  }

  /** What trait k is made from, by feature: the smoothed value or absolute change. Filled anew by each step. */
  smoothed(k: number): Float64Array {
    return this.#smoothed[k]!;
  }

  /** Trait k of feature i, on the scale of its band. */
  value(k: number, i: number): number {
    const smoothed = this.#smoothed[k]![i]!;
    return this.#traits[k]!.kind === 'level' ? smoothed : Math.log(smoothed + this.#grain[i]!);
  }

  /**
   * How far trait k of feature i is outside of a band, in widths; 0 inside. What has added up on a slow trait counts only
   * as far as the last rows are still off: it goes away as soon as the plant is back, not only after it has faded.
   */
  excursion(k: number, i: number, low: number, high: number, width: number): number {
    const value = this.value(k, i);
    if (value >= low && value <= high) return 0;
    if (this.#traits[k]!.kind === 'level') {
      const still = value === 0 ? 1 : this.#present[i]! / value;
      return ((value > high ? value - high : low - value) / width) * Math.min(1, Math.max(0, still));
    }
    if (value < low) return (low - value) / width;
    return Math.max(0, Math.min(value, this.value(this.#liveliest, i)) - high) / width;
  }

  /** Forgets the row before: the next change is not from it. */
  skip(): void {
    this.#last.fill(Number.NaN);
  }

  /** Forgets all rows; the activities begin as in normal operation. */
  reset(): void {
    this.#traits.forEach(({ kind }, k) => {
      if (kind === 'activity') this.#smoothed[k]!.set(this.#pace);
    });
    this.skip();
    this.#rows = 0;
  }

  /** Finite numbers, a value that was missing is null; empty before the first row. */
  snapshot(): (number | null)[][] {
    if (this.#rows === 0) return [];
    const last = Array.from(this.#last, (x) => (Number.isNaN(x) ? null : x));
    return [...this.#smoothed.map((smoothed) => [...smoothed]), [...this.#present], last, [this.#rows]];
  }

  restore(from: readonly (readonly (number | null)[])[]): void {
    const states = [...this.#smoothed, this.#present, this.#last];
    const rows = from[states.length]?.[0];
    if (!rows || states.some(({ length }, s) => from[s]!.length !== length)) {
      this.reset();
      return;
    }
    states.forEach((state, s) => {
      state.set(from[s]!.map((x) => x ?? Number.NaN));
    });
    this.#rows = rows;
  }
}

/** Position of the activity that is smoothed least. */
export function liveliestOf(traits: readonly Trait[]): number {
  const rates = traits.map(({ kind, rate }) => (kind === 'activity' ? rate : 0));
  return rates.indexOf(Math.max(...rates));
}
