import { createRandom, type Random } from '../math/random';
import type { Scaling } from '../record/record';
import { featureScale, type ScalingMethod } from './methods';
import { createScaling } from './scaling';
import { FeatureStatistics, type StatisticsSnapshot } from './statistics';
import { usualOf } from './usual';

/** A fit in progress as plain JSON. */
export interface FitSnapshot {
  readonly method: ScalingMethod;
  readonly random: readonly [number, number, number, number];
  readonly features: readonly StatisticsSnapshot[];
}

/**
 * Learns a scaling from rows that come one at a time, in memory that does not grow with them.
 *
 *     const fit = new ScalingFit('minmax', 2);
 *     for (const row of rows) fit.add(row);
 *     const scaling = fit.finish();
 *     transform(scaling, [20.5, 1.2], out);
 */
export class ScalingFit {
  readonly #method: ScalingMethod;
  readonly #random: Random;
  readonly #features: readonly FeatureStatistics[];

  /** @param from the number of features of a fresh fit, or a snapshot to go on from */
  constructor(method: ScalingMethod, from: number | FitSnapshot, seed = 1) {
    this.#method = method;
    this.#random = createRandom(typeof from === 'number' ? seed : from.random);
    this.#features =
      typeof from === 'number'
        ? Array.from({ length: from }, () => new FeatureStatistics())
        : from.features.map((f) => new FeatureStatistics(f));
  }

  /**
   * Learns from one row; NaN (missing) is left out.
   * @throws RangeError when the row has another length or holds Infinity; nothing is learned from it then
   */
  add(row: ArrayLike<number>): void {
    const features = this.#features;
    if (row.length !== features.length)
      throw new RangeError(`a row has ${row.length} features instead of ${features.length}`);
    for (let i = 0; i < row.length; i++) {
      if (Math.abs(row[i]!) === Infinity) throw new RangeError(`feature ${i} of a row is not finite`);
    }
    for (let i = 0; i < row.length; i++) {
      if (!Number.isNaN(row[i]!)) features[i]!.add(row[i]!, this.#random);
    }
  }

  /**
   * What a feature did once, far outside of everything else, has no part in it.
   * @param clean whether it is known that there is nothing of that kind
   */
  finish(clean = false): Scaling {
    return createScaling(
      this.#method,
      this.#features.map((f) => featureScale(this.#method, clean ? f : usualOf(f))),
    );
  }

  snapshot(): FitSnapshot {
    return { method: this.#method, random: this.#random.snapshot(), features: this.#features.map((f) => f.snapshot()) };
  }
}

/** Fits a whole set of rows (features order, NaN = missing) at once. @param clean see ScalingFit.finish */
export function fitScaling(
  method: ScalingMethod,
  rows: Iterable<ArrayLike<number>>,
  width: number,
  seed = 1,
  clean = false,
): Scaling {
  const fit = new ScalingFit(method, width, seed);
  for (const row of rows) fit.add(row);
  return fit.finish(clean);
}
