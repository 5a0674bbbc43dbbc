import { BEARABLE_PART } from '../../time/missing';

/** Values that a slow mean begins as the mean of. */
export const FEW = 8;

/**
 * Features that do not settle: a loop that warms up, a room in spring, a level that wanders. Where such a feature is going to be
 * says little about what it may do; how it moves says much. It is judged by its distance from where it slowly has been, as
 * detectors that follow a moving average do under such a shift (Kim et al. 2024, arXiv 2312.11976).
 */
export interface Detrending {
  /** Weight of the newest row in the slow mean, by feature; 0 = settled, judged by where it is. */
  readonly rate: Float64Array;
  /** What the distance is multiplied by, to be about as large as values that settled; 1 where it is settled. */
  readonly gain: Float64Array;
}

/** Nothing wanders. */
export function settled(width: number): Detrending {
  return { rate: new Float64Array(width), gain: new Float64Array(width).fill(1) };
}

/**
 * Takes the slow mean from rows that come one after the other, in place. Allocates nothing per row. It begins as the mean of a few
 * values: the first one alone may be off by all that the tag's noise goes, and would be held for the whole span. A value out of reach moves the
 * mean no further than one at the end of its reach, so that a wild one does not blind the tag. What stays out of reach for as many
 * rows as were within before it, at most the span of the mean, is where the mean begins anew: neither a wild first value nor a level
 * that was left for good holds it.
 */
export class Detrender {
  readonly #features: readonly number[];
  readonly #rate: Float64Array;
  readonly #gain: Float64Array;
  readonly #reach: number;
  /** The slow means before the last row, and after it; NaN = no value yet. */
  readonly #before: Float64Array;
  readonly #mean: Float64Array;
  /** For how many rows the mean holds against values out of reach: as many as were within, less those out of it, at most its span. */
  readonly #trust: Float64Array;
  /** Values that the mean is of, since it began; FEW + 1 where they are more. What is out of reach wears its hold, not this. */
  readonly #values: Float64Array;

  /** @param reach how far a distance is let in */
  constructor({ rate, gain }: Detrending, reach: number) {
    this.#rate = rate;
    this.#gain = gain;
    this.#reach = reach;
    this.#features = [...rate.keys()].filter((i) => rate[i]! > 0);
    this.#before = new Float64Array(rate.length);
    this.#mean = new Float64Array(rate.length).fill(Number.NaN);
    this.#trust = new Float64Array(rate.length);
    this.#values = new Float64Array(rate.length);
  }

  /**
   * Takes the next row. With a feature's first value, also after a reset, its slow mean begins; a missing one leaves it.
   * @param scaled NaN = missing
   * @param from position in scaled
   * @param input the same, centred; what did not settle becomes its distance from the slow mean
   * @param at position in input
   */
  step(scaled: ArrayLike<number>, from: number, input: Float32Array | Float64Array, at: number): void {
    const reach = this.#reach;
    for (const i of this.#features) {
      if (Number.isNaN(scaled[from + i]!)) {
        this.#before[i] = this.#mean[i]!;
        input[at + i] = 0;
        continue;
      }
      const x = input[at + i]!;
      const mean = Number.isNaN(this.#mean[i]!) ? x : this.#mean[i]!;
      this.#before[i] = mean;
      this.#mean[i] = this.#follow(i, x, mean);
      const off = (x - mean) * this.#gain[i]!;
      input[at + i] = off > reach ? reach : off < -reach ? -reach : off;
    }
  }

  /** Back from what was seen in place of the last row's feature to a centred value. */
  undo(i: number, seen: number): number {
    if (this.#rate[i] === 0) return seen;
    const mean = this.#before[i]!;
    return (Number.isNaN(mean) ? 0 : mean) + seen / this.#gain[i]!;
  }

  /**
   * Rows are missing before the next one. As a window bears that a part of it is missing, so does a slow mean: it has hardly gone
   * anywhere meanwhile, and a level that is another one behind the gap is a jump like any other.
   */
  pass(missed: number): void {
    for (const i of this.#features) {
      if (missed <= BEARABLE_PART * this.#trust[i]!) continue;
      this.#mean[i] = Number.NaN;
      this.#trust[i] = 0;
      this.#values[i] = 0;
    }
  }

  reset(): void {
    this.pass(Number.POSITIVE_INFINITY);
  }

  /** The slow means, then for how long they hold, then of how many values they are. Empty where nothing is followed, or nothing has come. */
  snapshot(): (number | null)[] {
    const means = this.#features.map((i) => this.#mean[i]!);
    if (means.every(Number.isNaN)) return [];
    const counts = [this.#trust, this.#values].flatMap((of) => this.#features.map((i) => of[i]!));
    return [...means.map((mean) => (Number.isNaN(mean) ? null : mean)), ...counts];
  }

  /** @param from what older versions kept has the means alone, or those and for how long they hold */
  restore(from: readonly (number | null)[] = []): void {
    this.reset();
    const count = this.#features.length;
    if (![count, 2 * count, 3 * count].includes(from.length)) return;
    this.#features.forEach((i, k) => {
      this.#mean[i] = from[k] ?? Number.NaN;
      this.#trust[i] = from[count + k] ?? 1 / this.#rate[i]!;
      this.#values[i] = from[2 * count + k] ?? (Number.isNaN(this.#mean[i]!) ? 0 : FEW + 1);
    });
  }

  /** @returns the mean after a value */
  #follow(i: number, x: number, mean: number): number {
    const rate = this.#rate[i]!;
    const far = this.#reach / this.#gain[i]!;
    const off = x - mean;
    const isBeyond = Math.abs(off) > far;
    const trust = Math.max(0, Math.min(1 / rate, this.#trust[i]! + (isBeyond ? -1 : 1)));
    this.#trust[i] = trust;
    if (isBeyond && trust === 0) {
      this.#values[i] = 1;
      return x;
    }
    if (isBeyond) return mean + rate * Math.sign(off) * far;
    this.#values[i] = Math.min(FEW, this.#values[i]!) + 1;
    return mean + weightOf(rate, this.#values[i]!) * off;
  }
}

/** Of the newest value in a slow mean that so many are in, this one included. */
export function weightOf(rate: number, values: number): number {
  return values <= FEW ? Math.max(rate, 1 / Math.max(1, values)) : rate;
}
