import { isPlainObject, own } from '../../../lib/input';
import { type FoundTime, findTime, joinedTime } from '../../../lib/time/names';
import type { ParseContext } from '../reading';
import type { Extra } from './collect';
import { identityOf } from './identity';
import { firstKey, isBookkeeping, QUALITY_KEYS, UNIT_KEYS } from './key-names';
import { anyQuality } from './quality';

type Row = Readonly<Record<string, unknown>>;

/** Which keys of an object hold the one value that it is about, and what is said of it. */
export interface OneValue {
  readonly value: string;
  readonly quality: string | undefined;
  readonly unit: string | undefined;
  readonly time: FoundTime | undefined;
  readonly keys: readonly string[];
}

const MAX_KEYS = 12;
const ONE_VALUE = ['value', 'v', 'val'];
const DATATYPE = /type$/i;

/**
 * { value, time, quality, unit } and nothing else that could be measured or would name a thing.
 * @returns undefined when it is more, or when nothing says that the value is one of a tag
 */
export function oneValue(
  object: Row,
  readTime: (value: unknown, format?: string) => number | undefined,
): OneValue | undefined {
  if (!ONE_VALUE.some((name) => hasKey(object, name))) return undefined;
  const keys = Object.keys(object);
  if (keys.length > MAX_KEYS) return undefined;
  const value = firstKey(keys, ONE_VALUE, (key) => isSingle(object[key]));
  if (value === undefined || identityOf(object) !== undefined) return undefined;
  const time = findTime(keys, (at) => object[keys[at]!], readTime);
  const timed = new Set(time === undefined ? [] : [time.at, time.clock, ...time.others].map((at) => keys[at ?? -1]));
  const quality = firstKey(keys, QUALITY_KEYS, (key) => key !== value);
  const unit = firstKey(keys, UNIT_KEYS, (key) => typeof object[key] === 'string');
  // { value } and nothing else is one as well.
  if (keys.length > 1 && time === undefined && quality === undefined && unit === undefined) return undefined;
  const rest = keys.filter((key) => key !== value && key !== quality && key !== unit && !timed.has(key));
  if (!rest.every((key) => isBookkeeping(key) || DATATYPE.test(key))) return undefined;
  return { value, quality, unit, time, keys };
}

function hasKey(object: Row, name: string): boolean {
  return (
    Object.hasOwn(object, name) ||
    Object.hasOwn(object, name.toUpperCase()) ||
    Object.hasOwn(object, name[0]!.toUpperCase() + name.slice(1))
  );
}

function isSingle(value: unknown): boolean {
  return typeof value !== 'object' || value === null || (isPlainObject(value) && isDigitalState(value));
}

/** PI's word for a number: { Name: 'I/O Timeout', Value: 246, IsSystem: true }. */
export function isDigitalState(object: Row): boolean {
  return typeof own(object, 'Name') === 'string' && Object.hasOwn(object, 'Value') && Object.hasOwn(object, 'IsSystem');
}

/** The number of a digital state of the process; the word of one of PI's own, which all mean that there is no number. */
export function plainValue(value: unknown): unknown {
  if (typeof value !== 'object' || !isPlainObject(value) || !isDigitalState(value)) return value;
  return value['IsSystem'] === true ? value['Name'] : value['Value'];
}

/** The value and what is said of it. */
export function readOneValue(object: Row, found: OneValue, context: ParseContext): Extra & { readonly value: unknown } {
  const { value, quality, unit, time, keys } = found;
  const raw = time === undefined ? undefined : object[keys[time.at]!];
  const clock = time?.clock === undefined ? undefined : object[keys[time.clock]!];
  return {
    value: plainValue(object[value] ?? null),
    quality: quality === undefined ? undefined : anyQuality(object[quality], quality),
    unit: unit === undefined ? undefined : (object[unit] as string),
    time: clock === undefined ? context.time(raw, time?.format) : context.time(joinedTime(raw, clock)),
  };
}
