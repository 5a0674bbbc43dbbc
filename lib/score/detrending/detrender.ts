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

/** Takes the slow mean from rows that come one after the other, in place. Allocates nothing per row. */
export class Detrender {
  readonly #features: readonly number[];
  readonly #rate: Float64Array;
  readonly #gain: Float64Array;
  readonly #reach: number;
  /** The slow means before the last row, and after it. */
  readonly #before: Float64Array;
  readonly #mean: Float64Array;
  #begun = false;

  /** @param reach how far a distance is let in */
  constructor({ rate, gain }: Detrending, reach: number) {
    this.#rate = rate;
    this.#gain = gain;
    this.#reach = reach;
    this.#features = [...rate.keys()].filter((i) => rate[i]! > 0);
    this.#before = new Float64Array(rate.length);
    this.#mean = new Float64Array(rate.length);
  }

  /**
   * Takes the next row. The first one, and one that begins anew, is where the slow mean begins; a missing value leaves it.
   * @param scaled NaN = missing
   * @param from position in scaled
   * @param input the same, centred; what did not settle becomes its distance from the slow mean
   * @param at position in input
   */
  step(scaled: ArrayLike<number>, from: number, input: Float32Array | Float64Array, at: number): void {
    const reach = this.#reach;
    for (const i of this.#features) {
      const x = input[at + i]!;
      const missing = Number.isNaN(scaled[from + i]!);
      const mean = this.#begun ? this.#mean[i]! : missing ? 0 : x;
      this.#before[i] = mean;
      this.#mean[i] = missing ? mean : mean + this.#rate[i]! * (x - mean);
      const off = missing ? 0 : (x - mean) * this.#gain[i]!;
      input[at + i] = off > reach ? reach : off < -reach ? -reach : off;
    }
    this.#begun = true;
  }

  /** Back from what was seen in place of the last row's feature to a centred value. */
  undo(i: number, seen: number): number {
    return this.#rate[i] === 0 ? seen : this.#before[i]! + seen / this.#gain[i]!;
  }

  reset(): void {
    this.#begun = false;
  }

  /** Empty where nothing is followed, or nothing has come. */
  snapshot(): number[] {
    return this.#begun ? this.#features.map((i) => this.#mean[i]!) : [];
  }

  restore(from: readonly number[] = []): void {
    this.reset();
    if (from.length === 0 || from.length !== this.#features.length) return;
    this.#features.forEach((i, k) => {
      this.#mean[i] = from[k]!;
    });
    this.#begun = true;
  }
}
