/**
 * The normal band of each feature by itself: how high its level has been, and how lively it was. Distances over all
 * features together (evidence.ts) dilute what a single sensor does; a frozen, stuck, noisy or far too high signal shows
 * here, whatever the others do.
 */
export interface Envelope {
  /** A change so small counts as none, by feature; it keeps the logarithm of a frozen signal finite. */
  readonly grain: Float64Array;
  /** Mean absolute change from row to row in normal operation, by feature. */
  readonly pace: Float64Array;
  readonly bands: readonly Band[];
}

/** Where one trait of every feature has been in normal operation. */
export interface Band extends Trait {
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Excursions are measured in these; the breadth of the band, and not less than a part of the feature's range. */
  readonly width: Float64Array;
  /** The excursion that held-out normal rows reach once in a hundred, but at least LEAST_UNIT. */
  readonly unit: number;
}

/** What is followed of every feature. */
export interface Trait {
  /** level: the smoothed value. activity: the logarithm of the smoothed absolute change from row to row. */
  readonly kind: 'level' | 'activity';
  /** Weight of the newest row in the smoothing, 0..1. */
  readonly rate: number;
}

/** Excursions below this part of a band's width are never more than the border of normal. */
export const LEAST_UNIT = 0.1;
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
  /** Rows since the start. */
  #rows = 0;

  constructor(traits: readonly Trait[], { grain, pace }: Pick<Envelope, 'grain' | 'pace'>) {
    this.#traits = traits;
    this.#grain = grain;
    this.#pace = pace;
    this.#smoothed = traits.map(() => new Float64Array(grain.length));
    this.#present = new Float64Array(grain.length);
    this.#liveliest = liveliestOf(traits);
    this.#last = new Float64Array(grain.length);
    this.reset();
  }

  /** @param row centred; NaN = missing: the level fades to the average, the activity stays */
  step(row: ArrayLike<number>): void {
    if (this.#rows === 0) this.#begin(row);
    this.#rows++;
    const present = this.#present;
    const last = this.#last;
    for (let k = 0; k < this.#traits.length; k++) {
      const { kind, rate } = this.#traits[k]!;
      const smoothed = this.#smoothed[k]!;
      for (let i = 0; i < smoothed.length; i++) {
        const x = row[i]!;
        if (kind === 'level') smoothed[i]! += rate * ((Number.isNaN(x) ? 0 : x) - smoothed[i]!);
        else {
          const change = Math.abs(x - last[i]!);
          if (!Number.isNaN(change)) smoothed[i]! += rate * (change - smoothed[i]!);
        }
      }
    }
    for (let i = 0; i < last.length; i++) {
      const x = row[i]!;
      present[i]! += PRESENT * ((Number.isNaN(x) ? 0 : x) - present[i]!);
      last[i] = x;
    }
  }

  /** The first row is all that is known of the levels. */
  #begin(row: ArrayLike<number>): void {
    const levels = this.#smoothed.filter((_, k) => this.#traits[k]!.kind === 'level');
    for (const level of [...levels, this.#present]) {
      for (let i = 0; i < level.length; i++) level[i] = Number.isNaN(row[i]!) ? 0 : row[i]!;
    }
  }

  /** Whether trait k has seen enough rows to be compared: a smoothed value that has just begun is as noisy as a single row. */
  isWarm(k: number): boolean {
    return this.#rows > warmRows(this.#traits[k]!.rate);
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

/** Rows that a smoothing at this rate takes to forget where it began. */
export function warmRows(rate: number): number {
  return Math.round(2 / rate);
}

/** Position of the activity that is smoothed least. */
export function liveliestOf(traits: readonly Trait[]): number {
  const rates = traits.map(({ kind, rate }) => (kind === 'activity' ? rate : 0));
  return rates.indexOf(Math.max(...rates));
}

/** Applies an Envelope to a live stream. */
export class EnvelopeMeter {
  readonly #envelope: Envelope;
  readonly #tracker: TraitTracker;
  /** By band: the feature that is furthest outside, and what it adds to the result. */
  readonly #worst: Int32Array;
  readonly #part: Float64Array;

  constructor(envelope: Envelope) {
    this.#envelope = envelope;
    this.#tracker = new TraitTracker(envelope.bands, envelope);
    this.#worst = new Int32Array(envelope.bands.length);
    this.#part = new Float64Array(envelope.bands.length);
  }

  /**
   * @returns mean over the bands of the squared largest excursion by its unit; 1 is the border of normal. A trait that has
   *   not seen enough rows yet counts as inside.
   */
  step(row: ArrayLike<number>): number {
    const { bands } = this.#envelope;
    const tracker = this.#tracker;
    tracker.step(row);
    let sum = 0;
    for (let k = 0; k < bands.length; k++) {
      const { low, high, width, unit } = bands[k]!;
      let most = 0;
      for (let i = 0; tracker.isWarm(k) && i < low.length; i++) {
        const excursion = tracker.excursion(k, i, low[i]!, high[i]!, width[i]!);
        if (excursion > most) {
          most = excursion;
          this.#worst[k] = i;
        }
      }
      this.#part[k] = (most / unit) ** 2 / bands.length;
      sum += this.#part[k]!;
    }
    return sum;
  }

  /**
   * Adds what each feature contributes to the last result, times weight: all of a band's part is its worst feature's.
   * @param positions of the features in out
   */
  addContributions(weight: number, positions: readonly number[], out: Float64Array): void {
    for (let k = 0; k < this.#part.length; k++) out[positions[this.#worst[k]!]!]! += weight * this.#part[k]!;
  }

  /** Rows are missing before the next one. */
  skip(): void {
    this.#tracker.skip();
  }

  reset(): void {
    this.#tracker.reset();
  }

  snapshot(): (number | null)[][] {
    return this.#tracker.snapshot();
  }

  restore(from: readonly (readonly (number | null)[])[]): void {
    this.#tracker.restore(from);
  }
}
