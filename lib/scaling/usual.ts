import { ascending } from '../math/quantile';
import { type FeatureOutlier, outlierRows } from '../outliers/rows';
import { maskOf } from '../outliers/span';
import type { FeatureStatistics, InTime } from './statistics';

/** What is usual for a feature: its statistics without what it did once, far outside of everything else. */
export interface Usual {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Population standard deviation. */
  readonly deviation: number;
  /** See FeatureStatistics. */
  readonly independent: number;
  /** A sample of the values, ascending. */
  sorted(): Float64Array;
}

/** A range and a spread can be told from the smaller part of the records, too: a sensor may be stuck for half of a short warm-up. */
const MOST = 0.6;

/** What is usual for each feature, and what was left out for it: rows are the numbers of the records. */
export interface UsualFeatures {
  readonly features: ReadonlyMap<string, Usual>;
  readonly left: readonly FeatureOutlier[];
}

/**
 * Takes outliers out of what was collected. Features of which every value is known are looked at together, because what
 * several of them do at once is the plant's doing; the others by their samples, one by one. Where there are no outliers the
 * statistics are those of all values.
 */
export function usualFeatures(all: ReadonlyMap<string, FeatureStatistics>): UsualFeatures {
  const names = [...all.keys()];
  const whole = names.filter((name) => all.get(name)!.isWhole);
  const groups = [whole, ...names.filter((name) => !whole.includes(name)).map((name) => [name])];
  const samples = new Map(names.map((name) => [name, all.get(name)!.inTime()]));
  const left = groups.flatMap((group) => (group.length === 0 ? [] : outliersIn(group, samples)));
  const features = names.map((name) => {
    const own = left.filter(({ feature }) => feature === name);
    return [name, usual(all.get(name)!, samples.get(name)!, own)] as const;
  });
  return { features: new Map(features), left };
}

/** The same for a single feature. */
export function usualOf(of: FeatureStatistics): Usual {
  return usualFeatures(new Map([['', of]])).features.get('')!;
}

function outliersIn(group: readonly string[], samples: ReadonlyMap<string, InTime>): FeatureOutlier[] {
  const series = group.map((name) => samples.get(name)!);
  const { numbers, rows } =
    series.length === 1 ? { numbers: series[0]!.at, rows: series[0]!.values } : together(series);
  if (numbers.length === 0) return [];
  return outlierRows(group, rows, MOST).found.map((one) => {
    return { ...one, from: numbers[one.from]!, to: numbers[one.to - 1]! + 1 };
  });
}

/** Features side by side: a row for each number of a record, NaN where a feature has none of that one. */
function together(series: readonly InTime[]): { readonly numbers: readonly number[]; readonly rows: Float64Array } {
  const numbers = [...new Set(series.flatMap(({ at }) => [...at]))].sort((a, b) => a - b);
  const place = new Map(numbers.map((number, t) => [number, t]));
  const rows = new Float64Array(numbers.length * series.length).fill(Number.NaN);
  series.forEach(({ values, at }, i) => {
    values.forEach((value, k) => {
      rows[place.get(at[k]!)! * series.length + i] = value;
    });
  });
  return { numbers, rows };
}

function usual(of: FeatureStatistics, { values, at }: InTime, left: readonly FeatureOutlier[]): Usual {
  const mask = maskOf(left, (at.at(-1) ?? -1) + 1);
  const clean = ascending(values.filter((_, k) => mask[at[k]!] === 0));
  if (clean.length === 0) return of;
  const min = endOf(of.ends[0], clean[0]!, clean, left.length > 0);
  const max = endOf(of.ends[1], clean.at(-1)!, clean, left.length > 0);
  if (left.length === 0 && min === of.min && max === of.max) return of;
  const mean = clean.reduce((sum, x) => sum + x, 0) / clean.length;
  const deviation = Math.sqrt(clean.reduce((sum, x) => sum + (x - mean) ** 2, 0) / clean.length);
  const count = Math.round((of.count * clean.length) / values.length);
  const independent = Math.min(count, of.independentWithin(min, max, deviation));
  return { count, min, max, mean, deviation, independent, sorted: () => clean };
}

/** Values so far beyond a feature that has stood at one value are wild, as a multiple of it, and beside zero. */
const ABSURD = 1000;

/**
 * The end of a feature's usual range. Of many records only a sample is kept, which rarely holds a single wild value: an end
 * that lies a whole range beyond the sample's is wild unless several values lie there.
 * @param ends the few most extreme values, the most extreme first
 * @param last the sample's own end
 * @param known whether the sample held outliers: then it tells what is usual
 */
function endOf(ends: readonly number[], last: number, clean: Float64Array, known: boolean): number {
  const end = ends[0] ?? last;
  const range = clean.at(-1)! - clean[0]! || ABSURD * Math.max(1, Math.abs(last));
  const isFar = (x: number): boolean => Math.abs(x - last) > range;
  if (!isFar(end)) return known ? last : end;
  return known || !isFar(ends.at(-1)!) || ends.length < 2 ? last : end;
}
