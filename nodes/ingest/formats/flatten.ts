import { types } from 'node:util';
import { InputError, isPlainObject, own } from '../../../lib/input';
import { findTime, timeValue } from '../../../lib/time/names';
import type { ParseContext } from '../reading';
import type { Extra } from './collect';
import {
  ASSET_KEYS,
  firstKey,
  isBookkeeping,
  NAME_KEYS,
  nameOf,
  plainName,
  QUALITY_KEYS,
  SENSOR_KEYS,
  UNIT_KEYS,
} from './key-names';
import { anyQuality } from './quality';

/** Values of an object under their paths. */
export interface Flat {
  readonly tags: string[];
  readonly values: unknown[];
  /** Names whose values were taken apart. */
  readonly parents: string[];
  /** What the source says about single values, by position. */
  readonly extras: Map<number, Extra>;
}

export const MAX_LEAVES = 4000;
const MAX_DEPTH = 8;

/** Not to be taken apart: dates, buffers and 64-bit integers. */
export function isLeaf(value: object): boolean {
  if (types.isDate(value) || ArrayBuffer.isView(value)) return true;
  return isPlainObject(value) && typeof own(value, 'low') === 'number' && typeof own(value, 'high') === 'number';
}

export function emptyFlat(): Flat {
  return { tags: [], values: [], parents: [], extras: new Map() };
}

/**
 * Nested values get the path that Node-RED would write: motor.speed. { value, time, quality, unit } is one value, and a
 * time inside of an object is that of the values beside it.
 * @param context reads times; without it they are values like others
 */
export function flatten(
  name: string,
  value: unknown,
  depth: number,
  out: Flat,
  field: string,
  context?: ParseContext,
  inherited?: Extra,
): void {
  const number = extendedNumber(value);
  if (number !== undefined) {
    flatten(name, number, depth, out, field, context, inherited);
    return;
  }
  if (typeof value !== 'object' || value === null || isLeaf(value)) {
    if (inherited !== undefined) out.extras.set(out.tags.length, inherited);
    out.tags.push(name);
    out.values.push(value);
    if (out.tags.length > MAX_LEAVES)
      throw new InputError(field, `holds more than ${MAX_LEAVES} values; send fewer at a time`);
    return;
  }
  if (depth >= MAX_DEPTH)
    throw new InputError(`${field}.${name.slice(0, 40)}`, `is nested deeper than ${MAX_DEPTH} levels; map its paths`);
  const inside = value as Record<string, unknown>;
  const keys = Object.keys(inside);
  const about = context === undefined || !isPlainObject(value) ? undefined : aboutValues(inside, keys, context);
  const extra = about === undefined ? inherited : { ...inherited, ...about.extra };
  if (about?.value !== undefined) {
    flatten(name, inside[about.value], MAX_DEPTH, out, field, context, extra);
    return;
  }
  out.parents.push(name);
  const called = Array.isArray(value) ? namesIn(value) : undefined;
  for (const key of keys) {
    if (about?.others.includes(key) === true) continue;
    if (called === undefined) flatten(`${name}.${key}`, inside[key], depth + 1, out, field, context, extra);
    else {
      const { [called.key]: own, ...rest } = inside[key] as Record<string, unknown>;
      flatten(`${name}.${nameOf(own)!}`, rest, depth + 1, out, field, context, extra);
    }
  }
}

const CALLED = [...SENSOR_KEYS, ...ASSET_KEYS, 'id', ...NAME_KEYS];
/** Whole numbers may be counts, except under these names. */
const NUMBERED = /(?:id|no|nr|num|number|address|channel|port|slot|unit)$/i;

/** The key that calls each object of a list by a name of its own: places change when one of them is left out. */
function namesIn(list: readonly unknown[]): { readonly key: string } | undefined {
  const [first] = list;
  if (typeof first !== 'object' || !isPlainObject(first)) return undefined;
  if (!Array.from(list, isPlainObject).every(Boolean)) return undefined;
  const rows = list as readonly Record<string, unknown>[];
  const key = firstKey(Object.keys(first), CALLED, (one) => {
    const names = rows.map((row) =>
      typeof row[one] === 'string' || NUMBERED.test(one) ? nameOf(row[one]) : undefined,
    );
    return !names.includes(undefined) && new Set(names).size === rows.length;
  });
  return key === undefined ? undefined : { key };
}

/** MongoDB's extended JSON: { $numberDouble: '61.5' } is a number, { $oid } a text. */
function extendedNumber(value: unknown): string | undefined {
  if (typeof value !== 'object' || !isPlainObject(value)) return undefined;
  for (const key in value) {
    const text = value[key];
    if (typeof text !== 'string' || !key.startsWith('$')) return undefined;
    return key.startsWith('$number') ? text : key === '$oid' ? `oid ${text}` : undefined;
  }
  return undefined;
}

interface About {
  /** The key of the one value, where the rest is about it. */
  readonly value: string | undefined;
  readonly extra: Extra;
  /** Keys that are no values. */
  readonly others: readonly string[];
}

const ONE_VALUE = ['value', 'v', 'val'];

const ABOUT = new Set(['context', 'meta', 'metadata', 'tags', 'labels', 'attributes']);

/** An object that describes the value beside it. */
function saysAbout(key: string, value: unknown): boolean {
  return typeof value === 'object' && value !== null && ABOUT.has(plainName(key));
}

/** Undefined where all keys hold values. */
function aboutValues(
  object: Record<string, unknown>,
  keys: readonly string[],
  context: ParseContext,
): About | undefined {
  if (keys.length > 200) return undefined;
  const found = findTime(
    keys,
    (at) => object[keys[at]!],
    (value, format) => context.time(value, format),
  );
  const timeKeys = found === undefined ? [] : [found.at, found.clock, ...found.others].map((at) => keys[at ?? -1]!);
  const time =
    found === undefined
      ? undefined
      : context.time(
          timeValue(found, (at) => object[keys[at]!]),
          found.format,
        );
  const value = firstKey(keys, ONE_VALUE, (key) => typeof object[key] !== 'object' || object[key] === null);
  const quality = firstKey(keys, QUALITY_KEYS, () => true);
  const unit = firstKey(keys, UNIT_KEYS, (key) => typeof object[key] === 'string');
  const extra = {
    ...(time === undefined ? {} : { time }),
    ...(unit === undefined ? {} : { unit: object[unit] as string }),
  };
  const rest = keys.filter((key) => key !== value && key !== quality && key !== unit && !timeKeys.includes(key));
  const alone = rest.every(
    (key) => typeof object[key] === 'string' || isBookkeeping(key) || saysAbout(key, object[key]),
  );
  if (value !== undefined && alone && (found !== undefined || quality !== undefined || unit !== undefined)) {
    const said = quality === undefined ? undefined : anyQuality(object[quality], quality);
    return { value, extra: said === undefined ? extra : { ...extra, quality: said }, others: [] };
  }
  if (time === undefined) return undefined;
  return { value: undefined, extra: { time }, others: timeKeys.filter((key) => key !== undefined) };
}
