/** A smaller change is none, in scaled units. */
export const STANDS = 1e-6;

/**
 * What a feature that stood has moved by from row to row lately: so much of it is its way, and no jump. And for how long it has stood
 * where it is. Allocates nothing per row.
 */
export class Paces {
  readonly #features: readonly number[];
  readonly #reach: number;
  /** Smoothed absolute change, and the last value; NaN before the first. */
  readonly #pace: Float64Array;
  readonly #last: Float64Array;
  /** Rows since it moved. */
  readonly #standing: Float64Array;
  /** What the distance of the last row was multiplied by. */
  readonly #gain: Float64Array;

  /**
   * @param features those that stood
   * @param width of a row
   * @param reach a change counts for so much at most: a wild value blinds nobody
   */
  constructor(features: readonly number[], width: number, reach: number) {
    this.#features = features;
    this.#reach = reach;
    this.#pace = new Float64Array(width);
    this.#last = new Float64Array(width).fill(Number.NaN);
    this.#standing = new Float64Array(width);
    this.#gain = new Float64Array(width).fill(1);
  }

  /**
   * Takes the next value of a feature.
   * @param unit a pace up to it is none
   * @returns what its distance is to be multiplied by, from what came before it
   */
  step(i: number, x: number, rate: number, unit: number): number {
    const pace = this.#pace[i]!;
    const gain = 1 / Math.max(1, pace / unit);
    const change = Math.abs(x - this.#last[i]!);
    this.#last[i] = x;
    this.#gain[i] = gain;
    this.#standing[i] = change <= STANDS ? this.#standing[i]! + 1 : 0;
    if (!Number.isNaN(change)) this.#pace[i] = pace + rate * (Math.min(change, this.#reach) - pace);
    return gain;
  }

  /** What the last distance of a feature was multiplied by. */
  gainOf(i: number): number {
    return this.#gain[i]!;
  }

  /** Rows for which a feature has stood where it is. */
  standingOf(i: number): number {
    return this.#standing[i]!;
  }

  reset(i: number): void {
    this.#standing[i] = 0;
    this.#pace[i] = 0;
    this.#last[i] = Number.NaN;
    this.#gain[i] = 1;
  }

  /** Paces, then last values, then for how long they have stood. */
  snapshot(): (number | null)[] {
    const last = this.#features.map((i) => this.#last[i]!);
    return [
      ...this.#features.map((i) => this.#pace[i]!),
      ...last.map((x) => (Number.isNaN(x) ? null : x)),
      ...this.#features.map((i) => this.#standing[i]!),
    ];
  }

  restore(from: readonly (number | null)[]): void {
    const count = this.#features.length;
    this.#features.forEach((i, k) => {
      this.#pace[i] = from[k] ?? 0;
      this.#last[i] = from[count + k] ?? Number.NaN;
      this.#standing[i] = from[2 * count + k] ?? 0;
    });
  }
}
