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

/** By number of features: the row, average where it is missing, and the absolute change from the row before; NaN where one of both is missing. */
const scratches = new Map<number, { readonly known: Float64Array; readonly change: Float64Array }>();

function scratchOf(size: number) {
  let scratch = scratches.get(size);
  if (scratch === undefined) {
    scratch = { known: new Float64Array(size), change: new Float64Array(size) };
    scratches.set(size, scratch);
  }
  return scratch;
}

/** Follows the traits of every feature. Allocates nothing per row. */
export class TraitTracker {
  readonly #traits: readonly Trait[];
  readonly #grain: Float64Array;
  readonly #pace: Float64Array;
  readonly #size: number;
  /**
   * By trait the smoothed value or absolute change of every feature, then the level of the last few rows, then the row before, NaN where
   * it was missing. In one piece: a fleet has many of them.
   */
  readonly #state: Float64Array;
  /** Where the last two begin. */
  readonly #present: number;
  readonly #last: number;
  /** The activity of the fewest rows. */
  readonly #liveliest: number;
  /** Rows since the start. */
  #rows = 0;

  constructor(traits: readonly Trait[], { grain, pace }: TraitScale) {
    const size = grain.length;
    this.#traits = traits;
    this.#grain = grain;
    this.#pace = pace;
    this.#size = size;
    this.#present = traits.length * size;
    this.#last = this.#present + size;
    this.#state = new Float64Array(this.#last + size);
    this.#liveliest = liveliestOf(traits);
    this.reset();
  }

  /** @param row centred; NaN = missing: the level fades to the average, the activity stays */
  step(row: ArrayLike<number>): void {
    const { known, change } = scratchOf(this.#size);
    const state = this.#state;
    const last = this.#last;
    for (let i = 0; i < known.length; i++) {
      const x = row[i]!;
      known[i] = Number.isNaN(x) ? 0 : x;
      change[i] = Math.abs(x - state[last + i]!);
      state[last + i] = x;
    }
    if (this.#rows === 0) this.#begin(known);
    this.#rows++;
    for (let k = 0; k < this.#traits.length; k++) {
      const { kind, rate } = this.#traits[k]!;
      smooth(state, rate, kind === 'level' ? known : change, k * known.length);
    }
    smooth(state, PRESENT, known, this.#present);
  }

  /** The first row is all that is known of the levels. */
  #begin(known: Float64Array): void {
    this.#traits.forEach(({ kind }, k) => {
      if (kind === 'level') this.#state.set(known, k * known.length);
    });
    this.#state.set(known, this.#present);
  }

  /** Whether trait k has seen enough rows to be compared: a smoothed value that has just begun is as noisy as a single row. */
  isWarm(k: number): boolean {
    return this.#rows > warmRows(this.#traits[k]!.rate);
  }

  /** What trait k of feature i is made from: the smoothed value or absolute change. */
  smoothed(k: number, i: number): number {
    return this.#state[k * this.#size + i]!;
  }

  /** Trait k of feature i, on the scale of its band. */
  value(k: number, i: number): number {
    const smoothed = this.smoothed(k, i);
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
      const still = value === 0 ? 1 : this.#state[this.#present + i]! / value;
      return ((value > high ? value - high : low - value) / width) * Math.min(1, Math.max(0, still));
    }
    if (value < low) return (low - value) / width;
    return Math.max(0, Math.min(value, this.value(this.#liveliest, i)) - high) / width;
  }

  /** Forgets the row before: the next change is not from it. */
  skip(): void {
    this.#state.fill(Number.NaN, this.#last);
  }

  /** Forgets all rows; the activities begin as in normal operation. */
  reset(): void {
    this.#traits.forEach(({ kind }, k) => {
      if (kind === 'activity') this.#state.set(this.#pace, k * this.#size);
    });
    this.skip();
    this.#rows = 0;
  }

  /** Finite numbers, a value that was missing is null; empty before the first row. */
  snapshot(): (number | null)[][] {
    if (this.#rows === 0) return [];
    const state = Array.from(this.#state, (x) => (Number.isNaN(x) ? null : x));
    const pieces = Array.from({ length: this.#traits.length + 2 }, (_, s) =>
      state.slice(s * this.#size, (s + 1) * this.#size),
    );
    return [...pieces, [this.#rows]];
  }

  restore(from: readonly (readonly (number | null)[])[]): void {
    const pieces = from.slice(0, this.#traits.length + 2);
    const rows = from[this.#traits.length + 2]?.[0];
    if (!rows || pieces.some(({ length }) => length !== this.#size)) {
      this.reset();
      return;
    }
    this.#state.set(pieces.flatMap((piece) => piece.map((x) => x ?? Number.NaN)));
    this.#rows = rows;
  }
}

/** Position of the activity that is smoothed least. */
export function liveliestOf(traits: readonly Trait[]): number {
  const rates = traits.map(({ kind, rate }) => (kind === 'activity' ? rate : 0));
  return rates.indexOf(Math.max(...rates));
}
