import { quantile } from '../quantile';
import { countOf, type Rows } from './rows';

/** Rows that are learned from make so many blocks, each with a level. Where there are fewer, it is not known how levels move. */
const BLOCKS = 8;
/** The present level is that of so many blocks. */
const PRESENT = 2;
const LEAST_BLOCK = 16;
/** A value counts as so many standard deviations off at most: one wild one is no level. */
const FURTHEST = 8;
/** Of what was first learned no standard deviation is known: there it is so many times the range of nearly all values. */
const TAIL = 0.01;
/** Rows that are looked at, at most, of them in a block, and blocks: of a long history every so many. This is done between two records. */
const MOST_ROWS = 1024;
const MOST_IN_BLOCK = 128;
const MOST_BLOCKS = 32;
/** The lowest values of a block are below this part of it, the highest ones above the rest. */
const EDGE = 0.05;
/** What hardly moves has the level that a part of its size is off. */
const GRAIN = 1e-6;

/** Where the level of a feature has been while the plant was held for normal, in engineering units. */
export interface Level {
  readonly center: number;
  /** Standard deviation of its values. */
  readonly spread: number;
  /** Of the blocks: lowest and highest mean. */
  readonly low: number;
  readonly high: number;
  /** Of the blocks: how high their lowest values were at most, and how low their highest ones. */
  readonly floor: number;
  readonly ceiling: number;
}

/**
 * level: the mean is where it has not been. return: even the lowest values are higher than they have been, or the highest ones lower:
 * what goes there and comes back, like a day and a night, is not away.
 */
export type Rule = 'level' | 'return';

/** How far the level of a feature is beyond where it has been. */
export interface Away {
  readonly feature: string;
  /** In its standard deviations; negative = below. */
  readonly by: number;
  /** The level now, and where it was on average. */
  readonly now: number;
  readonly was: number;
}

/** Where the levels of features have been. Plain JSON. */
export interface Levels {
  /** Rows of a block. */
  readonly block: number;
  readonly of: Readonly<Record<string, Level>>;
}

/** @param watched names of the features whose level says something of the plant */
export function levelsOf(rows: Rows, watched: readonly string[]): Levels {
  const count = countOf(rows);
  const block = Math.floor(count / BLOCKS);
  if (block < LEAST_BLOCK) return { block: LEAST_BLOCK, of: {} };
  const every = Math.max(1, Math.floor(count / MOST_ROWS));
  const of: Record<string, Level> = {};
  for (const name of watched) {
    const column = withoutWild(columnOf(rows, name, 0, every));
    const known = column.filter((value) => !Number.isNaN(value));
    if (known.length === 0) continue;
    const center = mean(known);
    const spread = Math.sqrt(mean(known.map((value) => (value - center) ** 2)));
    const whole: Level = {
      center,
      spread: Math.max(spread, GRAIN * Math.abs(center), Number.MIN_VALUE),
      low: center,
      high: center,
      ...edgesOf(known),
    };
    of[name] = withBlocks(whole, column, Math.floor(block / every));
  }
  return { block, of };
}

/** Rows that the present level is made of. */
export function presentRows({ block }: Levels): number {
  return PRESENT * block;
}

/**
 * Features that are further beyond where they have been than so many of their standard deviations.
 * @returns the furthest first
 */
export function awayOf(levels: Levels, rows: Rows, rule: Rule, least: number): Away[] {
  const count = countOf(rows);
  const from = Math.max(0, count - presentRows(levels));
  const every = everyOf(levels);
  const all = Object.entries(levels.of).flatMap(([feature, level]): Away[] => {
    const { center, spread } = level;
    const column = limited(columnOf(rows, feature, from, every), center, spread);
    const present = column.filter((value) => !Number.isNaN(value));
    if (present.length === 0) return [];
    const now = mean(present);
    const by = (rule === 'level' ? beyond(level, now) : gone(level, edgesOf(present))) / spread;
    return Math.abs(by) > least ? [{ feature, by, now, was: center }] : [];
  });
  return all.sort((a, b) => Math.abs(b.by) - Math.abs(a.by));
}

/** The same levels, and where the rows have been beside. The size that all is measured by stays. */
export function widened(levels: Levels, rows: Rows): Levels {
  const every = everyOf(levels);
  const of = Object.fromEntries(
    Object.entries(levels.of).map(([feature, level]): [string, Level] => {
      const column = limited(columnOf(rows, feature, 0, every), level.center, level.spread);
      return [feature, withBlocks(level, column, Math.floor(levels.block / every))];
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

function withoutWild(column: Float64Array): Float64Array {
  const known = column.filter((value) => !Number.isNaN(value)).sort();
  if (known.length === 0) return column;
  const [low, high] = [quantile(known, TAIL), quantile(known, 1 - TAIL)];
  return between(column, 2 * low - high, 2 * high - low);
}

function limited(column: Float64Array, center: number, spread: number): Float64Array {
  return between(column, center - FURTHEST * spread, center + FURTHEST * spread);
}

/** NaN stays. */
function between(column: Float64Array, low: number, high: number): Float64Array {
  return column.map((value) => (value < low ? low : value > high ? high : value));
}

function beyond({ low, high }: Level, now: number): number {
  return now > high ? now - high : now < low ? now - low : 0;
}

function gone(level: Level, now: Pick<Level, 'floor' | 'ceiling'>): number {
  if (now.floor > level.floor) return now.floor - level.floor;
  return now.ceiling < level.ceiling ? now.ceiling - level.ceiling : 0;
}

/** Of some values: what their lowest ones are below, and their highest ones above. */
function edgesOf(known: Float64Array): Pick<Level, 'floor' | 'ceiling'> {
  const sorted = known.slice().sort();
  return { floor: quantile(sorted, EDGE), ceiling: quantile(sorted, 1 - EDGE) };
}

/** With where the whole blocks of a column have been, as far as they are known. */
function withBlocks(level: Level, column: Float64Array, block: number): Level {
  let { low, high, floor, ceiling } = level;
  const blocks = Math.floor(column.length / block);
  const every = Math.max(1, Math.floor(blocks / MOST_BLOCKS));
  // The last one is among them.
  for (let k = (blocks - 1) % every; k < blocks; k += every) {
    const from = k * block;
    const known = column.subarray(from, from + block).filter((value) => !Number.isNaN(value));
    if (known.length * 2 < block) continue;
    const now = mean(known);
    const edges = edgesOf(known);
    low = Math.min(low, now);
    high = Math.max(high, now);
    floor = Math.max(floor, edges.floor);
    ceiling = Math.min(ceiling, edges.ceiling);
  }
  const [center, spread] = [level.center, level.spread].map(rounded) as [number, number];
  return {
    center,
    spread,
    low: rounded(low),
    high: rounded(high),
    floor: rounded(floor),
    ceiling: rounded(ceiling),
  };
}

/** As exactly as it matters: all of this is in the saved state. */
function rounded(value: number): number {
  return Number(value.toPrecision(9));
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
