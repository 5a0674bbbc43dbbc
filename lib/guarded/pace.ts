import { type Levels, rounded } from './levels';
import { countOf, type Rows } from './rows';

/** The rows that a model was learned from make so many stretches, each with a mean. */
export const STRETCHES = 16;
/** A stretch has so many rows at least: of few a mean is what the plant does at the moment. */
const LEAST = 64;
/** Rows of a stretch that are looked at, at most. */
const MOST_ROWS = 128;
/** A level is a mean over so many stretches: as few as its steadiness allows. */
const LENGTHS = [STRETCHES / 4, STRETCHES / 2, STRETCHES] as const;
/** A level is steady that was off its own trend by so many standard deviations of the feature, on average. */
const STEADY = 0.1;

/** Where the slow level of a feature was while a model was learned, in engineering units. */
export interface Place {
  readonly center: number;
  readonly low: number;
  readonly high: number;
}

/**
 * How slowly the levels of a plant are followed, and where they were. What goes to and fro, like days, weekends and set points, must be
 * averaged over; how long that takes, what was learned tells. Plain JSON.
 */
export interface Pace {
  /** Rows of a stretch. */
  readonly stretch: number;
  /** Share of a stretch in the level. */
  readonly share: number;
  readonly of: Readonly<Record<string, Place>>;
}

/** Of the rows that a model was learned from. @param levels of the features that are followed */
export function paceOf(rows: Rows, levels: Levels): Pace {
  const count = countOf(rows);
  const stretch = Math.max(LEAST, Math.floor(count / STRETCHES));
  const all = Object.entries(levels.of).flatMap(([name, { spread }]) => {
    const means = meansOf(rows, name, stretch);
    return means.length < 2 ? [] : [{ name, spread, means }];
  });
  const isSteady = (length: number): boolean =>
    all.every(({ means, spread }) => unrest(withoutTrend(means), 1 / length) <= STEADY * spread);
  const share = 1 / (LENGTHS.find(isSteady) ?? STRETCHES);
  const of = all.map(({ name, spread, means }): [string, Place] => {
    const center = rounded(mean(means), spread);
    const along = levelsAlong(means, center, share).map((level) => rounded(level, spread));
    return [name, { center, low: Math.min(...along), high: Math.max(...along) }];
  });
  return { stretch, share, of: Object.fromEntries(of) };
}

/** Where nothing is kept but levels: as slow as can be. */
export function paceOfLevels({ block, of }: Levels): Pace {
  const places = Object.entries(of).map(([name, { center, low, high }]) => [name, { center, low, high }] as const);
  return { stretch: Math.max(LEAST, block >> 1), share: 1 / STRETCHES, of: Object.fromEntries(places) };
}

/** Means of the stretches in which enough is known; the last one ends where the rows end. */
function meansOf({ features, values }: Rows, name: string, stretch: number): number[] {
  const width = features.length;
  const at = features.indexOf(name);
  const count = values.length / width;
  const every = Math.max(1, Math.floor(stretch / MOST_ROWS));
  const means: number[] = [];
  for (let from = count % stretch; at >= 0 && from < count; from += stretch) {
    let sum = 0;
    let known = 0;
    for (let t = from; t < from + stretch; t += every) {
      const value = values[t * width + at]!;
      if (Number.isNaN(value)) continue;
      sum += value;
      known++;
    }
    if (known * every * 2 >= stretch) means.push(sum / known);
  }
  return means;
}

function levelsAlong(means: readonly number[], start: number, share: number): number[] {
  let level = start;
  return means.map((one) => {
    level += share * (one - level);
    return level;
  });
}

/** How far the level of what has no trend is from 0, on average. */
function unrest(means: readonly number[], share: number): number {
  return Math.sqrt(mean(levelsAlong(means, 0, share).map((level) => level ** 2)));
}

/** Wear is no unrest: what goes one way is to be followed. */
function withoutTrend(means: readonly number[]): number[] {
  const center = mean(means);
  const middle = (means.length - 1) / 2;
  const squares = means.reduce((sum, _, k) => sum + (k - middle) ** 2, 0);
  const slope = means.reduce((sum, one, k) => sum + (k - middle) * (one - center), 0) / squares;
  return means.map((one, k) => one - center - slope * (k - middle));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}
