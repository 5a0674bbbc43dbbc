import { describe, InputError, isPlainObject } from '../../../lib/input';
import { numberedTags } from '../../../lib/record/features';
import type { Format, ParseContext, Reading } from '../reading';
import { together } from './collect';
import { MAX_LEAVES } from './flatten';
import { besides, surroundings } from './named';
import { type Draft, ObjectReader } from './object-reader';
import { oneValue, readOneValue } from './one-value';
import { checkApart, rowNames } from './rows-apart';
import { type RowsInside, rowsInside } from './rows-inside';

/** { tag: value }: { temp: 65.2, pressure: 4.5 }, with a time, an asset and nested objects if it has them. */
export function createObject(): Format {
  const reader = new ObjectReader();
  return {
    name: 'object',
    title: 'plain object',
    reads: {
      what: 'nested or flat; `{ value, time, quality, unit }` is one value',
      asset: 'topic, or a key such as deviceId',
      tag: 'key, path with dots',
      time: 'a key such as timestamp',
      quality: 'null: bad; an object where a number was, or a text: bad',
    },
    detect({ payload, topic }) {
      if (!isPlainObject(payload)) return 0;
      // The same keys from the same topic: what it was before.
      return reader.knows(payload, topic) ? 0.95 : 0.2;
    },
    fits: ({ payload, topic }) => isPlainObject(payload) && reader.knowsAll(payload, topic),
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
    reads: {
      what: 'a list of objects of tags, also inside of an answer',
      asset: 'topic, or a key such as deviceId',
      tag: 'key',
      time: 'a key such as timestamp',
      quality: 'null: bad; an object where a number was, or a text: bad',
    },
    detect({ payload }) {
      if (isPlainObject(payload)) return rowsInside(payload) === undefined ? 0 : 0.55;
      if (!Array.isArray(payload) || payload.length === 0) return 0;
      return typeof payload[0] === 'object' && payload[0] !== null ? 0.3 : 0;
    },
    parse({ payload, topic }, context) {
      const inside = isPlainObject(payload) ? rowsInside(payload) : undefined;
      if (inside !== undefined) return wrapped(inside, reader, topic, context);
      if (!Array.isArray(payload)) throw new InputError('payload', `is ${describe(payload)}; send an array of rows`);
      const names = rowNames(payload, context);
      const draft: Draft = {};
      // Array.from, as map would leave the holes of a sparse list as holes.
      const readings = Array.from(payload, (row: unknown, i) => {
        const field = `payload[${i}]`;
        if (Array.isArray(row)) return numbered(row, topic, field, context);
        if (!isPlainObject(row))
          throw new InputError(field, `is ${describe(row)}; send an object of tags for each row`);
        return reader.read(row, topic, field, context, names, draft);
      });
      checkApart(payload, readings);
      return readings;
    },
  };
}

function wrapped(
  { rows, parents, prefix }: RowsInside,
  reader: ObjectReader,
  topic: unknown,
  context: ParseContext,
): Reading[] {
  const around = surroundings(parents, topic, context);
  const within: ParseContext = { ...context, assetOf: () => around.asset };
  const names = rowNames(rows, context);
  const draft: Draft = {};
  const readings = rows.map((row, i): Reading => {
    const one = oneValue(row, (value, format) => context.time(value, format));
    if (one !== undefined) {
      const { value, time, quality, unit } = readOneValue(row, one, context);
      const tag = one.value.toLowerCase() === 'value' ? 'value' : one.value;
      return {
        asset: around.asset,
        time: time ?? around.time,
        tags: [prefix + tag],
        values: [value],
        qualities: [quality],
        units: [unit],
      };
    }
    const reading = reader.read(row, topic, `payload row ${i + 1}`, within, names, draft);
    const time = reading.time ?? around.time;
    return prefix === '' ? { ...reading, time } : { ...reading, time, tags: reading.tags.map((tag) => prefix + tag) };
  });
  checkApart(rows, readings);
  // Numbers beside the rows are of the whole, and as new as its newest row.
  const newest = readings.reduce<number | undefined>(
    (last, { time }) => (time! > (last ?? 0) ? time : last),
    undefined,
  );
  const others = besides([{ parents }], topic, context).map(([, point]) => ({ ...point, time: point.time ?? newest }));
  return others.length === 0 ? readings : [...readings, ...together(around.asset, others)];
}

/** [value, ...]: the tags t1..tn. */
export function createArray(): Format {
  return {
    name: 'array',
    title: 'array of numbers',
    reads: {
      what: 'numbers without names',
      asset: 'topic',
      tag: 't1..tn',
      time: 'arrival',
      quality: '',
    },
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
