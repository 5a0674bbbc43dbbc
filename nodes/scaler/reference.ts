import { toGrain } from '../../lib/math/digits';
import { quantile } from '../../lib/math/quantile';
import { type FeatureScale, featureScale, type ScalingMethod } from '../../lib/scaling/methods';
import type { Usual } from '../../lib/scaling/usual';

/** Of the least distance of two edges they are as exact as one part in so many. */
const STEPS = 1000;
/** Digits of how many independent values there are. */
const DIGITS = 4;

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
  /** How many independent values the learned ones are worth, and how many of them one value. */
  readonly independent: number;
  readonly worth: number;
}

/** How a feature is scaled from now on, and what its later values are compared with. */
export function referenceOf(method: ScalingMethod, of: Usual): Reference {
  const sorted = of.sorted();
  const edges = edgesOf(sorted);
  const counts = new Array<number>(BINS).fill(0);
  for (const value of sorted) counts[binOf(edges, value)]!++;
  return {
    ...featureScale(method, of),
    min: of.min,
    max: of.max,
    edges,
    shares: counts.map((n) => n / sorted.length),
    independent: Number(of.independent.toPrecision(DIGITS)),
    worth: Number((of.independent / of.count).toPrecision(DIGITS)),
  };
}

/** Deciles with no more digits than tell the nearest two apart: a tag that is mostly quiet has them close together, however far its bursts go. */
function edgesOf(sorted: ArrayLike<number>): number[] {
  const edges = Array.from({ length: BINS - 1 }, (_, k) => quantile(sorted, (k + 1) / BINS));
  const gaps = edges.slice(1).map((edge, k) => edge - edges[k]!);
  const least = Math.min(...gaps.filter((gap) => gap > 0));
  return edges.map((edge) => toGrain(edge, least / STEPS));
}

/** A value on an edge belongs below it, here and in References.binOf. */
function binOf(edges: readonly number[], value: number): number {
  const bin = edges.findIndex((edge) => value <= edge);
  return bin < 0 ? BINS - 1 : bin;
}
