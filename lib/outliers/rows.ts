import { ascending, quantile } from '../math/quantile';
import { derivationOf } from '../record/features';
import { columnOf } from '../record/rows';
import { garbledRows } from './garbled';
import { type Outlier, type OutlierReason, outliersOf, type SeriesOutliers } from './series';
import { maskOf, type Span } from './span';

/** What is left out of a training, and why. */
export interface OutlierRows {
  /** Rows left out: 1; the others: 0. */
  readonly mask: Uint8Array;
  /** In order of time; empty when all rows are examples of normal operation. */
  readonly found: readonly FeatureOutlier[];
  /** Features whose outliers were too many to be left out: they were learned. */
  readonly kept: readonly string[];
}

export interface FeatureOutlier extends Outlier {
  readonly feature: string;
}

/** More than this part of the rows is not left out of a training: then the exception is what the source does. */
const MOST = 1 / 3;
/** What happens in several features within so many rows happens to the plant. */
const TOGETHER = 3;
/** What an order does once and is no outlier. */
const ORDERED: ReadonlySet<OutlierReason> = new Set(['spike', 'burst', 'stuck']);
/** A value between these quantiles of a feature is one of its usual ones. */
const USUAL = [0.05, 0.95] as const;

/**
 * Finds the rows that are no example of normal operation. A burst or a standstill that several features share is a state of
 * the plant and stays; unless they all stand still in the midst of their usual values, as when a gateway repeats
 * its last message.
 * @param rows count x features, row-major, in order of time; NaN = missing
 * @param most part of the rows that may be left out; beyond, the features with the most outliers are kept as they are
 * @param orders features by which the plant is told what to do, and those that tell how far it is from that: where an order
 *   goes, and for how long, is an operator's choice, and the plant takes its time
 */
export function outlierRows(
  features: readonly string[],
  rows: Float64Array,
  most = MOST,
  orders: ReadonlySet<string> = new Set(),
): OutlierRows {
  const n = rows.length / features.length;
  const columns = features.map((_, i) => columnOf(rows, features.length, i));
  const own = ownOutliers(columns).map((found, i) => {
    if (!orders.has(features[i]!)) return found;
    // Of a difference both sides are looked at by themselves.
    return derivationOf(features[i]!) === undefined ? found.filter(({ reason }) => !ORDERED.has(reason)) : [];
  });
  const given = new Set<number>();
  for (;;) {
    const found = own.flatMap((outliers, i) =>
      given.has(i) ? [] : outliers.map((one) => ({ ...one, feature: features[i]! })),
    );
    const mask = maskOf(found, n);
    if (count(mask) <= most * n) {
      return { mask, found: found.sort((a, b) => a.from - b.from), kept: [...given].map((i) => features[i]!) };
    }
    const sizes = own.map((outliers, i) => (given.has(i) ? 0 : count(maskOf(outliers, n))));
    given.add(sizes.indexOf(Math.max(...sizes)));
  }
}

/** By feature, what is no example of normal operation, all features considered. */
function ownOutliers(columns: readonly Float64Array[]): readonly (readonly Outlier[])[] {
  const series = columns.map((values) => outliersOf(values));
  const all = series.map(({ outliers }) => outliers);
  const measuring = series.flatMap(({ isMeasurement }, i) => (isMeasurement ? [i] : []));
  const pick = <T>(list: readonly T[]): T[] => measuring.map((i) => list[i]!);
  const garbled = garbledRows(pick(columns), pick<SeriesOutliers>(series));
  return all.map((found, i) => {
    const alone = found.filter((one) => !isShared(one, i, series, columns, measuring.length));
    if (!measuring.includes(i)) return alone;
    const value = (t: number): number => columns[i]![t]!;
    const outlying = new Set(garbled.filter((t) => series[i]!.peaks.some(({ from, to }) => t >= from && t < to)));
    return [
      ...alone,
      ...[...outlying].map((t): Outlier => ({ from: t, to: t + 1, reason: 'rubbish', value: value(t) })),
    ];
  });
}

/** How many of the rows were left out for which reason; a row with two reasons counts for both. */
export function countReasons(found: readonly FeatureOutlier[], n: number): Partial<Record<OutlierReason, number>> {
  const counts: Partial<Record<OutlierReason, number>> = {};
  for (const reason of new Set(found.map((one) => one.reason))) {
    counts[reason] = count(
      maskOf(
        found.filter((one) => one.reason === reason),
        n,
      ),
    );
  }
  return counts;
}

function isShared(
  one: Outlier,
  i: number,
  series: readonly SeriesOutliers[],
  columns: readonly Float64Array[],
  moving: number,
): boolean {
  if (one.reason === 'stuck') return isStandstill(one, i, series, columns, moving);
  return one.reason === 'burst' && columns.some((values, k) => k !== i && takesPart(one, series[k]!, values));
}

/** Whether another feature begins and ends something at the same time: a burst of its own, a jump, or a change of state. */
function takesPart({ from, to }: Span, { outliers, jump }: SeriesOutliers, values: Float64Array): boolean {
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= TOGETHER;
  if (outliers.some((o) => (o.reason === 'burst' || o.reason === 'stuck') && near(o.from, from) && near(o.to, to)))
    return true;
  // A state changes by any step; a measurement, or an order that is a number, by one unlike its other steps.
  const changes = (t: number): boolean => {
    for (let u = Math.max(1, t - TOGETHER); u <= Math.min(values.length - 1, t + TOGETHER); u++) {
      if (Math.abs(values[u]! - values[u - 1]!) > jump) return true;
    }
    return false;
  };
  return (from === 0 || changes(from)) && (to === values.length || changes(to)) && (from > 0 || to < values.length);
}

function isStandstill(
  one: Outlier,
  i: number,
  series: readonly SeriesOutliers[],
  columns: readonly Float64Array[],
  moving: number,
): boolean {
  const still = columns.flatMap((_, k) => {
    const other =
      k === i
        ? one
        : series[k]!.outliers.find((o) => o.reason === 'stuck' && overlap(o, one) >= 0.5 * (one.to - one.from));
    return other === undefined ? [] : [{ k, ...other }];
  });
  if (still.length < 2 || still.length < 0.5 * moving) return false;
  const usual = still.filter(({ k, ...span }) => isUsual(columns[k]!, span));
  return usual.length <= 0.5 * still.length;
}

/** Whether a feature that stands still does so in the midst of the values that it has otherwise. */
function isUsual(values: Float64Array, { from, to, value }: Outlier): boolean {
  const others = ascending(values.filter((x, t) => (t < from || t >= to) && !Number.isNaN(x)));
  if (others.length === 0) return false;
  return value > quantile(others, USUAL[0]) && value < quantile(others, USUAL[1]);
}

function overlap(a: Span, b: Span): number {
  return Math.min(a.to, b.to) - Math.max(a.from, b.from);
}

function count(mask: Uint8Array): number {
  return mask.reduce((sum, x) => sum + x, 0);
}
