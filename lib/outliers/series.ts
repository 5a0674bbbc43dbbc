import { ascending, quantile } from '../math/quantile';
import { type Excursion, excursionsOf, restlessSpells } from './excursions';
import { maskOf, type Span } from './span';
import { stuckRuns } from './stuck';
import { breakOf } from './tail';

/** Why rows are no example of normal operation. */
export type OutlierReason = 'wild value' | 'spike' | 'burst' | 'stuck' | 'rubbish';

/** What one feature did in rows [from, to) that it does nowhere else. */
export interface Outlier extends Span {
  readonly reason: OutlierReason;
  /** The first of the values. */
  readonly value: number;
}

/** Fewer values tell nothing. */
const FEWEST = 20;
/** Up to so many different values are states, flags or set points. */
const STATES = 10;
/** A value that is held changes at least in so many of the rows; one that does so more seldom stands still by nature. */
const HELD = 0.1;
/** Jumps below this part of the middle half's breadth do not matter. */
const SMALL = 1 / 8;
/** A value that is come back to so often is a step of the source. */
const VISITS = 3;
/** Longest excursion that is no operating point, in rows and as a part of all. */
const BRIEF_ROWS = 25;
const BRIEF = 0.05;
const BRIEF_MOST = 1 / 8;
/** This many middle halves outside of the middle half is wild. */
const WILD = 3;
/** Where a feature has states only, one value counts as wild beyond this many times the largest other one; beside zeros alone, beyond so much. */
const ABSURD = 50;
const ABSURD_BESIDE_ZERO = 1000;
/** Excursions of one side that come so often, all over the time, are what the plant does. */
const OFTEN = 5;
/** Levels that differ by less than this part of the excursion are one level. */
const SAME_LEVEL = 0.3;
/** Spells at least so long that come back are a restless phase of the plant. */
const PHASE = 10;

/**
 * Finds what a feature does once, far outside of everything else that it does: wild values, spikes, bursts, stuck stretches and
 * rubbish. What comes back (an operating point, a phase, a valve that opens at times) is not among it, nor what lasts,
 * nor the tail of a skewed distribution.
 * @param values in order of time; NaN = missing
 */
export function outliersOf(values: Float64Array): SeriesOutliers {
  const at = present(values);
  const all = new Part(picked(values, at), upTo(at.length));
  const isMeasurement = !hasStates(all);
  const jump = isMeasurement ? all.jumpSize : 0;
  if (at.length < FEWEST) return { outliers: [], peaks: [], isMeasurement, jump };
  const { found, peaks } = isMeasurement ? ofMeasurement(all) : { found: absurd(all.values), peaks: [] };
  const outliers = back(at, found).map((one) => ({ ...one, value: values[one.from]! }));
  return { outliers, peaks: back(at, peaks), isMeasurement, jump };
}

/** Where values are there. */
function present(values: Float64Array): Int32Array {
  const at = new Int32Array(values.length);
  let count = 0;
  for (let t = 0; t < values.length; t++) if (!Number.isNaN(values[t]!)) at[count++] = t;
  return at.subarray(0, count);
}

function picked(values: Float64Array, at: Int32Array): Float64Array {
  const some = new Float64Array(at.length);
  for (let k = 0; k < at.length; k++) some[k] = values[at[k]!]!;
  return some;
}

function upTo(count: number): Int32Array {
  const at = new Int32Array(count);
  for (let t = 0; t < count; t++) at[t] = t;
  return at;
}

/** What is odd in one feature, and what would be if it did not come back. */
export interface SeriesOutliers {
  readonly outliers: readonly Outlier[];
  /** Spikes that come back: of the plant, as far as this feature tells. */
  readonly peaks: readonly Span[];
  /** Whether it is a number that moves, not one of a few states. */
  readonly isMeasurement: boolean;
  /** A change beyond this is unlike its others: see Part.jumpSize. Of states each is. */
  readonly jump: number;
}

type Found = Span & { readonly reason: OutlierReason };

/** Whether a feature has a few values only, or stays at one most of the time: there is no usual spread to compare with. */
function hasStates(part: Part): boolean {
  const { values } = part;
  const levels = new Set<number>();
  for (let t = 0; t < values.length && levels.size <= STATES; t++) levels.add(values[t]!);
  if (levels.size <= STATES) return true;
  const [low, high] = part.middleHalf;
  return low === high;
}

function absurd(values: Float64Array): Found[] {
  const sizes = ascending(values.map(Math.abs));
  const usual = quantile(sizes, 0.9);
  const limit = usual > 0 ? ABSURD * usual : ABSURD_BESIDE_ZERO;
  return [...values.keys()].flatMap((t) =>
    Math.abs(values[t]!) > limit ? [{ from: t, to: t + 1, reason: 'wild value' as const }] : [],
  );
}

/** Stuck stretches first, then what is restless, then spikes, then bursts: each hides the next. */
function ofMeasurement(all: Part): { found: Found[]; peaks: Span[] } {
  const { values } = all;
  const stuck = stuckRuns(values, all.jumpSize).map((span): Found => ({ ...span, reason: 'stuck' }));
  const moving = without(all, stuck);
  const spells = restlessSpells(moving.values, moving.jumpSize);
  const rubbish = isPhase(moving.values, spells) ? [] : spells.map((span): Found => ({ ...span, reason: 'rubbish' }));
  const calm = without(moving, spells);
  const spikes = excursions(calm, 2);
  // Without the first ones smaller ones stand out.
  const rest = without(calm, spikes);
  const small = rest === calm ? [] : excursions(rest, 2);
  const quiet = without(rest, small);
  const n = quiet.values.length;
  const bursts = excursions(quiet, Math.min(BRIEF_MOST * n, Math.max(BRIEF_ROWS, BRIEF * n)));
  const split = (part: Part, those: readonly Excursion[], again: boolean): Found[] =>
    back(
      part.at,
      those.filter((one) => comesBack(part.values, one, those) === again).map((one) => named(part, one)),
    );
  const of = (again: boolean): Found[] => [...split(calm, spikes, again), ...split(rest, small, again)];
  const found = [...stuck, ...back(moving.at, rubbish), ...of(false), ...split(quiet, bursts, false)];
  return { found, peaks: of(true) };
}

/**
 * Whether most rows hold values that come again and again: a source that counts in steps. It stands still between them, and
 * each step is a jump beside that: only what leaves its usual range is one.
 */
function isCoarse(values: Float64Array): boolean {
  const visits = new Map<number, { runs: number; rows: number }>();
  for (let t = 0; t < values.length; t++) {
    const x = values[t]!;
    const known = visits.get(x);
    if (known === undefined) visits.set(x, { runs: 1, rows: 1 });
    else {
      known.rows++;
      if (x !== values[t - 1]) known.runs++;
    }
  }
  let coarse = 0;
  for (const { runs, rows } of visits.values()) if (runs >= VISITS) coarse += rows;
  return coarse > values.length / 2;
}

/** Whether so many rows hold a value that comes so often at all. @param sorted all values, ascending */
function mayBeCoarse(sorted: Float64Array): boolean {
  let rows = 0;
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    while (to < sorted.length && sorted[to] === sorted[from]) to++;
    if (to - from >= VISITS) rows += to - from;
  }
  return rows > sorted.length / 2;
}

function changesOf(values: Float64Array): Float64Array {
  const changes = new Float64Array(Math.max(0, values.length - 1));
  for (let t = 0; t < changes.length; t++) changes[t] = Math.abs(values[t + 1]! - values[t]!);
  return changes;
}

function excursions(part: Part, longest: number): Excursion[] {
  const { values } = part;
  if (values.length < FEWEST) return [];
  const [low, high] = part.middleHalf;
  const step = quantile(part.changes, 0.5);
  const drift = (rows: number): number => Math.min(1.5 * (high - low), 3 * step * rows);
  return excursionsOf(values, part.jumpSize, longest, drift);
}

function named(part: Part, { from, to }: Span): Found {
  if (to - from > 2) return { from, to, reason: isErratic(part, { from, to }) ? 'rubbish' : 'burst' };
  const [low, high] = part.middleHalf;
  const breadth = WILD * (high - low);
  const value = part.values[from]!;
  return { from, to, reason: value < low - breadth || value > high + breadth ? 'wild value' : 'spike' };
}

/** Whether a value jumps on while it is away, instead of staying at another level. */
function isErratic({ values, jumpSize: jump }: Part, { from, to }: Span): boolean {
  const inside = changesOf(values.subarray(from, to));
  return quantile(ascending(inside), 0.5) > jump;
}

/** Whether an excursion is one of those that the plant makes again and again. */
function comesBack(values: Float64Array, one: Excursion, all: readonly Excursion[]): boolean {
  const alike = all.filter(({ size }) => size > 0 === one.size > 0);
  if (isCode(values, alike)) return false;
  const spread = alike.at(-1)!.from - alike[0]!.from > values.length / 2;
  if (alike.length >= OFTEN && alike.length >= 0.9 * all.length && spread) return true;
  const level = ({ from, to }: Span): number => values[(from + to) >> 1]!;
  if (isLong(one)) {
    const near = alike.filter((o) => isLong(o) && Math.abs(level(o) - level(one)) < SAME_LEVEL * Math.abs(one.size));
    return near.length >= 2;
  }
  const levels = ascending(alike.map(level));
  const usual = quantile(levels, 0.5);
  const same = SAME_LEVEL * quantile(ascending(alike.map(({ size }) => Math.abs(size))), 0.5);
  const isOneLevel = alike.length >= 3 && quantile(levels, 0.9) - quantile(levels, 0.1) < same;
  return isOneLevel && Math.abs(level(one) - usual) < same;
}

const isLong = ({ from, to }: Span): boolean => to - from > 2;

/** A source that writes one number in place of a measurement (-9999, 65535): single rows, the same to the last digit. */
function isCode(values: Float64Array, alike: readonly Excursion[]): boolean {
  const [first] = alike;
  return alike.every((one) => !isLong(one) && values[one.from] === values[first!.from]);
}

function isPhase(values: Float64Array, spells: readonly Span[]): boolean {
  const long = spells.filter(({ from, to }) => to - from >= PHASE);
  const rows = spells.reduce((sum, { from, to }) => sum + to - from, 0);
  return rows > values.length / 3 || long.length >= 2;
}

/** Some of the values, and where they were. What is told of all of them is found out once. */
class Part {
  #sorted: Float64Array | undefined;
  #changes: Float64Array | undefined;
  #jumpSize: number | undefined;

  constructor(
    readonly values: Float64Array,
    readonly at: Int32Array,
  ) {}

  /** Between which values the middle half of them lies. */
  get middleHalf(): [low: number, high: number] {
    return [quantile(this.#ascending, 0.25), quantile(this.#ascending, 0.75)];
  }

  /**
   * From which size on a change from row to row is a jump, unlike the feature's other changes. A value that is held until the
   * next sample (an analyser, a source that sends on change) says nothing of them while it is held.
   */
  get jumpSize(): number {
    this.#jumpSize ??= this.#findJumpSize();
    return this.#jumpSize;
  }

  /** How much it changes from row to row, ascending. */
  get changes(): Float64Array {
    this.#changes ??= changesOf(this.values).sort();
    return this.#changes;
  }

  get #ascending(): Float64Array {
    this.#sorted ??= ascending(this.values);
    return this.#sorted;
  }

  #findJumpSize(): number {
    const all = this.changes;
    const held = all.findIndex((change) => change > 0);
    const steps = held < 0 ? 0 : all.length - held;
    const changes = steps > HELD * all.length ? all.subarray(held) : all;
    if (changes.length === 0) return Number.POSITIVE_INFINITY;
    if (mayBeCoarse(this.#ascending) && isCoarse(this.values)) {
      const [low, high] = [quantile(this.#ascending, 0.05), quantile(this.#ascending, 0.95)];
      return breakOf(changes, high - low);
    }
    const [from, to] = this.middleHalf;
    return breakOf(changes, SMALL * (to - from));
  }
}

/** What is left without the spans. */
function without(part: Part, spans: readonly Span[]): Part {
  if (spans.length === 0) return part;
  const { values, at } = part;
  const mask = maskOf(spans, values.length);
  return new Part(
    values.filter((_, t) => mask[t] === 0),
    at.filter((_, t) => mask[t] === 0),
  );
}

/** The spans where they were before some rows were taken away. */
function back<T extends Span>(at: Int32Array, spans: readonly T[]): T[] {
  return spans.map((span) => ({ ...span, from: at[span.from]!, to: at[span.to - 1]! + 1 }));
}
