import { isPlainObject } from '../../../lib/input';
import { ASSET_KEYS, firstKey, nameOf, plainName, SENSOR_KEYS } from './key-names';

/** Which keys of an object name the thing that its values belong to. */
export interface Identity {
  readonly keys: readonly string[];
  /** Keys that lead on from the object that the one key holds: device: { id }. */
  readonly inside?: readonly string[];
}

/**
 * Finds what names the thing: a device, an asset, a number of a sensor. A sensor beside a device is a part of it.
 * @param others further keys that may name it where none of these does
 */
export function identityOf(
  object: Readonly<Record<string, unknown>>,
  others: readonly string[] = NAME,
  depth = 0,
): Identity | undefined {
  const keys = Object.keys(object);
  // Shelly and others count their messages under serial.
  const fits = (key: string): boolean =>
    nameOf(object[key]) !== undefined && !(typeof object[key] === 'number' && plainName(key) === 'serial');
  const thing = firstKey(keys, ASSET_KEYS, fits);
  const sensor = firstKey(keys, SENSOR_KEYS, fits);
  const found = [thing, sensor].filter((key) => key !== undefined);
  if (found.length > 0) return { keys: found };
  // A device of a model that many may be of: rtl_433 and its like.
  const model = ['model', 'id'].every((key) => fits(key));
  if (model) return { keys: ['model', 'id'] };
  const nested = depth > MAX_WRAPS ? undefined : nestedIdentity(object, keys, depth);
  if (nested !== undefined) return nested;
  const name = firstKey(keys, others, fits);
  return name === undefined ? undefined : { keys: [name] };
}

const NAME = ['name'];
/** In an object that is called after a thing. */
const OF_THING = [...ASSET_KEYS, 'id', 'uid', 'name'];
const THINGS: ReadonlySet<string> = new Set(ASSET_KEYS);
/** Objects that say something about all that stands beside them. */
const ABOUT = new Set([
  'tags',
  'labels',
  'meta',
  'metadata',
  'source',
  'header',
  'info',
  'deviceinfo',
  'context',
  'iothub',
  'systemproperties',
]);

/** device: { id: 'p1' } and tags: { machine: 'p1' } name the thing as well; two such objects do not. */
function nestedIdentity(
  object: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  depth: number,
): Identity | undefined {
  let found: Identity | undefined;
  for (const key of keys) {
    const inner = object[key];
    if (typeof inner !== 'object' || !isPlainObject(inner)) continue;
    const inside = insideOf(inner, plainName(key), keys.length === 1, depth);
    if (inside === undefined) continue;
    if (found !== undefined) return undefined;
    found = { keys: [key], inside };
  }
  return found;
}

const META_KEYS = [...ASSET_KEYS, ...SENSOR_KEYS];
const MAX_WRAPS = 3;

function insideOf(
  inner: Readonly<Record<string, unknown>>,
  name: string,
  alone: boolean,
  depth: number,
): readonly string[] | undefined {
  const names = THINGS.has(name) ? OF_THING : ABOUT.has(name) ? META_KEYS : undefined;
  if (names !== undefined) {
    const key = firstKey(Object.keys(inner), names, (one) => nameOf(inner[one]) !== undefined);
    return key === undefined ? undefined : [key];
  }
  // What wraps all of a message says nothing: { body: { deviceId, temp } }.
  const wrapped = alone ? identityOf(inner, [], depth + 1) : undefined;
  return wrapped === undefined ? undefined : [wrapped.keys[0]!, ...(wrapped.inside ?? [])];
}

/** Keys that hold no measurement because they name the thing. */
export function namingKeys(
  object: Readonly<Record<string, unknown>>,
  identity: Identity | undefined,
): readonly string[] {
  if (identity?.inside === undefined) return identity?.keys ?? [];
  if (identity.inside.length > 1) return [];
  const around = Object.entries(object[identity.keys[0]!] as Record<string, unknown>);
  const measured = around.some(
    ([key, value]) => key !== identity.inside![0] && typeof value !== 'string' && value !== null,
  );
  return measured ? [] : identity.keys;
}

/** @returns undefined when one of the keys names nothing in this object */
export function assetIn(object: Readonly<Record<string, unknown>>, { keys, inside }: Identity): string | undefined {
  if (inside !== undefined) {
    let held: unknown = object[keys[0]!];
    for (const key of inside) held = isPlainObject(held) ? held[key] : undefined;
    return nameOf(held);
  }
  if (keys.length === 1) return nameOf(object[keys[0]!]);
  const names = keys.map((key) => nameOf(object[key]));
  return names.includes(undefined) ? undefined : names.join('/');
}
