import { alike } from '../../alike';
import { addShares, LiveRoom, smoothedDistance, Workbench } from '../../engine/wasm/live-numbers';
import { warmRows } from '../ewma';
import { type Root, rootSize, unpackRoot } from '../root';

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
  /** Of the inverse of the smoothed vectors' covariance. */
  readonly root: Root;
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

/** How fast one scale is; the same for all charts of the same settings. */
interface Pace {
  readonly rate: number;
  /** Rows that it takes to forget where it began. */
  readonly warm: number;
}

/**
 * The chart of a live stream. Its numbers lie where the kernels work and nowhere else: scale after scale the smoothed vectors as
 * doubles, then the roots, then what the shares are multiplied by. Allocates nothing per step.
 */
export class MewmaChart {
  readonly #mean: Float64Array;
  readonly #paces: readonly Pace[];
  /** By scale, see MewmaScale. */
  readonly #units: readonly number[];
  readonly #workbench: Workbench;
  readonly #room: LiveRoom;
  /** Bytes of a scale's smoothed vector and of its root, and where the roots and the fractions begin. */
  readonly #vector: number;
  readonly #root: number;
  readonly #roots: number;
  readonly #fractions: number;
  /** Rows since it began, up to as many as the slowest scale takes. */
  #since = 0;

  constructor({ mean, scales }: Mewma) {
    const size = mean.length;
    this.#mean = mean;
    this.#workbench = Workbench.of(size);
    const { padded } = this.#workbench;
    this.#vector = 8 * padded;
    this.#root = 4 * rootSize(size);
    this.#roots = scales.length * this.#vector;
    this.#fractions = this.#roots + scales.length * this.#root;
    this.#room = new LiveRoom(this.#fractions + scales.length * 4 * padded);
    this.#paces = alike(scales.map(({ rate }, s) => ({ rate, warm: s === 0 ? 0 : warmRows(rate) })));
    this.#units = scales.map(({ unit }) => unit);
    scales.forEach(({ root, unit }, s) => {
      this.#room.singles(this.#roots + s * this.#root, root.length).set(root);
      this.#room.singles(this.#fractions + s * 4 * padded, size).set(fractionsOf(root, size, unit * scales.length));
    });
  }

  /**
   * Takes the next vector; NaN (missing) counts as average: it is no evidence, and older evidence of it fades.
   * @returns mean over the scales of the squared distance by its unit, capped; about 1 is the border of normal
   */
  step(vector: ArrayLike<number>): number {
    const mean = this.#mean;
    const workbench = this.#workbench;
    const off = workbench.x;
    for (let i = 0; i < mean.length; i++) off[i] = Number.isNaN(vector[i]!) ? 0 : vector[i]! - mean[i]!;
    off.fill(0, mean.length);
    let sum = 0;
    let limit = Number.POSITIVE_INFINITY;
    if (this.#since < FULLY_WARM) this.#since++;
    let smoothed = this.#room.at;
    let root = smoothed + this.#roots;
    const { xAt, singleAt, saidAt, padded } = workbench;
    const units = this.#units;
    for (let s = 0; s < units.length; s++) {
      const { rate, warm } = this.#paces[s]!;
      const result = smoothedDistance(xAt, smoothed, root, singleAt, saidAt, padded, rate) / units[s]!;
      smoothed += this.#vector;
      root += this.#root;
      // What a slow mean makes of the first swing of a plant is nothing that it was learned to be: until it has forgotten where
      // it began it says nothing. Written so that NaN is not passed over.
      if (this.#since > warm || Number.isNaN(result)) sum += result > limit ? limit : result;
      limit = CAP * result;
    }
    return sum / units.length;
  }

  /**
   * Adds what each component contributes to the last result before the cap, times weight: (P x)_i^2 / P_ii, the part of the distance
   * that goes away when this component alone is put right (Alcala and Qin 2009, DOI 10.1016/j.automatica.2009.02.027).
   * Where one component is off, it has the largest part, however closely the others follow it.
   * @param positions of the components in out
   */
  share(weight: number, positions: readonly number[], out: Float64Array): void {
    const workbench = this.#workbench;
    const { singleAt, saidAt, sharesAt, padded } = workbench;
    const shares = workbench.shares.fill(0);
    let smoothed = this.#room.at;
    let root = smoothed + this.#roots;
    let fractions = smoothed + this.#fractions;
    for (let s = 0; s < this.#units.length; s++) {
      addShares(root, smoothed, singleAt, saidAt, fractions, sharesAt, padded);
      smoothed += this.#vector;
      root += this.#root;
      fractions += 4 * padded;
    }
    for (let i = 0; i < this.#mean.length; i++) out[positions[i]!]! += weight * shares[i]!;
  }

  reset(): void {
    this.#room.doubles(0, this.#roots / 8).fill(0);
    this.#since = 0;
  }

  snapshot(): number[][] {
    return [...this.#units.map((_, s) => [...this.#smoothed(s)]), [this.#since]];
  }

  restore(snapshot: readonly (readonly number[])[]): void {
    const size = this.#mean.length;
    for (let s = 0; s < this.#units.length; s++) {
      this.#smoothed(s)
        .fill(0)
        .set((snapshot[s] ?? []).slice(0, size));
    }
    this.#since = snapshot[this.#units.length]?.[0] ?? FULLY_WARM;
  }

  /** A copy of what it has learned. */
  learned(): Mewma {
    const size = rootSize(this.#mean.length);
    return {
      mean: this.#mean,
      scales: this.#paces.map(({ rate }, s) => {
        return { rate, unit: this.#units[s]!, root: this.#room.singles(this.#roots + s * this.#root, size).slice() };
      }),
    };
  }

  dispose(): void {
    this.#room.dispose();
  }

  #smoothed(scale: number): Float64Array {
    return this.#room.doubles(scale * this.#vector, this.#mean.length);
  }
}

/** 1 / (P_ii times `times`), by component. */
function fractionsOf(root: Root, size: number, times: number): Float32Array {
  const square = unpackRoot(root, size);
  return Float32Array.from({ length: size }, (_, i) => {
    let sum = 0;
    for (let k = i; k < size; k++) sum += square[i * size + k]! ** 2;
    return 1 / (sum * times);
  });
}
