import { LiveNumbers, smoothedDistance } from '../../engine/wasm/live-numbers';
import { warmRows } from '../ewma';

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

/** One scale at work. */
interface LiveScale {
  readonly rate: number;
  readonly unit: number;
  /** Rows that it takes to forget where it began. */
  readonly warm: number;
  readonly smoothed: LiveNumbers<Float64Array>;
  readonly precision: LiveNumbers<Float64Array>;
  /** precision x smoothed; what the shares are made from. */
  readonly weighted: LiveNumbers<Float64Array>;
  /** 1 / (P_ii x unit x number of scales); what the shares are multiplied by. */
  readonly fractions: Float64Array;
}

/** The kernels work on so many numbers at a time; what is added is 0. */
const LANES = 4;

/** The chart of a live stream. Holds the smoothed vectors, allocates nothing per step. */
export class MewmaChart {
  readonly #mean: Float64Array;
  /** As the kernels take it. */
  readonly #padded: number;
  readonly #off: LiveNumbers<Float64Array>;
  readonly #scales: readonly LiveScale[];
  /** Rows since it began, up to as many as the slowest scale takes. */
  #since = 0;

  constructor({ mean, scales }: Mewma) {
    const size = mean.length;
    this.#mean = mean;
    this.#padded = Math.ceil(size / LANES) * LANES;
    this.#off = LiveNumbers.doubles(this.#padded);
    this.#scales = scales.map(({ rate, precision, unit }, s) => ({
      rate,
      unit,
      warm: s === 0 ? 0 : warmRows(rate),
      smoothed: LiveNumbers.doubles(this.#padded),
      precision: this.#square(precision),
      weighted: LiveNumbers.doubles(this.#padded),
      fractions: mean.map((_, i) => 1 / (precision[i * (size + 1)]! * unit * scales.length)),
    }));
  }

  /**
   * Takes the next vector; NaN (missing) counts as average: it is no evidence, and older evidence of it fades.
   * @returns mean over the scales of the squared distance by its unit, capped; about 1 is the border of normal
   */
  step(vector: ArrayLike<number>): number {
    const mean = this.#mean;
    const off = this.#off.view;
    for (let i = 0; i < mean.length; i++) off[i] = Number.isNaN(vector[i]!) ? 0 : vector[i]! - mean[i]!;
    let sum = 0;
    let limit = Number.POSITIVE_INFINITY;
    if (this.#since < FULLY_WARM) this.#since++;
    for (const { rate, unit, warm, smoothed, precision, weighted } of this.#scales) {
      const { at } = this.#off;
      const result = smoothedDistance(at, smoothed.at, weighted.at, precision.at, this.#padded, rate) / unit;
      // What a slow mean makes of the first swing of a plant is nothing that it was learned to be: until it has forgotten where
      // it began it says nothing. Written so that NaN is not passed over.
      if (this.#since > warm || Number.isNaN(result)) sum += result > limit ? limit : result;
      limit = CAP * result;
    }
    return sum / this.#scales.length;
  }

  /**
   * Adds what each component contributes to the last result before the cap, times weight: (P x)_i^2 / P_ii, the part of the distance
   * that goes away when this component alone is put right (Alcala and Qin 2009, DOI 10.1016/j.automatica.2009.02.027).
   * Where one component is off, it has the largest part, however closely the others follow it.
   * @param positions of the components in out
   */
  share(weight: number, positions: readonly number[], out: Float64Array): void {
    for (const { weighted, fractions } of this.#scales) {
      const { view } = weighted;
      for (let i = 0; i < fractions.length; i++) out[positions[i]!]! += weight * fractions[i]! * view[i]! * view[i]!;
    }
  }

  reset(): void {
    for (const { smoothed } of this.#scales) smoothed.view.fill(0);
    this.#since = 0;
  }

  snapshot(): number[][] {
    const size = this.#mean.length;
    return [...this.#scales.map(({ smoothed }) => [...smoothed.view.subarray(0, size)]), [this.#since]];
  }

  restore(snapshot: readonly (readonly number[])[]): void {
    this.#scales.forEach(({ smoothed }, s) => {
      smoothed.view.fill(0).set((snapshot[s] ?? []).slice(0, this.#mean.length));
    });
    this.#since = snapshot[this.#scales.length]?.[0] ?? FULLY_WARM;
  }

  dispose(): void {
    this.#off.dispose();
    for (const { smoothed, precision, weighted } of this.#scales) {
      smoothed.dispose();
      precision.dispose();
      weighted.dispose();
    }
  }

  #square(matrix: Float64Array): LiveNumbers<Float64Array> {
    const size = this.#mean.length;
    const square = LiveNumbers.doubles(this.#padded ** 2);
    for (let i = 0; i < size; i++) square.view.set(matrix.subarray(i * size, (i + 1) * size), i * this.#padded);
    return square;
  }
}
