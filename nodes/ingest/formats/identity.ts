import { ASSET_KEYS, firstKey, nameOf, SENSOR_KEYS } from './key-names';

/** Which keys of an object name the thing that its values belong to. */
export interface Identity {
  readonly keys: readonly string[];
}

/**
 * Finds what names the thing: a device, an asset, a number of a sensor. A sensor beside a device is a part of it.
 * @param others further keys that may name it where none of these does
 */
export function identityOf(
  object: Readonly<Record<string, unknown>>,
  others: readonly string[] = NAME,
): Identity | undefined {
  const keys = Object.keys(object);
  const fits = (key: string): boolean => nameOf(object[key]) !== undefined;
  const thing = firstKey(keys, ASSET_KEYS, fits);
  const sensor = firstKey(keys, SENSOR_KEYS, fits);
  const found = [thing, sensor].filter((key) => key !== undefined);
  if (found.length > 0) return { keys: found };
  const name = firstKey(keys, others, fits);
  return name === undefined ? undefined : { keys: [name] };
}

const NAME = ['name'];

/** @returns undefined when one of the keys names nothing in this object */
export function assetIn(object: Readonly<Record<string, unknown>>, { keys }: Identity): string | undefined {
  if (keys.length === 1) return nameOf(object[keys[0]!]);
  const names = keys.map((key) => nameOf(object[key]));
  return names.includes(undefined) ? undefined : names.join('/');
}
