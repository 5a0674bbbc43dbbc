import { pieces } from '../../math/pieces';
import { BEARABLE_PART } from '../../time/missing';
import { Paces } from './paces';

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
  /**
   * 1 = never moved while learning. Nothing tells how far such a feature may go, only that it went: where it stays is its new level,
   * and back where it stood it is as it was. One that moves from then on is judged by how it has moved lately.
   */
  readonly stood: Uint8Array;
}

/** So far from where it stood, in scaled units (a twentieth of what a constant may be expected to move), a feature is still there. */
export const AT_HOME = 0.05;

/** Nothing wanders. */
export function settled(width: number): Detrending {
  return { rate: new Float64Array(width), gain: new Float64Array(width).fill(1), stood: new Uint8Array(width) };
}

/** Whether where a feature was while learning says nothing of what is normal: how it moves is judged. */
export function isWandering({ rate, stood }: Detrending, i: number): boolean {
  return rate[i]! > 0 && stood[i] !== 1;
}

/**
 * Takes the slow mean from rows that come one after the other, in place. Allocates nothing per row. It begins as the mean of a few
 * values: the first one alone may be off by all that the tag's noise goes, and would be held for the whole span. A value out of reach moves the
 * mean no further than one at the end of its reach, so that a wild one does not blind the tag. What stays out of reach for as many
 * rows as were within before it, at most the span of the mean, is where the mean begins anew: neither a wild first value nor a level
 * that was left for good holds it.
 *
 * What stood begins where it stood. The longer it stands elsewhere, the faster its mean moves, so that a new level is usual after a time that
 * ends, and a way on and on is none.
 */
export class Detrender {
  readonly #features: readonly number[];
  readonly #rate: Float64Array;
  readonly #gain: Float64Array;
  readonly #stood: Uint8Array;
  readonly #reach: number;
  /** The slow means before the last row, and after it; NaN = no value yet. */
  readonly #before: Float64Array;
  readonly #mean: Float64Array;
  /** For how many rows the mean holds against values out of reach: as many as were within, less those out of it, at most its span. */
  readonly #trust: Float64Array;
  /** Values that the mean is of, since it began; FEW + 1 where they are more. What is out of reach wears its hold, not this. */
  readonly #values: Float64Array;
  /** Of those that stood; absent where none did. */
  readonly #paces: Paces | undefined;

  /** @param reach how far a distance is let in */
  constructor({ rate, gain, stood }: Detrending, reach: number) {
    this.#rate = rate;
    this.#gain = gain;
    this.#stood = stood;
    this.#reach = reach;
    this.#features = [...rate.keys()].filter((i) => rate[i]! > 0);
    // Most assets have none.
    const [before, mean, trust, values] = pieces(4, this.#features.length === 0 ? 0 : rate.length);
    this.#before = before!;
    this.#mean = mean!.fill(Number.NaN);
    this.#trust = trust!;
    this.#values = values!;
    const standing = this.#features.filter((i) => stood[i] === 1);
    this.#paces = standing.length > 0 ? new Paces(standing, rate.length, reach) : undefined;
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
      const mean = this.#beginning(i, x);
      const isStanding = this.#stood[i] === 1;
      const gain = isStanding ? this.#paces!.step(i, x, this.#rate[i]!, AT_HOME) : this.#gain[i]!;
      this.#before[i] = mean;
      this.#mean[i] = this.#follow(i, x, mean);
      const off = (x - mean) * gain;
      input[at + i] = off > reach ? reach : off < -reach ? -reach : off;
    }
  }

  /** Back from what was seen in place of the last row's feature to a centred value. */
  undo(i: number, seen: number): number {
    if (this.#rate[i] === 0) return seen;
    const mean = this.#before[i]!;
    const gain = this.#stood[i] === 1 ? this.#paces!.gainOf(i) : this.#gain[i]!;
    return (Number.isNaN(mean) ? 0 : mean) + seen / gain;
  }

  /**
   * Rows are missing before the next one. As a window bears that a part of it is missing, so does a slow mean: it has hardly gone
   * anywhere meanwhile, and a level that is another one behind the gap is a jump like any other. A level that a constant went to is not
   * told anew behind every gap.
   */
  pass(missed: number): void {
    for (const i of this.#features) {
      if (missed <= (this.#stood[i] === 1 ? Number.MAX_VALUE : BEARABLE_PART * this.#trust[i]!)) continue;
      this.#mean[i] = Number.NaN;
      this.#trust[i] = 0;
      this.#values[i] = 0;
      this.#paces?.reset(i);
    }
  }

  reset(): void {
    this.pass(Number.POSITIVE_INFINITY);
  }

  /**
   * The slow means, then for how long they hold, then of how many values they are, then how what stood has moved. Empty where nothing is
   * followed, or nothing has come.
   */
  snapshot(): (number | null)[] {
    const means = this.#features.map((i) => this.#mean[i]!);
    if (means.every(Number.isNaN)) return [];
    const counts = [this.#trust, this.#values].flatMap((of) => this.#features.map((i) => of[i]!));
    return [...means.map((mean) => (Number.isNaN(mean) ? null : mean)), ...counts, ...(this.#paces?.snapshot() ?? [])];
  }

  /** @param from what older versions kept has the means alone, or those and for how long they hold */
  restore(from: readonly (number | null)[] = []): void {
    this.reset();
    const count = this.#features.length;
    const paces = this.#paces?.snapshot().length ?? 0;
    if (![count, 2 * count, 3 * count + paces].includes(from.length)) return;
    this.#paces?.restore(from.slice(3 * count));
    this.#features.forEach((i, k) => {
      this.#mean[i] = from[k] ?? Number.NaN;
      this.#trust[i] = from[count + k] ?? 1 / this.#rate[i]!;
      this.#values[i] = from[2 * count + k] ?? (Number.isNaN(this.#mean[i]!) ? 0 : FEW + 1);
    });
  }

  /** The slow mean that a value is measured from. */
  #beginning(i: number, x: number): number {
    const isStanding = this.#stood[i] === 1;
    if (isStanding && Math.abs(x) <= AT_HOME) return 0;
    const mean = this.#mean[i]!;
    return Number.isNaN(mean) ? (isStanding ? 0 : x) : mean;
  }

  /** How far the mean of what stood moves in its span. */
  #speed(i: number, off: number): number {
    return Math.max(Math.abs(off), Math.min(1, this.#rate[i]! * this.#paces!.standingOf(i)));
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
    if (this.#stood[i] === 1) return mean + Math.sign(off) * Math.min(Math.abs(off), rate * this.#speed(i, off));
    this.#values[i] = Math.min(FEW, this.#values[i]!) + 1;
    return mean + weightOf(rate, this.#values[i]!) * off;
  }
}

/** Of the newest value in a slow mean that so many are in, this one included. */
export function weightOf(rate: number, values: number): number {
  return values <= FEW ? Math.max(rate, 1 / Math.max(1, values)) : rate;
}
