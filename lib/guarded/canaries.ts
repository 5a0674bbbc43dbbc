import { createRandom } from '../math/random';
import { derivationOf, tagOf } from '../record/features';
import { constantScale } from '../scaling/methods';
import { type Range, rangeOf } from './extremes';
import type { Level, Levels } from './levels';
import { countOf, type Rows } from './rows';

/** A drill that is laid over rows: what one tag would say under an attack or a fault. */
export interface Canary {
  readonly kind: (typeof KINDS)[number];
  readonly tag: string;
  /** The rows with it. */
  readonly rows: Rows;
  /** The row from which on it is there, up to the end. */
  readonly from: number;
}

const KINDS = ['bias', 'dip', 'ramp', 'noise', 'freeze'] as const;
/** Size of a drill in standard deviations of the tag. */
export const SIZE = 6;
/** Smaller steps, by which it is known from where on a change shows. */
const PROBES = [3, 1.5, 0.75] as const;
export const SMALLEST = PROBES[2];
/** Tags that are drilled at most, spread over the asset. */
const MOST_TAGS = 8;
const SEED = 1;
/** Neighbouring values of what rests differ by this part of its standard deviation at most: they are computed. */
const STILL = 1e-6;
/** Rows of a stretch that is drilled. */
const LEAST_STRETCH = 32;
/** What is off when a tag's value is off by as much. */
const FOLLOWING = new Set(['twin', 'command', 'setpoint']);

/**
 * Tags that go from level to level and rest there, as set points, modes and recipes do: what they do between the levels that have been is
 * what they are for, and only where they never were it has to show.
 */
export function restingOf({ of }: Levels): ReadonlySet<string> {
  const resting = Object.entries(of).filter(([, level]) => {
    const { spread, lively = spread } = level;
    return lively <= STILL * spread && rangeOf(level) !== undefined;
  });
  return new Set(resting.map(([name]) => name));
}

/**
 * All drills over the last stretch of the rows, in its second half.
 * @param levels whose standard deviations the sizes are in
 * @param resting see restingOf
 */
export function* canariesOf(rows: Rows, levels: Levels, resting: ReadonlySet<string>): Generator<Canary> {
  for (const [tag, unit] of drilledTags(rows, levels, resting)) {
    const range = rangeIn(levels, tag, resting);
    for (const kind of KINDS) yield canary(kind, tag, SIZE * unit, lastStretch(rows), range);
  }
}

/** A tag that is a step above, and below, what it was. */
export interface Probe {
  readonly tag: string;
  /** In standard deviations of the tag. */
  readonly size: number;
  readonly both: readonly Canary[];
}

/** For each drilled tag steps of smaller and smaller size, but for those that rest: what is near to a level is none. */
export function* probesOf(rows: Rows, levels: Levels, resting: ReadonlySet<string>): Generator<readonly Probe[]> {
  const stretch = lastStretch(rows);
  for (const [tag, unit] of drilledTags(rows, levels, resting)) {
    if (resting.has(tag)) continue;
    yield PROBES.map((size) => ({
      tag,
      size,
      both: (['bias', 'dip'] as const).map((kind) => canary(kind, tag, size * unit, stretch)),
    }));
  }
}

/** What shows only where a model knows how tags belong together: a tag says what it said before, or what another one says. */
export interface Disguise {
  /** "a replayed", "a and b swapped" */
  readonly name: string;
  readonly rows: Rows;
  readonly from: number;
}

/** Of each kind all over one stretch of the rows after the other, in its second half. */
export function* disguisesOf(rows: Rows, levels: Levels): Generator<readonly Disguise[]> {
  const tags = drilledTags(rows, levels, restingOf(levels)).map(([tag]) => tag);
  const stretches = stretchesOf(rows);
  for (const [k, tag] of tags.entries()) {
    yield stretches.map((stretch) => disguise(`${tag} replayed`, stretch, [[tag, tag, true]]));
    const other = tags[k + 1];
    if (other === undefined) continue;
    const both = [
      [tag, other, false],
      [other, tag, false],
    ] as const;
    yield stretches.map((stretch) => disguise(`${tag} and ${other} swapped`, stretch, both));
  }
}

/** @param says of each tag whose values it says, and whether those from the first half */
function disguise(
  name: string,
  stretch: Rows,
  says: readonly (readonly [tag: string, other: string, before: boolean])[],
): Disguise {
  const { features } = stretch;
  const width = features.length;
  const count = countOf(stretch);
  const from = count - (count >> 1);
  const values = stretch.values.slice();
  for (const [tag, other, before] of says) {
    const [own, source] = [features.indexOf(tag), features.indexOf(other)];
    const followers = followersOf(features, tag);
    for (let t = from; t < count; t++) {
      const is = stretch.values[(before ? t - from : t) * width + source]!;
      const off = is - stretch.values[t * width + own]!;
      values[t * width + own] = is;
      for (const i of followers) values[t * width + i]! += off;
    }
  }
  return { name, rows: { features, values, seams: [] }, from };
}

/** What is off when a tag's value is. */
function followersOf(features: readonly string[], tag: string): number[] {
  return features.flatMap((name, i) => {
    return tagOf(name) === tag && FOLLOWING.has(derivationOf(name) ?? '') ? [i] : [];
  });
}

/** With what the sizes of the drills of each are in. */
function drilledTags(rows: Rows, levels: Levels, resting: ReadonlySet<string>): [tag: string, unit: number][] {
  const tags = [...new Set(Object.keys(levels.of).map(tagOf))].filter((tag) => rows.features.includes(tag));
  const every = Math.max(1, Math.ceil(tags.length / MOST_TAGS));
  return tags
    .filter((_, k) => k % every === 0)
    .map((tag): [string, number] => [tag, unitOf(levels.of[tag], resting.has(tag)) ?? spreadOf(rows, tag)])
    .filter(([, unit]) => unit > 0);
}

/**
 * What the sizes of the drills of a tag are in. What never moved has no standard deviation: a drill of a rounding error would show by luck, and
 * never again.
 * @param rests whether it rested when a person held the plant for normal: what moved then, and stands now, is stuck
 */
function unitOf(level: Level | undefined, rests: boolean): number | undefined {
  if (level === undefined) return undefined;
  const { center, spread, lively, low, high } = level;
  return rests && lively === 0 && low === high ? constantScale(center) : spread;
}

/** The levels between which a tag that rests may go; undefined for another one. */
function rangeIn({ of }: Levels, tag: string, resting: ReadonlySet<string>): Range | undefined {
  const level = of[tag];
  return resting.has(tag) && level !== undefined ? rangeOf(level) : undefined;
}

/** @param size in engineering units @param range from the edge of which a step is told, undefined: from the value itself */
function canary(kind: Canary['kind'], tag: string, size: number, stretch: Rows, range?: Range): Canary {
  const { features } = stretch;
  const width = features.length;
  const count = countOf(stretch);
  const from = count >> 1;
  const values = stretch.values.slice();
  const random = createRandom(SEED);
  const own = features.indexOf(tag);
  const followers = followersOf(features, tag);
  const frozen = values[from * width + own]!;
  for (let t = from; t < count; t++) {
    const row = t * width;
    const was = values[row + own]!;
    const { low, high } = range ?? { low: was, high: was };
    const passed = (t - from) / (count - from);
    const is = kind === 'freeze' ? frozen : was + offset(kind, passed, size, [was - low, high - was], random.normal());
    values[row + own] = is;
    for (const i of followers) values[row + i]! += is - was;
  }
  return { kind, tag, rows: { features, values, seams: stretch.seams }, from };
}

/** @param room how far the value may fall, or rise, before it is where it never was */
function offset(
  kind: Canary['kind'],
  passed: number,
  size: number,
  [below, above]: readonly [number, number],
  noise: number,
): number {
  if (kind === 'bias') return above + size;
  if (kind === 'dip') return -below - size;
  if (kind === 'ramp') return (above + size) * passed;
  return kind === 'noise' ? (size / 2) * noise : 0;
}

/** Of those that are long enough to be drilled. */
function lastStretch(rows: Rows): Rows {
  return stretchesOf(rows).at(-1)!;
}

/** Those of rows that came one after the other, but for what is too short to be drilled; the longest one where all are. */
function stretchesOf({ features, values, seams }: Rows): Rows[] {
  const width = features.length;
  const ends = [...seams, values.length / width];
  const all = ends.map((end, k): Rows => {
    return { features, values: values.subarray((ends[k - 1] ?? 0) * width, end * width), seams: [] };
  });
  const long = all.filter((one) => countOf(one) >= LEAST_STRETCH);
  return long.length > 0 ? long : [all.reduce((a, b) => (countOf(b) > countOf(a) ? b : a))];
}

/** Standard deviation of a tag that is judged by what is derived from it. */
function spreadOf({ features, values }: Rows, tag: string): number {
  const at = features.indexOf(tag);
  let [n, mean, squares] = [0, 0, 0];
  for (let k = at; k < values.length; k += features.length) {
    const value = values[k]!;
    if (Number.isNaN(value)) continue;
    const off = value - mean;
    mean += off / ++n;
    squares += off * (value - mean);
  }
  return n > 0 ? Math.sqrt(squares / n) : 0;
}
