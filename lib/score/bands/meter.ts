import { type Trait, type TraitScale, TraitTracker } from './traits';

/**
 * The normal band of each feature by itself: how high its level has been, and how lively it was. Distances over all
 * features together (a multivariate chart) dilute what a single sensor does; a frozen, stuck, noisy or far too high signal shows
 * here, whatever the others do.
 */
export interface Bands extends TraitScale {
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

/** Excursions below this part of a band's width are never more than the border of normal. */
export const LEAST_UNIT = 0.1;

/** Applies bands to a live stream. */
export class BandsMeter {
  readonly #bands: Bands;
  readonly #tracker: TraitTracker;
  /** By band: the feature that is furthest outside, and what it adds to the result. */
  readonly #worst: Int32Array;
  readonly #part: Float64Array;
  /** The bands as the smoothed values that reach them: what is inside costs no logarithm. */
  readonly #inside: readonly { readonly low: Float64Array; readonly high: Float64Array }[];

  constructor(bands: Bands) {
    this.#bands = bands;
    this.#tracker = new TraitTracker(bands.bands, bands);
    this.#inside = bands.bands.map(({ kind, low, high }) => {
      const smoothed = (edge: number, i: number): number =>
        kind === 'level' ? edge : Math.exp(edge) - bands.grain[i]!;
      return { low: low.map(smoothed), high: high.map(smoothed) };
    });
    this.#worst = new Int32Array(bands.bands.length);
    this.#part = new Float64Array(bands.bands.length);
  }

  /**
   * @returns mean over the bands of the squared largest excursion by its unit; 1 is the border of normal. A trait that has
   *   not seen enough rows yet counts as inside.
   */
  step(row: ArrayLike<number>): number {
    const { bands } = this.#bands;
    const tracker = this.#tracker;
    tracker.step(row);
    let sum = 0;
    for (let k = 0; k < bands.length; k++) {
      const { low, high, width, unit } = bands[k]!;
      const inside = this.#inside[k]!;
      const smoothed = tracker.smoothed(k);
      const count = tracker.isWarm(k) ? low.length : 0;
      let most = 0;
      for (let i = 0; i < count; i++) {
        if (smoothed[i]! >= inside.low[i]! && smoothed[i]! <= inside.high[i]!) continue;
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
  share(weight: number, positions: readonly number[], out: Float64Array): void {
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
