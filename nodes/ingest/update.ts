import { InputError, isSafeName } from '../../lib/input';
import type { Quality, TagRole } from '../../lib/record/words';
import type { Reading } from './reading';
import type { Schema, SeenTag } from './schema';
import { type Problem, toNumber } from './values';

/** Quality as kept beside each value. */
export const GOOD = 0;
export const UNCERTAIN = 1;
export const BAD = 2;
export const STALE = 3;
export const IMPUTED = 4;
export const QUALITY_NAMES: readonly (Quality | undefined)[] = [undefined, 'uncertain', 'bad', 'stale', 'imputed'];

/** A reading as numbers by position in the asset's schema. */
export interface Update {
  readonly time: number;
  /** The source gave the time. */
  readonly timed: boolean;
  readonly arrival: number;
  readonly positions: number[];
  /** NaN where there is no usable value. */
  readonly numbers: number[];
  readonly qualities: number[];
  /** Present when tags have times of their own. */
  readonly times: number[] | undefined;
  /** See Reading. */
  readonly changed: number | undefined;
  readonly mode: string | undefined;
  /** Values that are there but of no use: what is wrong with them. */
  readonly problems: readonly { tag: string; text: string }[];
  /** Tags that were taken for texts and bring a number. */
  readonly numeric: readonly string[];
}

/** What a name becomes as a tag: '~' is the mark of derived features. */
function tagName(name: string): string {
  if (!isSafeName(name) || name.includes('__proto__')) {
    throw new InputError(`payload.${String(name).slice(0, 40)}`, 'is not allowed as a tag name; rename the tag');
  }
  return name.includes('~') ? name.replaceAll('~', '-') : name;
}

function newTags(reading: Reading, schema: Schema): SeenTag[] {
  const fresh: SeenTag[] = [];
  const { tags } = reading;
  for (let i = 0; i < tags.length; i++) {
    if (schema.position.has(tags[i]!) || inside(tags[i]!, reading, schema)) continue;
    const name = tagName(tags[i]!);
    if (schema.position.has(name) || fresh.some((tag) => tag.name === name)) continue;
    fresh.push(seen(name, reading, i));
  }
  return fresh;
}

/** Part of an object that came in place of a known tag's value: that is no new tag, but a bad value. */
function inside(name: string, { parents }: Reading, schema: Schema): boolean {
  return parents?.some((parent) => schema.position.has(parent) && name.startsWith(`${parent}.`)) === true;
}

const MEASURED = new Set<TagRole>(['sensor', 'actuator', 'command', 'setpoint', 'counter', 'twin', 'interval']);

const problem: Problem = { text: '' };

function seen(name: string, reading: Reading, i: number): SeenTag {
  const value = reading.values[i];
  const unit = reading.units?.[i];
  const text =
    typeof value === 'string' && Number.isNaN(toNumber(value, undefined, undefined, problem)) && problem.text !== '';
  const wishFor = reading.wishes?.[reading.tags[i]!];
  return {
    name,
    ...(unit === undefined ? {} : { unit }),
    ...(text ? { text } : {}),
    ...(wishFor === undefined ? {} : { wishFor: tagName(wishFor) }),
  };
}

/** Where a reading's tags stand in a schema; -1 for one that it does not have. A source repeats itself: the last is kept. */
export class Positions {
  #schema: Schema | undefined;
  #tags: readonly string[] = [];
  #positions: Int32Array = new Int32Array(0);
  #complete = true;

  of(tags: readonly string[], schema: Schema): Int32Array {
    if (schema === this.#schema && (tags === this.#tags || same(tags, this.#tags))) return this.#positions;
    // A name that is not allowed throws here, before anything is remembered.
    this.#positions = Int32Array.from(
      tags,
      (tag) => schema.position.get(tag) ?? schema.position.get(tagName(tag)) ?? -1,
    );
    this.#schema = schema;
    this.#tags = tags;
    this.#complete = !this.#positions.includes(-1);
    return this.#positions;
  }

  /** Tags of a reading that the schema does not have. */
  fresh(reading: Reading, schema: Schema): readonly SeenTag[] {
    this.of(reading.tags, schema);
    return this.#complete ? NONE : newTags(reading, schema);
  }
}

const NONE: readonly SeenTag[] = [];
const NO_NAMES: readonly string[] = [];

function same(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * Converts a reading. Changes nothing; tags that the schema does not have are passed over.
 * @param known how many of the schema's tags were known before the message: what brings no number for one of them is news
 * @throws InputError when nothing in it can be used
 */
export function convert(
  reading: Reading,
  schema: Schema,
  positions: Positions,
  arrival: number,
  known = schema.tags.length,
): Update {
  const { tags, values, qualities, units, times } = reading;
  const time = timeOf(reading);
  const update = {
    time: time ?? arrival,
    timed: time !== undefined,
    arrival,
    positions: [] as number[],
    numbers: [] as number[],
    qualities: [] as number[],
    times: times === undefined ? undefined : ([] as number[]),
    changed: reading.changed,
    mode: undefined as string | undefined,
    problems: [] as { tag: string; text: string }[],
    numeric: NO_NAMES as string[],
  };
  let usable = reading.kind === 'birth' || reading.kind === 'death';
  let missing = '';
  const where = positions.of(tags, schema);
  for (let i = 0; i < tags.length; i++) {
    const position = where[i]!;
    if (position < 0) continue;
    const tag = schema.tags[position]!;
    const { role } = tag;
    if (role === 'ignore' || role === 'time') {
      if (schema.otherModes.has(position)) usable = true;
      if (typeof values[i] === 'number' && Number.isFinite(values[i])) update.numeric = [...update.numeric, tag.name];
      continue;
    }
    if (role === 'mode' && tag.states === undefined) {
      const raw = values[i];
      if (typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean') {
        update.mode = String(raw).slice(0, 256);
        usable = true;
      }
      continue;
    }
    const raw = values[i];
    const unit = units?.[i];
    let number: number;
    if (typeof raw === 'number' && unit === undefined) {
      number = Number.isFinite(raw) ? raw : Number.NaN;
      problem.text = '';
    } else number = toNumber(raw, tag, unit, problem);
    let quality = qualities === undefined ? GOOD : codeOf(qualities[i]);
    if (Number.isNaN(number)) {
      if (problem.text !== '') update.problems.push({ tag: tag.name, text: problem.text });
      else missing ||= tag.name;
      // What the source itself calls bad is news, and so is a text or a hole where a known tag's number should be.
      if (quality !== GOOD || (position < known && isHole(raw))) usable = true;
      quality = BAD;
    } else {
      usable = true;
      if ((tag.min !== undefined && number < tag.min) || (tag.max !== undefined && number > tag.max)) quality = BAD;
    }
    update.positions.push(position);
    update.numbers.push(number);
    update.qualities.push(quality);
    update.times?.push(times![i] ?? update.time);
  }
  for (const parent of reading.parents ?? []) {
    const position = schema.position.get(parent);
    if (position === undefined || update.positions.includes(position)) continue;
    if (!MEASURED.has(schema.tags[position]!.role)) continue;
    update.problems.push({ tag: parent, text: 'is an object; send a number' });
    update.positions.push(position);
    update.numbers.push(Number.NaN);
    update.qualities.push(BAD);
    update.times?.push(update.time);
  }
  if (!usable) throw unusable(reading, update.problems, missing);
  return update;
}

/** Not a value, but no mistake of structure either. */
function isHole(raw: unknown): boolean {
  return raw === null || raw === undefined || typeof raw === 'string' || typeof raw === 'number';
}

/** Source time of a reading: its own, or the latest of its tags; undefined when the source gives none. */
export function timeOf(reading: Reading): number | undefined {
  if (reading.time !== undefined) return reading.time;
  let found: number | undefined;
  for (const time of reading.times ?? []) if (time !== undefined && (found === undefined || time > found)) found = time;
  return found;
}

function codeOf(quality: Quality | undefined): number {
  switch (quality) {
    case undefined:
      return GOOD;
    case 'uncertain':
      return UNCERTAIN;
    case 'stale':
      return STALE;
    case 'imputed':
      return IMPUTED;
    case 'bad':
      return BAD;
  }
}

/** A reading without any number: wrong for a message, possible for a part of one. */
export class NoNumber extends InputError {}

function unusable(reading: Reading, problems: readonly { tag: string; text: string }[], missing: string): InputError {
  const first = problems[0];
  if (first !== undefined) return new InputError(`payload.${first.tag}`, first.text);
  if (missing !== '') return new NoNumber(`payload.${missing}`, 'has no value; send a finite number');
  const what =
    reading.tags.length === 0 ? 'holds no tag' : 'holds no tag that is measured, only texts and ignored ones';
  return new NoNumber('payload', `${what} (asset ${JSON.stringify(reading.asset)}); send at least one number`);
}
