import { knownOf } from '../math/known';
import { quantile } from '../math/quantile';
import { type Extremes, extremesOf } from './extremes';
import { countOf, type Rows } from './rows';

/** Rows that are learned from make so many blocks, each with a level. Where there are fewer, it is not known how levels move. */
const BLOCKS = 8;
/** The present level is that of so many blocks. */
const PRESENT = 2;
const LEAST_BLOCK = 16;
/** A value counts as so many standard deviations off at most: one wild one is no level. */
export const FURTHEST = 8;
/** Of what was first learned no standard deviation is known: there it is so many times the range of nearly all values. */
const TAIL = 0.01;
/** Rows that are looked at, at most, of them in a block, and blocks: of a long history every so many. This is done between two records. */
const MOST_ROWS = 1024;
const MOST_IN_BLOCK = 128;
const MOST_BLOCKS = 32;
/** The lowest values of a block are below this part of it, the highest ones above the rest. */
const EDGE = 0.05;
/** Digits of a level behind the first one of the spread. */
const DIGITS = 3;
/** Rows that are neighbours. */
const FEW = 8;
/** Rows, at least, whose usual liveliness is the present one: of few it may be that of one state of the plant. */
const LIVELY = 256;
/** What hardly moves has the level that a part of its size is off. */
const GRAIN = 1e-6;

/** Where the level of a feature has been while the plant was held for normal, in engineering units. */
export interface Level extends Extremes {
  readonly center: number;
  /** Standard deviation of its values. */
  readonly spread: number;
  /** Of the blocks: lowest and highest mean. */
  readonly low: number;
  readonly high: number;
  /** Of the blocks: how high their lowest values were at most, and how low their highest ones. */
  readonly floor: number;
  readonly ceiling: number;
  /** Of the blocks: largest standard deviation, and largest one of neighbouring rows. Absent in what older versions kept. */
  readonly wide?: number;
  readonly lively?: number;
}

/**
 * level: the mean is where it has not been. return: even the lowest values are higher than they have been, or the highest ones lower:
 * what goes there and comes back, like a day and a night, is not away. The same for the spread: that of all values, or of
 * neighbouring ones.
 */
export type Rule = 'level' | 'return';

/** What of a feature is watched: its mean, or how far its values lie apart. */
export type Trait = 'level' | 'spread';

/** How far a trait of a feature is beyond where it has been. */
export interface Away {
  readonly feature: string;
  readonly trait: Trait;
  /** In the feature's standard deviations; negative = below. */
  readonly by: number;
  /** The level now, and where it was on average; or the spread now, and the widest one so far. */
  readonly now: number;
  readonly was: number;
}

/** Where the levels of features have been. Plain JSON. */
export interface Levels {
  /** Rows of a block. */
  readonly block: number;
  readonly of: Readonly<Record<string, Level>>;
}

/**
 * Pauses after each feature.
 * @param watched names of the features whose level says something of the plant
 */
export function* levelsOf(rows: Rows, watched: readonly string[]): Generator<void, Levels> {
  const count = countOf(rows);
  const block = Math.floor(count / BLOCKS);
  if (block < LEAST_BLOCK) return { block: LEAST_BLOCK, of: {} };
  const every = Math.max(1, Math.floor(count / MOST_ROWS));
  const of: Record<string, Level> = {};
  for (const name of watched) {
    const whole = columnOf(rows, name, 0, every);
    const sorted = knownOf(whole).sort();
    if (sorted.length === 0) continue;
    const [low, high] = wildBeyond(sorted);
    const column = between(whole, low, high);
    const known = knownOf(column);
    const center = mean(known);
    const spread = Math.sqrt(varianceOf(known));
    const place = { center, spread: Math.max(spread, GRAIN * Math.abs(center), Number.MIN_VALUE) };
    const edges = edgesIn(between(sorted, low, high));
    const level: Level = { ...place, low: center, high: center, ...edges, ...extremesOf(column, place) };
    of[name] = withBlocks(level, column, Math.floor(block / every));
    yield;
  }
  return { block, of };
}

/** Rows that were first learned. */
export function firstRows({ block }: Levels): number {
  return BLOCKS * block;
}

/** Rows that the present level is made of. */
export function presentRows({ block }: Levels): number {
  return PRESENT * block;
}

/** Rows that have to be seen for all that is told of the present. */
export function rowsToSee(levels: Levels): number {
  return Math.max(presentRows(levels), LIVELY);
}

/** All stretches of the rows that a present level can be told of. */
export function* windowsOf(levels: Levels, rows: Rows): Generator<Rows> {
  const width = rows.features.length;
  const length = presentRows(levels);
  const count = countOf(rows);
  // The last one ends where the rows end.
  for (
    let to = count - Math.max(0, Math.floor((count - length) / levels.block)) * levels.block;
    to <= count;
    to += levels.block
  ) {
    const values = rows.values.subarray(Math.max(0, to - length) * width, to * width);
    yield { features: rows.features, values, seams: [] };
  }
}

/**
 * Traits of features that are further beyond where they have been than so many of the feature's standard deviations.
 * @returns the furthest first
 */
export function awayOf(levels: Levels, rows: Rows, rule: Rule, least: Readonly<Record<Trait, number>>): Away[] {
  const count = countOf(rows);
  const from = Math.max(0, count - presentRows(levels));
  const every = everyOf(levels);
  const all = Object.entries(levels.of).flatMap(([feature, level]): Away[] => {
    const { center, spread } = level;
    const column = limited(columnOf(rows, feature, from, every), level);
    const present = knownOf(column);
    if (present.length === 0) return [];
    const now = mean(present);
    const off = rule === 'level' ? beyond(level, now) : gone(level, edgesOf(present));
    const away: Away[] = [{ feature, trait: 'level', by: off / spread, now, was: center }];
    const wider =
      rule === 'level'
        ? widerThan(level, column, Math.floor(levels.block / every))
        : livelier(level, limited(columnOf(rows, feature, Math.max(0, count - rowsToSee(levels)), every), level));
    if (wider !== undefined) away.push({ feature, trait: 'spread', ...wider });
    return away.filter(({ trait, by }) => Math.abs(by) > least[trait]);
  });
  return all.sort((a, b) => Math.abs(b.by) - Math.abs(a.by));
}

/** The same levels, and where the rows have been beside. The size that all is measured by stays. */
export function widened(levels: Levels, rows: Rows): Levels {
  const every = everyOf(levels);
  const of = Object.fromEntries(
    Object.entries(levels.of).map(([feature, level]): [string, Level] => {
      const whole = columnOf(rows, feature, 0, every);
      const been = withBlocks(level, limited(whole, level), Math.floor(levels.block / every));
      return [feature, level.below === undefined ? been : { ...been, ...extremesOf(whole, level, level) }];
    }),
  );
  return { ...levels, of };
}

/** Of so many rows one is looked at. */
function everyOf({ block }: Levels): number {
  return Math.max(1, Math.floor(block / MOST_IN_BLOCK));
}

/** @param from first row @param every of so many rows one */
function columnOf({ features, values }: Rows, name: string, from = 0, every = 1): Float64Array {
  const at = features.indexOf(name);
  if (at < 0) return new Float64Array(0);
  const width = features.length;
  const column = new Float64Array(Math.floor((values.length / width - from) / every));
  for (let t = 0; t < column.length; t++) column[t] = values[(from + t * every) * width + at]!;
  return column;
}

/** Below and above what values are wild. @param sorted all of them, ascending */
function wildBeyond(sorted: Float64Array): readonly [low: number, high: number] {
  const [low, high] = [quantile(sorted, TAIL), quantile(sorted, 1 - TAIL)];
  return [2 * low - high, 2 * high - low];
}

/** Values of a level: one wild one is none. NaN stays. */
function limited(column: Float64Array, { center, spread }: Pick<Level, 'center' | 'spread'>): Float64Array {
  return between(column, center - FURTHEST * spread, center + FURTHEST * spread);
}

/** NaN stays. */
function between(column: Float64Array, low: number, high: number): Float64Array {
  const within = column.slice();
  for (let t = 0; t < within.length; t++) {
    if (within[t]! < low) within[t] = low;
    else if (within[t]! > high) within[t] = high;
  }
  return within;
}

/** How far a level is outside of those that have been. */
export function beyond({ low, high }: Pick<Level, 'low' | 'high'>, now: number): number {
  return now > high ? now - high : now < low ? now - low : 0;
}

function gone(level: Level, now: Pick<Level, 'floor' | 'ceiling'>): number {
  if (now.floor > level.floor) return now.floor - level.floor;
  return now.ceiling < level.ceiling ? now.ceiling - level.ceiling : 0;
}

/** Whether the values of the last blocks lie further apart than ever, whatever their level. */
function widerThan(
  { wide, spread }: Level,
  column: Float64Array,
  block: number,
): Omit<Away, 'feature' | 'trait'> | undefined {
  const variances: number[] = [];
  for (let end = column.length; end >= block && block > 0; end -= block) {
    const known = knownOf(column, end - block, end);
    if (known.length * 2 >= block) variances.push(varianceOf(known));
  }
  const now = Math.sqrt(mean(Float64Array.from(variances)));
  return wide !== undefined && now > wide ? { by: (now - wide) / spread, now, was: wide } : undefined;
}

/** The same of neighbouring rows: a plant that goes to and fro between two states is not wide in each of them. */
function livelier({ lively }: Level, column: Float64Array): Omit<Away, 'feature' | 'trait'> | undefined {
  const now = livelinessOf(column);
  return lively !== undefined && lively > 0 && now > lively ? { by: now / lively - 1, now, was: lively } : undefined;
}

/** Of some values: what their lowest ones are below, and their highest ones above. */
function edgesOf(known: Float64Array): Pick<Level, 'floor' | 'ceiling'> {
  return edgesIn(known.slice().sort());
}

function edgesIn(sorted: Float64Array): Pick<Level, 'floor' | 'ceiling'> {
  return { floor: quantile(sorted, EDGE), ceiling: quantile(sorted, 1 - EDGE) };
}

/** With where the whole blocks of a column have been, as far as they are known. */
function withBlocks(level: Level, column: Float64Array, block: number): Level {
  let { low, high, floor, ceiling, wide = 0, lively = 0 } = level;
  const blocks = Math.floor(column.length / block);
  const every = Math.max(1, Math.floor(blocks / MOST_BLOCKS));
  // The last one is among them.
  for (let k = (blocks - 1) % every; k < blocks; k += every) {
    const from = k * block;
    const known = knownOf(column, from, Math.min(from + block, column.length));
    if (known.length * 2 < block) continue;
    const now = mean(known);
    const edges = edgesOf(known);
    low = Math.min(low, now);
    high = Math.max(high, now);
    floor = Math.max(floor, edges.floor);
    ceiling = Math.min(ceiling, edges.ceiling);
    wide = Math.max(wide, Math.sqrt(varianceOf(known)));
    lively = Math.max(lively, livelinessOf(column.subarray(from, from + block)));
  }
  return {
    center: rounded(level.center, level.spread),
    spread: roughly(level.spread),
    low: rounded(low, level.spread),
    high: rounded(high, level.spread),
    floor: rounded(floor, level.spread),
    ceiling: rounded(ceiling, level.spread),
    wide: roughly(wide),
    lively: roughly(lively),
    ...(level.below !== undefined && { below: level.below, above: level.above! }),
  };
}

/** As exactly as it matters beside how far the values spread: all of this is in the saved state. */
export function rounded(value: number, spread: number): number {
  const grain = 10 ** (Math.floor(Math.log10(spread)) - DIGITS);
  const grains = Math.round(value / grain);
  return Number.isSafeInteger(grains) && grain > 0 ? Number((grains * grain).toPrecision(15)) : value;
}

/** The same of a size, which is compared with others of its kind. */
function roughly(size: number): number {
  return Number(size.toPrecision(5));
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k]!;
  return sum / values.length;
}

function varianceOf(values: Float64Array): number {
  const center = mean(values);
  let squares = 0;
  for (let k = 0; k < values.length; k++) squares += (values[k]! - center) ** 2;
  return squares / values.length;
}

/** What the standard deviation of a few neighbouring rows usually is; 0 where that is not known. */
function livelinessOf(column: Float64Array): number {
  const all: number[] = [];
  for (let from = 0; from + FEW <= column.length; from += FEW) {
    const variance = varianceOf(column.subarray(from, from + FEW));
    if (!Number.isNaN(variance)) all.push(variance);
  }
  return all.length === 0 ? 0 : Math.sqrt(quantile(Float64Array.from(all).sort(), 0.5));
}
