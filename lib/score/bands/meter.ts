import { alike } from '../../alike';
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

/** What is kept of a band, by feature: what it was learned to be, and the smoothed values that reach its edges, so that what is inside costs no logarithm. */
const KEPT = ['low', 'high', 'width'] as const;
const FROM = KEPT.length;
const TO = FROM + 1;
const PIECES = TO + 1;

/** Applies bands to a live stream. */
export class BandsMeter {
  readonly #scale: TraitScale;
  /** The same for all meters of the same settings. */
  readonly #traits: readonly Trait[];
  /** By band, see Band. */
  readonly #units: readonly number[];
  readonly #tracker: TraitTracker;
  readonly #size: number;
  /** By band its pieces, see KEPT; then by band which feature is furthest outside, and what it adds to the result. In one piece: a fleet has many of them. */
  readonly #numbers: Float64Array;
  /** Where the last two begin. */
  readonly #worst: number;
  readonly #part: number;

  constructor({ bands, grain, pace }: Bands) {
    const size = grain.length;
    this.#scale = { grain, pace };
    this.#size = size;
    this.#traits = alike(bands.map(({ kind, rate }) => ({ kind, rate })));
    this.#units = bands.map(({ unit }) => unit);
    this.#tracker = new TraitTracker(this.#traits, this.#scale);
    this.#worst = bands.length * PIECES * size;
    this.#part = this.#worst + bands.length;
    this.#numbers = new Float64Array(this.#part + bands.length);
    bands.forEach((band, k) => {
      const at = k * PIECES * size;
      KEPT.forEach((piece, p) => {
        this.#numbers.set(band[piece], at + p * size);
      });
      const smoothed = (edge: number, i: number): number => (band.kind === 'level' ? edge : Math.exp(edge) - grain[i]!);
      this.#numbers.set(band.low.map(smoothed), at + FROM * size);
      this.#numbers.set(band.high.map(smoothed), at + TO * size);
    });
  }

  /**
   * @returns mean over the bands of the squared largest excursion by its unit; 1 is the border of normal. A trait that has
   *   not seen enough rows yet counts as inside.
   */
  step(row: ArrayLike<number>): number {
    const tracker = this.#tracker;
    const numbers = this.#numbers;
    const size = this.#size;
    const units = this.#units;
    tracker.step(row);
    let sum = 0;
    for (let k = 0; k < units.length; k++) {
      const at = k * PIECES * size;
      const count = tracker.isWarm(k) ? size : 0;
      let most = 0;
      for (let i = 0; i < count; i++) {
        const smoothed = tracker.smoothed(k, i);
        if (smoothed >= numbers[at + FROM * size + i]! && smoothed <= numbers[at + TO * size + i]!) continue;
        const low = at + i;
        const excursion = tracker.excursion(k, i, numbers[low]!, numbers[low + size]!, numbers[low + 2 * size]!);
        if (excursion > most) {
          most = excursion;
          numbers[this.#worst + k] = i;
        }
      }
      const part = (most / units[k]!) ** 2 / units.length;
      numbers[this.#part + k] = part;
      sum += part;
    }
    return sum;
  }

  /**
   * Adds what each feature contributes to the last result, times weight: all of a band's part is its worst feature's.
   * @param positions of the features in out
   */
  share(weight: number, positions: readonly number[], out: Float64Array): void {
    const numbers = this.#numbers;
    for (let k = 0; k < this.#units.length; k++)
      out[positions[numbers[this.#worst + k]!]!]! += weight * numbers[this.#part + k]!;
  }

  /** What it was made from. */
  get learned(): Bands {
    const size = this.#size;
    const bands = this.#traits.map((trait, k): Band => {
      const piece = (p: number): Float64Array => {
        const at = (k * PIECES + p) * size;
        return this.#numbers.slice(at, at + size);
      };
      return { ...trait, unit: this.#units[k]!, low: piece(0), high: piece(1), width: piece(2) };
    });
    return { ...this.#scale, bands };
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
