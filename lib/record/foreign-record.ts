import { DEFAULT_ASSET, describe, InputError, isPlainObject, isSafeName, MAX_FEATURES } from '../input';
import { readComms, readDecision, readDetector, readPosture, readScaling, readTrajectory } from './foreign-parts';
import { readFeatures, readList, readNumbers, readWords } from './foreign-values';
import type { Reading } from './reading';
import type { TwinRecord } from './record';
import { QUALITIES, TAG_ROLES, VERDICTS, type Verdict } from './words';

/** Verdicts that a foreign record may bring: none of them lets it pass for better than it is. */
const GRAVE: readonly Verdict[] = ['suspect', 'anomaly', 'fault'];
const MOST_TEXT = 256;

type Read = (value: Record<string, unknown>, field: string, reading: Reading) => object | undefined;

const SCALARS: Readonly<Record<string, (value: unknown) => boolean>> = {
  label: (value) => typeof value === 'number',
  mode: (value) => typeof value === 'string' && value.length <= MOST_TEXT,
  score: (value) => typeof value === 'number',
  threshold: (value) => typeof value === 'number',
  rarity: (value) => typeof value === 'number',
  anomaly: (value) => typeof value === 'boolean',
  verdict: (value) => VERDICTS.includes(value as Verdict),
};
const WANTED: Readonly<Record<string, string>> = {
  label: 'a number',
  mode: 'a text',
  score: 'a number',
  threshold: 'a number',
  rarity: 'a number',
  anomaly: 'true or false',
  verdict: `one of ${VERDICTS.join(', ')}`,
};

const OBJECTS: Readonly<Record<string, Read>> = {
  values: (value, field) => readNumbers(value, field, false),
  quality: (value, field) => readWords(value, field, QUALITIES),
  roles: (value, field) => readWords(value, field, TAG_ROLES),
  comms: readComms,
  derived: (value, field) => readNumbers(value, field, true),
  scaling: readScaling,
  detector: (value, field, { trust }) => (trust === true ? readDetector(value, field) : undefined),
  parts: (value, field) => readNumbers(value, field, true),
  contributions: (value, field) => readNumbers(value, field, true),
  expected: (value, field) => readNumbers(value, field, true),
  trajectory: readTrajectory,
  decision: (value, field, { trust }) => (trust === true ? readDecision(value, field) : undefined),
  posture: (value, field, { trust }) => (trust === true ? readPosture(value, field) : undefined),
  masked: () => undefined,
  excused: () => undefined,
  chart: () => undefined,
  away: () => undefined,
  response: () => undefined,
};

/**
 * Reads a record that no node of ours made: every part is checked and copied; see read.ts for what is taken.
 * @throws InputError naming the field
 */
export function foreignRecord(payload: Record<string, unknown>, time: number, reading: Reading): TwinRecord {
  const keys = Object.keys(payload);
  if (keys.length > MAX_FEATURES)
    throw new InputError('payload', `has ${keys.length} parts; ${MAX_FEATURES} are possible`);
  const record: Record<string, unknown> = { asset: DEFAULT_ASSET, time, values: {} };
  for (const key of keys) {
    const value = payload[key];
    if (value === undefined || !isSafeName(key)) continue;
    const read =
      key in SCALARS ? readScalar(key, value, reading) : isPart(key) ? readObjectPart(key, value, reading) : value;
    if (read !== undefined) record[key] = read;
  }
  checkStamp(record['asset'], record['time']);
  checkLengths(record as unknown as TwinRecord);
  return record as unknown as TwinRecord;
}

function isPart(key: string): boolean {
  return key in OBJECTS || key === 'features' || key === 'scaled';
}

/** @throws InputError unless the name and the time of a record can be used */
export function checkStamp(asset: unknown, time: unknown): void {
  if (!isSafeName(asset)) {
    throw new InputError('payload.asset', `is ${describe(asset)}; send a text of 1 to 256 characters`);
  }
  if (!Number.isFinite(time)) {
    throw new InputError('payload.time', `is ${describe(time)}; send milliseconds since 1970`);
  }
}

function readScalar(key: string, value: unknown, { trust, dropped }: Reading): unknown {
  // JSON has no NaN: a score that was none arrives as null, and is a fault, never absent.
  if (value === null) return key === 'score' ? Number.NaN : undefined;
  const field = `payload.${key}`;
  if (!SCALARS[key]!(value)) throw new InputError(field, `is ${describe(value)}; send ${WANTED[key]} or leave it out`);
  if (key !== 'verdict' || trust === true || GRAVE.includes(value as Verdict)) return value;
  dropped?.push(key);
  return undefined;
}

/**
 * A checked copy of a part that is an object or a list.
 * @returns undefined when it is dropped; its name then stands in reading.dropped
 */
export function readObjectPart(key: string, value: unknown, reading: Reading): unknown {
  const field = `payload.${key}`;
  if (key === 'features') return readFeatures(value, field);
  if (key === 'scaled') return readList(value, field);
  if (!isPlainObject(value)) {
    const wanted = key === 'values' ? 'send { tag: number }' : 'send an object or leave it out';
    throw new InputError(field, `is ${describe(value)}; ${wanted}`);
  }
  const read = OBJECTS[key]!(value, field, reading);
  if (read === undefined) reading.dropped?.push(key);
  return read;
}

/** What is listed in features order must have as many members. */
function checkLengths({ features, scaled, scaling }: TwinRecord): void {
  const length = features?.length ?? scaled?.length;
  for (const [field, list] of [
    ['payload.scaled', scaled],
    ['payload.scaling.center', scaling?.center],
    ['payload.scaling.scale', scaling?.scale],
  ] as const) {
    if (list !== undefined && length !== undefined && list.length !== length) {
      throw new InputError(field, `has ${list.length} numbers; there are ${length} features`);
    }
  }
}
