import { quantile } from '../../lib/quantile';
import { type FeatureScale, featureScale, type ScalingMethod } from '../../lib/scaling/methods';
import type { FeatureStatistics } from '../../lib/scaling/statistics';

/** Bins of the drift comparison: deciles of what was learned. */
export const BINS = 10;

/** What was learned of one feature, frozen: how it is scaled and what is usual for it. Plain JSON. */
export interface Reference extends FeatureScale {
  readonly min: number;
  readonly max: number;
  /** Upper edges of all bins but the last, ascending. */
  readonly edges: readonly number[];
  /** Share of the learned values in each bin. */
  readonly shares: readonly number[];
  /** How many independent values the learned ones are worth. */
  readonly independent: number;
  /** Correlation of neighbouring values. */
  readonly autocorrelation: number;
}

export function referenceOf(method: ScalingMethod, of: FeatureStatistics): Reference {
  const sorted = of.sorted();
  const edges = Array.from({ length: BINS - 1 }, (_, k) => quantile(sorted, (k + 1) / BINS));
  const counts = new Array<number>(BINS).fill(0);
  for (const value of sorted) counts[binOf(edges, 0, value)]!++;
  return {
    ...featureScale(method, of),
    min: of.min,
    max: of.max,
    edges,
    shares: counts.map((n) => n / sorted.length),
    independent: independent(of.count, of.autocorrelation),
    autocorrelation: of.autocorrelation,
  };
}

/** Bin of a value among BINS - 1 edges that start at `from`; a value on an edge belongs below it. */
export function binOf(edges: ArrayLike<number>, from: number, value: number): number {
  let bin = 0;
  while (bin < BINS - 1 && value > edges[from + bin]!) bin++;
  return bin;
}

/** Effective sample size of an autoregressive series (Bayley, Hammersley 1946, DOI 10.2307/2983560). */
export function independent(count: number, autocorrelation: number): number {
  return Math.max(1, (count * (1 - autocorrelation)) / (1 + autocorrelation));
}
