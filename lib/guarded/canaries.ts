import { createRandom } from '../math/random';
import { derivationOf, tagOf } from '../record/features';
import type { Levels } from './levels';
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
/** Tags that are drilled at most, spread over the asset. */
const MOST_TAGS = 8;
const SEED = 1;
/** Rows of a stretch that is drilled. */
const LEAST_STRETCH = 32;
/** What is off when a tag's value is off by as much. */
const FOLLOWING = new Set(['twin', 'command', 'setpoint']);

/**
 * All drills over the last stretch of the rows, in its second half.
 * @param levels whose standard deviations the sizes are in
 */
export function* canariesOf(rows: Rows, levels: Levels): Generator<Canary> {
  for (const [tag, spread] of drilledTags(rows, levels)) {
    for (const kind of KINDS) yield canary(kind, tag, SIZE * spread, lastStretch(rows));
  }
}

/** A tag that is a step above, and below, what it was. */
export interface Probe {
  readonly tag: string;
  /** In standard deviations of the tag. */
  readonly size: number;
  readonly both: readonly Canary[];
}

/** For each drilled tag steps of smaller and smaller size. */
export function* probesOf(rows: Rows, levels: Levels): Generator<readonly Probe[]> {
  const stretch = lastStretch(rows);
  for (const [tag, spread] of drilledTags(rows, levels)) {
    yield PROBES.map((size) => ({
      tag,
      size,
      both: (['bias', 'dip'] as const).map((kind) => canary(kind, tag, size * spread, stretch)),
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
  const tags = drilledTags(rows, levels).map(([tag]) => tag);
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

/** With the standard deviation of each. */
function drilledTags(rows: Rows, levels: Levels): [tag: string, spread: number][] {
  const tags = [...new Set(Object.keys(levels.of).map(tagOf))].filter((tag) => rows.features.includes(tag));
  const every = Math.max(1, Math.ceil(tags.length / MOST_TAGS));
  return tags
    .filter((_, k) => k % every === 0)
    .map((tag): [string, number] => [tag, levels.of[tag]?.spread ?? spreadOf(rows, tag)])
    .filter(([, spread]) => spread > 0);
}

/** @param size in engineering units */
function canary(kind: Canary['kind'], tag: string, size: number, stretch: Rows): Canary {
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
    const off = offset(kind, (t - from) / (count - from), size, random.normal());
    const was = values[row + own]!;
    const is = kind === 'freeze' ? frozen : was + off;
    values[row + own] = is;
    for (const i of followers) values[row + i]! += is - was;
  }
  return { kind, tag, rows: { features, values, seams: stretch.seams }, from };
}

function offset(kind: Canary['kind'], passed: number, size: number, noise: number): number {
  if (kind === 'bias') return size;
  if (kind === 'dip') return -size;
  if (kind === 'ramp') return size * passed;
  return kind === 'noise' ? (size / 2) * noise : 0;
}

function lastStretch(rows: Rows): Rows {
  const from = rows.seams.at(-1) ?? 0;
  return { features: rows.features, values: rows.values.subarray(from * rows.features.length), seams: [] };
}

/** Those of rows that came one after the other, but for what is too short to be drilled. */
function stretchesOf({ features, values, seams }: Rows): Rows[] {
  const width = features.length;
  const ends = [...seams, values.length / width];
  return ends.flatMap((end, k) => {
    const from = ends[k - 1] ?? 0;
    const stretch = { features, values: values.subarray(from * width, end * width), seams: [] };
    return end - from >= LEAST_STRETCH || end === ends.at(-1) ? [stretch] : [];
  });
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
