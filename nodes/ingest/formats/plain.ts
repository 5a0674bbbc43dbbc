import { numberedTags } from '../../../lib/features';
import { describe, InputError, isPlainObject, own } from '../../../lib/record';
import { isTimeName } from '../../../lib/time-names';
import type { Format, ParseContext, Reading } from '../reading';

/** Objects of tags: { temp: 65.2, pressure: 4.5 }, with a time, an asset and nested objects if it has them. */

const ASSET_NAMES = new Set([
  'asset',
  'assetid',
  'asset_id',
  'device',
  'deviceid',
  'device_id',
  'thingid',
  'machine',
  'twin',
]);
const REVISION_NAMES = new Set(['seq', 'sequence', 'sequencenumber']);
const MAX_DEPTH = 8;
const MAX_LEAVES = 4000;

/** What the keys of an object mean; sources repeat themselves, so it is worked out once. */
interface Shape {
  readonly keys: readonly string[];
  /** 1: a tag; 0: time, asset or sequence number. */
  readonly isTag: Uint8Array;
  readonly tags: readonly string[];
  readonly time: string | undefined;
  readonly asset: string | undefined;
  readonly revision: string | undefined;
}

/** Reads objects; remembers their shapes by topic. */
export class ObjectReader {
  readonly #shapes = new Map<unknown, Shape>();
  /** What knows found: the same message is read next. */
  #fitted: { object: object; values: unknown[] } | undefined;

  /** Whether an object of this shape came with this topic before. */
  knows(object: Record<string, unknown>, topic: unknown): boolean {
    const shape = this.#shapes.get(topic);
    const values = shape === undefined ? undefined : fitting(object, shape);
    this.#fitted = values === undefined ? undefined : { object, values };
    return values !== undefined;
  }

  /** @param field where the object stands, for errors: 'payload' */
  read(object: Record<string, unknown>, topic: unknown, field: string, context: ParseContext): Reading {
    const known = this.#shapes.get(topic);
    if (known !== undefined) {
      const values = this.#fitted?.object === object ? this.#fitted.values : fitting(object, known);
      this.#fitted = undefined;
      if (values !== undefined) return reading(object, known, known.tags, values, topic, field, context);
    }
    const shape = shapeOf(object, context.timeTag?.name);
    if (this.#shapes.size >= MAX_SHAPES) this.#shapes.clear();
    this.#shapes.set(topic, shape);
    const flat = { tags: [] as string[], values: [] as unknown[], parents: [] as string[] };
    for (let i = 0; i < shape.keys.length; i++) {
      if (shape.isTag[i] === 1) flatten(shape.keys[i]!, object[shape.keys[i]!], 0, flat, field);
    }
    const nested = flat.tags.length !== shape.tags.length || flat.tags.some((tag, i) => tag !== shape.tags[i]);
    if (!nested) return reading(object, shape, shape.tags, flat.values, topic, field, context);
    return { ...reading(object, shape, flat.tags, flat.values, topic, field, context), parents: flat.parents };
  }
}

const MAX_SHAPES = 5000;

/** The values of the tags when the object has exactly these keys and nothing nested; undefined otherwise. */
function fitting(object: Record<string, unknown>, { keys, isTag }: Shape): unknown[] | undefined {
  const values: unknown[] = [];
  let i = 0;
  for (const key in object) {
    if (keys[i] !== key) return undefined;
    const value = object[key];
    if (isTag[i] === 1) {
      if (typeof value === 'object' && value !== null && !isLeaf(value)) return undefined;
      values.push(value);
    }
    i++;
  }
  return i === keys.length ? values : undefined;
}

function shapeOf(object: Record<string, unknown>, timeTag: string | undefined): Shape {
  const keys = Object.keys(object);
  const time = timeTag !== undefined && Object.hasOwn(object, timeTag) ? timeTag : keys.find(isTimeName);
  const asset = keys.find((key) => ASSET_NAMES.has(key.toLowerCase()) && typeof object[key] === 'string');
  const revision = keys.find((key) => REVISION_NAMES.has(key.toLowerCase()) && Number.isInteger(object[key]));
  const special = [time, asset, revision];
  const isTag = Uint8Array.from(keys, (key) => (special.includes(key) ? 0 : 1));
  return { keys, isTag, tags: keys.filter((_, i) => isTag[i] === 1), time, asset, revision };
}

function reading(
  object: Record<string, unknown>,
  shape: Shape,
  tags: readonly string[],
  values: unknown[],
  topic: unknown,
  field: string,
  context: ParseContext,
): Reading {
  const named = shape.asset === undefined ? undefined : object[shape.asset];
  const asset = typeof named === 'string' ? named : context.assetOf(topic);
  const time = shape.time === undefined ? undefined : timeOf(object[shape.time], shape.time, field, context);
  const revision = shape.revision === undefined ? undefined : object[shape.revision];
  if (typeof revision === 'number') return { asset, time, tags, values, revision };
  return { asset, time, tags, values };
}

/** @throws InputError for a time that cannot be read: guessing it would put the values in the wrong place */
export function timeOf(raw: unknown, name: string, field: string, context: ParseContext): number {
  const declared = context.timeTag?.name === name ? context.timeTag : undefined;
  const time = context.time(raw, declared?.format);
  if (time !== undefined) return time;
  const how =
    declared?.format === undefined ? 'as ISO 8601 or seconds, ms, us or ns since 1970' : `as ${declared.format}`;
  throw new InputError(
    `${field}.${name}`,
    `is ${describe(raw)}, which was tried ${how}; give its format in the tag table, for example dd/MM/yy HH`,
  );
}

/** Not to be taken apart: dates, buffers and 64-bit integers. */
function isLeaf(value: object): boolean {
  if (value instanceof Date || ArrayBuffer.isView(value)) return true;
  return isPlainObject(value) && typeof own(value, 'low') === 'number' && typeof own(value, 'high') === 'number';
}

/** Nested values get the path that Node-RED would write: motor.speed. */
export function flatten(
  name: string,
  value: unknown,
  depth: number,
  out: { tags: string[]; values: unknown[]; parents?: string[] },
  field: string,
): void {
  if (typeof value !== 'object' || value === null || isLeaf(value)) {
    out.tags.push(name);
    out.values.push(value);
    if (out.tags.length > MAX_LEAVES)
      throw new InputError(field, `holds more than ${MAX_LEAVES} values; send fewer at a time`);
    return;
  }
  if (depth >= MAX_DEPTH)
    throw new InputError(`${field}.${name.slice(0, 40)}`, `is nested deeper than ${MAX_DEPTH} levels; map its paths`);
  out.parents?.push(name);
  for (const key of Object.keys(value))
    flatten(`${name}.${key}`, (value as Record<string, unknown>)[key], depth + 1, out, field);
}

/** { tag: value } */
export function createObject(): Format {
  const reader = new ObjectReader();
  return {
    name: 'object',
    title: 'plain object',
    detect({ payload, topic }) {
      if (!isPlainObject(payload)) return 0;
      // The same keys from the same topic: what it was before.
      return reader.knows(payload, topic) ? 0.95 : 0.2;
    },
    parse({ payload, topic }, context) {
      if (!isPlainObject(payload)) throw new InputError('payload', `is ${describe(payload)}; send an object of tags`);
      return [reader.read(payload, topic, 'payload', context)];
    },
  };
}

/** [{ tag: value }, ...] or [[value, ...], ...] */
export function createRows(): Format {
  const reader = new ObjectReader();
  return {
    name: 'rows',
    title: 'rows',
    detect: ({ payload }) =>
      Array.isArray(payload) && payload.length > 0 && typeof payload[0] === 'object' && payload[0] !== null ? 0.3 : 0,
    parse({ payload, topic }, context) {
      if (!Array.isArray(payload)) throw new InputError('payload', `is ${describe(payload)}; send an array of rows`);
      // Array.from, as map would leave the holes of a sparse list as holes.
      return Array.from(payload, (row: unknown, i) => {
        const field = `payload[${i}]`;
        if (Array.isArray(row)) return numbered(row, topic, field, context);
        if (!isPlainObject(row))
          throw new InputError(field, `is ${describe(row)}; send an object of tags for each row`);
        return reader.read(row, topic, field, context);
      });
    },
  };
}

/** [value, ...]: the tags t1..tn. */
export function createArray(): Format {
  return {
    name: 'array',
    title: 'array of numbers',
    detect: ({ payload }) => (isNumbers(payload) ? 0.5 : 0),
    parse({ payload, topic }, context) {
      if (!Array.isArray(payload) && !ArrayBuffer.isView(payload))
        throw new InputError('payload', `is ${describe(payload)}; send an array of numbers`);
      return [numbered(Array.from(payload as ArrayLike<unknown>), topic, 'payload', context)];
    },
  };
}

function isNumbers(payload: unknown): boolean {
  if (payload instanceof Float64Array || payload instanceof Float32Array) return payload.length > 0;
  if (!Array.isArray(payload) || payload.length === 0) return false;
  return payload.every((value) => typeof value !== 'object' || value === null);
}

function numbered(row: readonly unknown[], topic: unknown, field: string, context: ParseContext): Reading {
  if (row.length === 0 || row.length > MAX_LEAVES)
    throw new InputError(field, `is ${describe(row)}; send 1 to ${MAX_LEAVES} numbers`);
  return { asset: context.assetOf(topic), time: undefined, tags: numberedTags(row.length), values: row };
}
