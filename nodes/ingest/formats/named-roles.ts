import { isPlainObject } from '../../../lib/input';
import { type FoundTime, findTime, mayBeTimeName } from '../../../lib/time/names';
import { type Identity, identityOf } from './identity';
import {
  firstKey,
  isBookkeeping,
  NAME_KEYS,
  nameOf,
  namesAlone,
  plainName,
  QUALITY_KEYS,
  UNIT_KEYS,
  VALUE_KEYS,
} from './key-names';
import { oneValue } from './one-value';

/** What the keys of a list of named values mean. */
export interface NamedRoles {
  readonly name: string;
  /** More than one where each datatype has a key of its own. */
  readonly values: readonly string[];
  readonly quality: string | undefined;
  readonly unit: string | undefined;
  readonly identity: Identity | undefined;
  /** Keys of the time, in the order of `keys`. */
  readonly time: FoundTime | undefined;
  readonly keys: readonly string[];
  /** Why it is not sure; undefined when it is. */
  readonly doubt: string | undefined;
}

type Row = Readonly<Record<string, unknown>>;
export type ReadTime = (value: unknown, format?: string) => number | undefined;

/** Rows that are looked at to find out what the keys mean. */
const LOOKED_AT = 50;

/**
 * Finds out what the keys of objects in a list mean.
 * @param alone the one object stands in no list: only a name that can be nothing else counts
 * @returns undefined when they are no named values
 */
export function namedRoles(all: readonly Row[], readTime: ReadTime, alone = false): NamedRoles | undefined {
  const rows = all.length > LOOKED_AT ? all.slice(0, LOOKED_AT) : all;
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const sample = (key: string): unknown => rows.find((row) => row[key] !== undefined && row[key] !== null)?.[key];
  const time = findTime(keys, (at) => sample(keys[at]!), readTime);
  const timed = new Set(time === undefined ? [] : [time.at, time.clock, ...time.others].map((at) => keys[at ?? -1]));
  const free = keys.filter((key) => !timed.has(key));
  const values = free.filter((key) => VALUES.has(plainName(key)) && rows.some((row) => isValue(row[key])));
  const value = firstKey(values, VALUE_KEYS, (key) => !isWord(sample(key)) || plainName(key) !== 'measurement');
  const names = free.filter(
    (key) => key !== value && rows.every((row) => isName(row[key])) && !isDate(sample(key), readTime),
  );
  const fits = (key: string): boolean => (!alone || namesAlone(key)) && !isDatatype(rows, key);
  const name =
    firstKey(names, NAME_KEYS, (key) => fits(key) && isDistinct(rows, key)) ??
    firstKey(names, NAME_KEYS, (key) => fits(key) && !/^(type|kind)$/i.test(key));
  if (name === undefined || value === undefined) return doubtful(rows, free, { name, value, time, keys });
  const rest = free.filter((key) => key !== name && !values.includes(key));
  const quality = firstKey(rest, QUALITY_KEYS, () => true);
  const unit = firstKey(rest, UNIT_KEYS, (key) => typeof sample(key) === 'string');
  const identity = identityOf(withoutKeys(rows[0]!, [name, value]), []);
  const known = new Set([quality, unit, ...(identity?.keys ?? [])]);
  const odd = rest.filter(
    (key) => !known.has(key) && !isBookkeeping(key) && isMeasured(sample(key)) && !isUnsetTime(rows, key),
  );
  if (alone && odd.length > 0) return undefined;
  const doubt = odd.length > 0 ? `${odd[0]} may be a value as well` : undefined;
  return {
    name,
    values: [value, ...values.filter((key) => key !== value)],
    quality,
    unit,
    identity,
    time,
    keys,
    doubt,
  };
}

const VALUES: ReadonlySet<string> = new Set(VALUE_KEYS);

/** One of name and value is not known by its key: a person has to say, where there is anything to read at all. */
function doubtful(
  rows: readonly Row[],
  free: readonly string[],
  found: { name: string | undefined; value: string | undefined; time: FoundTime | undefined; keys: readonly string[] },
): NamedRoles | undefined {
  const { time, keys } = found;
  if (rows.length < 2) return undefined;
  const measured = free.filter((key) => key !== found.name && rows.every((row) => isMeasured(row[key])));
  const value = found.value ?? (measured.length === 1 ? measured[0] : undefined);
  const texts = free.filter((key) => key !== value && rows.every((row) => isWord(row[key])));
  const name =
    found.name ??
    (found.value === undefined && measured.length !== 1 ? undefined : texts.find((key) => isDistinct(rows, key)));
  if (name === undefined || value === undefined || name === value) return undefined;
  // { name: 'pump1', temp: 5 } names its value, and the thing that has it.
  if (found.name !== undefined && found.value === undefined) return undefined;
  if (identityOf(rows[0]!, [])?.keys.includes(name)) return undefined;
  const doubt = `${name} may be a name, ${value} its value`;
  return { name, values: [value], quality: undefined, unit: undefined, identity: undefined, time, keys, doubt };
}

/** A clock that was never set: 0 in each row under the name of a time. */
function isUnsetTime(rows: readonly Row[], key: string): boolean {
  return mayBeTimeName(key) && rows.every((row) => row[key] === 0 || row[key] === undefined || row[key] === null);
}

/** What all rows call the same tells them apart the least. */
function isDistinct(rows: readonly Row[], key: string): boolean {
  return rows.length < 2 || rows.some((row) => row[key] !== rows[0]![key]);
}

const DATATYPE =
  /^(xs:)?(u?int\d*|u?long|float\d*|double|real|bool(ean)?|string|text|number|numeric|integer|d?word|byte|property|decimal|value)$/i;

/** A type may name the quantity (temperature) or only how it is written (Float). */
function isDatatype(rows: readonly Row[], key: string): boolean {
  return rows.every((row) => DATATYPE.test(String(row[key])));
}

/** A series may call its times keys. */
function isDate(value: unknown, readTime: ReadTime): boolean {
  return typeof value === 'string' && value.length >= 10 && /\d[-/.:]\d/.test(value) && readTime(value) !== undefined;
}

function isName(value: unknown): boolean {
  return nameOf(value) !== undefined;
}

function isWord(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && Number.isNaN(Number(value));
}

function isMeasured(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && value !== '' && !Number.isNaN(Number(value)));
}

/** A value, or an object around one: { doubleValue: 5 }, { value: 5 }, { low, high }. */
function isValue(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value !== undefined;
  return (
    isPlainObject(value) &&
    (oneValue(value, () => undefined) !== undefined ||
      (Object.keys(value).length <= 4 && Object.values(value).every((one) => Object(one) !== one)))
  );
}

function withoutKeys(row: Row, keys: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([key]) => !keys.includes(key)));
}
