import { multiply } from '../../matrix';
import { smooth, warmRows } from '../ewma';

/**
 * What a multivariate EWMA chart (Lowry et al. 1992, DOI 10.1080/00401706.1992.10485232) has learned: how far a stream of
 * vectors is from normal, over several time scales. On each scale the stream is smoothed exponentially and measured by
 * Mahalanobis' distance to its own normal spread. A small lasting shift that no single instant shows adds up on the slow
 * scales; a jump shows on the fast one.
 */
export interface Mewma {
  /** What the vectors are on average in normal operation. */
  readonly mean: Float64Array;
  /** From fast to slow. */
  readonly scales: readonly MewmaScale[];
}

/**
 * What a chart is of:
 * - values: the rows themselves, where the plant is in its normal range.
 * - reconstruction: the row minus what the network says of it.
 * - prediction: the row minus what the network said, one row earlier, that it would be.
 */
export interface Charted {
  readonly of: 'values' | 'reconstruction' | 'prediction';
  /** Output of the network, [features]; for values none. */
  readonly output?: string;
}

/** One time scale of the chart. */
export interface MewmaScale {
  /** Weight of the newest vector, 0..1; 1 = no smoothing. */
  readonly rate: number;
  /** Inverse of the smoothed vectors' covariance, size x size, row-major. */
  readonly precision: Float64Array;
  /** The squared distance that held-out normal vectors reach once in a hundred; distances are divided by it. */
  readonly unit: number;
}

/**
 * A scale counts for at most so many times the next faster one. What has added up over a long time then goes away soon
 * after the plant is normal again, instead of alarming on for as long as it took to add up.
 */
export const CAP = 4;

/** No scale takes more rows to forget where it began. */
const FULLY_WARM = 10_000;

/** The chart of a live stream. Holds the smoothed vectors, allocates nothing per step. */
export class MewmaChart {
  readonly #mewma: Mewma;
  readonly #off: Float64Array;
  readonly #smoothed: readonly Float64Array[];
  /** precision x smoothed, per scale; what the shares are made from. */
  readonly #weighted: readonly Float64Array[];
  readonly #warm: readonly number[];
  /** Rows since it began, up to as many as the slowest scale takes. */
  #since = 0;

  constructor(mewma: Mewma) {
    this.#mewma = mewma;
    const size = mewma.mean.length;
    this.#off = new Float64Array(size);
    this.#smoothed = mewma.scales.map(() => new Float64Array(size));
    this.#weighted = mewma.scales.map(() => new Float64Array(size));
    this.#warm = mewma.scales.map(({ rate }, s) => (s === 0 ? 0 : warmRows(rate)));
  }

  /**
   * Takes the next vector; NaN (missing) counts as average: it is no evidence, and older evidence of it fades.
   * @returns mean over the scales of the squared distance by its unit, capped; about 1 is the border of normal
   */
  step(vector: ArrayLike<number>): number {
    const { mean, scales } = this.#mewma;
    const off = this.#off;
    for (let i = 0; i < off.length; i++) off[i] = Number.isNaN(vector[i]!) ? 0 : vector[i]! - mean[i]!;
    let sum = 0;
    let limit = Number.POSITIVE_INFINITY;
    if (this.#since < FULLY_WARM) this.#since++;
    for (let s = 0; s < scales.length; s++) {
      const { rate, precision, unit } = scales[s]!;
      const smoothed = this.#smoothed[s]!;
      const weighted = this.#weighted[s]!;
      smooth(smoothed, rate, off);
      multiply(precision, smoothed, weighted);
      let distance = 0;
      for (let i = 0; i < mean.length; i++) distance += smoothed[i]! * weighted[i]!;
      const result = distance / unit;
      // What a slow mean makes of the first swing of a plant is nothing that it was learned to be: until it has forgotten where
      // it began it says nothing. Written so that NaN is not passed over.
      if (this.#since > this.#warm[s]! || Number.isNaN(result)) sum += result > limit ? limit : result;
      limit = CAP * result;
    }
    return sum / scales.length;
  }

  /**
   * Adds what each component contributes to the last result before the cap, times weight: (P x)_i^2 / P_ii, the part of the distance
   * that goes away when this component alone is put right (Alcala and Qin 2009, DOI 10.1016/j.automatica.2009.02.027).
   * Where one component is off, it has the largest part, however closely the others follow it.
   * @param positions of the components in out
   */
  share(weight: number, positions: readonly number[], out: Float64Array): void {
    const { scales } = this.#mewma;
    for (let s = 0; s < scales.length; s++) {
      const { precision, unit } = scales[s]!;
      const weighted = this.#weighted[s]!;
      const share = weight / (unit * scales.length);
      const size = weighted.length;
      for (let i = 0, ii = 0; i < size; i++, ii += size + 1) {
        out[positions[i]!]! += (share * weighted[i]! ** 2) / precision[ii]!;
      }
    }
  }

  reset(): void {
    for (const smoothed of this.#smoothed) smoothed.fill(0);
    this.#since = 0;
  }

  snapshot(): number[][] {
    return [...this.#smoothed.map((smoothed) => [...smoothed]), [this.#since]];
  }

  restore(snapshot: readonly (readonly number[])[]): void {
    this.#smoothed.forEach((smoothed, s) => {
      smoothed.fill(0);
      smoothed.set((snapshot[s] ?? []).slice(0, smoothed.length));
    });
    this.#since = snapshot[this.#smoothed.length]?.[0] ?? FULLY_WARM;
  }
}
