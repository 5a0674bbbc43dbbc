import { knownOf } from '../../math/known';
import { quantile } from '../../math/quantile';
import { warmRows } from '../ewma';
import { settledRows } from '../settled';
import { type Band, type Bands, LEAST_UNIT } from './meter';
import { type Trait, TraitTracker } from './traits';

/** Bands, and what it says about rows that it was not made from. */
export interface FittedBands {
  readonly fitted: Bands;
  /** Result of the meter for every row by bands that were made without it; NaN while the slowest trait warms up. */
  readonly heldOut: Float64Array;
}

const FOLDS = 5;
/** Parts of a feature's range: the narrowest band of its level, and the change that counts as none. */
const LEAST_WIDTH = 0.05;
const GRAIN = 0.001;
/** Narrowest band of the logarithm of an activity. */
const LEAST_RATIO = 0.05;
/** Below this a range is rounding. */
const LEAST_RANGE = 1e-6;

/** Low and high of one block of rows, by trait and feature. */
type Extremes = readonly { readonly low: Float64Array; readonly high: Float64Array }[];

/**
 * Learns where the traits of each feature are in normal operation, and calibrates that on blocks of rows that are left
 * out in turn.
 * @param rows n x size, row-major, centred, in order of time; NaN = missing
 * @param rates of the smoothing, for the level and the activity
 * @param gaps 1 where rows are missing right before this one
 */
export function fitBands(
  rows: Float32Array,
  size: number,
  rates: readonly number[],
  gaps: Uint8Array = new Uint8Array(rows.length / size),
): FittedBands {
  const kinds: readonly Trait['kind'][] = ['level', 'activity'];
  const traits = kinds.flatMap((kind) => rates.map((rate): Trait => ({ kind, rate })));
  const n = rows.length / size;
  const range = rangesOf(rows, size);
  const scale = { grain: range.map((r) => GRAIN * r), pace: paceOf(rows, size, gaps) };
  const from = Math.min(n >> 2, warmRows(Math.min(...rates)));
  const settled = settledRows(gaps, from).fill(0, 0, from);
  const foldOf = (t: number): number => Math.floor(((t - from) * FOLDS) / (n - from));
  // The traits of the first rows of a block remember the block before.
  const isHead = (t: number): boolean => foldOf(t - from) < foldOf(t);

  const [heads, rests] = [0, 1].map(() => Array.from({ length: FOLDS }, () => emptyExtremes(traits.length, size)));
  follow(rows, size, gaps, new TraitTracker(traits, scale), (tracker, t) => {
    if (settled[t] === 1) widen((isHead(t) ? heads : rests)![foldOf(t)]!, tracker);
  });
  const bandsWithout = (left: number): Omit<Band, 'unit'>[] => {
    const all = emptyExtremes(traits.length, size);
    for (let k = 0; k < FOLDS; k++) {
      if (k !== left && k !== left + 1) merge(all, heads![k]!);
      if (k !== left) merge(all, rests![k]!);
    }
    return traits.map((trait, k) => ({ ...trait, ...all[k]!, width: widths(all[k]!, trait, range) }));
  };

  const excursions = traits.map(() => new Float64Array(n).fill(Number.NaN));
  const others = rests!.map((_, k) => bandsWithout(k));
  follow(rows, size, gaps, new TraitTracker(traits, scale), (tracker, t) => {
    if (settled[t] === 0) return;
    others[foldOf(t)]!.forEach((band, k) => {
      excursions[k]![t] = largest(tracker, k, band);
    });
  });
  const bands = bandsWithout(-2).map((band, k): Band => ({ ...band, unit: unitOf(excursions[k]!) }));
  const heldOut = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    for (let k = 0; k < bands.length; k++) heldOut[t]! += (excursions[k]![t]! / bands[k]!.unit) ** 2 / bands.length;
  }
  return { fitted: { ...scale, bands }, heldOut };
}

function follow(
  rows: Float32Array,
  size: number,
  gaps: Uint8Array,
  tracker: TraitTracker,
  visit: (tracker: TraitTracker, t: number) => void,
): void {
  for (let t = 0; t * size < rows.length; t++) {
    if (gaps[t] === 1) tracker.skip();
    tracker.step(rows.subarray(t * size, (t + 1) * size));
    visit(tracker, t);
  }
}

function emptyExtremes(traits: number, size: number): Extremes {
  return Array.from({ length: traits }, () => ({
    low: new Float64Array(size).fill(Number.POSITIVE_INFINITY),
    high: new Float64Array(size).fill(Number.NEGATIVE_INFINITY),
  }));
}

function widen(extremes: Extremes, tracker: TraitTracker): void {
  extremes.forEach(({ low, high }, k) => {
    for (let i = 0; i < low.length; i++) {
      const value = tracker.value(k, i);
      if (value < low[i]!) low[i] = value;
      if (value > high[i]!) high[i] = value;
    }
  });
}

function merge(into: Extremes, other: Extremes): void {
  into.forEach(({ low, high }, k) => {
    for (let i = 0; i < low.length; i++) {
      low[i] = Math.min(low[i]!, other[k]!.low[i]!);
      high[i] = Math.max(high[i]!, other[k]!.high[i]!);
    }
  });
}

function widths({ low, high }: Extremes[number], { kind }: Trait, range: Float64Array): Float64Array {
  return low.map((l, i) => Math.max(high[i]! - l, kind === 'level' ? LEAST_WIDTH * range[i]! : LEAST_RATIO));
}

function largest(tracker: TraitTracker, k: number, { low, high, width }: Omit<Band, 'unit'>): number {
  let most = 0;
  for (let i = 0; i < low.length; i++) {
    most = Math.max(most, tracker.excursion(k, i, low[i]!, high[i]!, width[i]!));
  }
  return most;
}

function unitOf(all: Float64Array): number {
  const excursions = knownOf(all).sort();
  return excursions.length === 0 ? LEAST_UNIT : Math.max(LEAST_UNIT, quantile(excursions, 0.99));
}

/** Range of each feature; a constant one gets the mean range of those that move. */
function rangesOf(rows: Float32Array, size: number): Float64Array {
  const low = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  for (let at = 0; at < rows.length; at++) {
    const x = rows[at]!;
    if (x < low[at % size]!) low[at % size] = x;
    if (x > high[at % size]!) high[at % size] = x;
  }
  const range = high.map((h, i) => h - low[i]!);
  const moving = range.filter((r) => r > LEAST_RANGE);
  const typical = moving.length === 0 ? 1 : moving.reduce((a, b) => a + b, 0) / moving.length;
  return range.map((r) => (r > LEAST_RANGE ? r : typical));
}

function paceOf(rows: Float32Array, size: number, gaps: Uint8Array): Float64Array {
  const sum = new Float64Array(size);
  const count = new Float64Array(size);
  for (let at = size; at < rows.length; at++) {
    const change = Math.abs(rows[at]! - rows[at - size]!);
    if (Number.isNaN(change) || gaps[Math.floor(at / size)] === 1) continue;
    sum[at % size]! += change;
    count[at % size]!++;
  }
  return sum.map((s, i) => (count[i] === 0 ? 0 : s / count[i]!));
}
