import { describe, InputError, isPlainObject, own } from '../../input';
import { asRecord } from '../../record/read';
import type { Scaling, TwinRecord } from '../../record/record';
import { readRow } from '../../record/rows';
import { Schema } from '../../record/schema';
import { Continuity } from '../live/gaps';
import { LearningBuffer } from './buffer';
import type { Job } from './job';
import type { UnreadJob } from './reading';

/** More numbers than this in one order would not fit into the memory of a small machine. */
const MOST_NUMBERS = 20_000_000;

/** Rows and numbers of an order that are read at once; more are read in slices of this size, between two messages. */
const SLICE_ROWS = 500;
const SLICE_NUMBERS = 5000;
/** Rows of each mode that are looked at at once where the order has more than a slice. */
const FIRST_ROWS = 2;

/** What the rows of an order are read against. */
export interface HistoryContext {
  /** Names of the asset's features so far; empty when none has come. */
  readonly features: readonly string[];
  /** Of the network that is to learn from them: it says which gaps between two rows can be bridged. */
  readonly window: number;
  /** Positions of the rows that are to be read; absent where all are. */
  readonly only?: readonly number[] | undefined;
}

/**
 * The rows of a train order: records, objects of numbers, or arrays of numbers (in the order of the known features, or
 * named t1..tn when there are none). Few rows are read at once; many are left to be read slice by slice.
 * @param least rows that a training takes
 * @throws InputError naming the row and field; nothing was changed then
 */
export function readHistory(payload: unknown, context: HistoryContext, least: number): Job | UnreadJob {
  if (!Array.isArray(payload)) {
    throw new InputError('payload', `is ${describe(payload)}; send rows to train on: a list of records or of lists`);
  }
  const records = context.only?.length ?? payload.length;
  if (records < least) throw new InputError('payload', `has ${records} rows; send at least ${least}`);
  const slices = readRows(payload, context);
  const first = slices.next();
  return first.done === true ? first.value : { records, slices };
}

/** Reads rows; pauses after each slice. @throws InputError naming the row and field */
function* readRows(payload: readonly unknown[], context: HistoryContext): Generator<void, Job> {
  const { only, window } = context;
  const count = only?.length ?? payload.length;
  const first: unknown = payload[only?.[0] ?? 0];
  const features = context.features.length === 0 && Array.isArray(first) ? numbered(first.length) : context.features;
  const schema = new Schema(Array.isArray(first) ? features : []);
  const buffer = new LearningBuffer();
  const continuity = new Continuity(window);
  let row = new Float64Array(0);
  let scaling: Scaling | undefined;
  let roles: TwinRecord['roles'];
  const most = sliceOf(widthOf(first));
  let rest = payload.length <= most ? most : Math.min(most, FIRST_ROWS);
  for (let t = 0; t < count; t++) {
    if (--rest < 0) {
      yield;
      rest = most - 1;
    }
    const position = only?.[t] ?? t;
    const item = payload[position];
    if (isPlainRow(item, schema.features.length)) {
      // The common case of a long history, without an object for each row.
      continuity.meet(position, undefined);
      buffer.add(schema.features, item, position, continuity.take());
      continue;
    }
    const record = inRow(position, () => asRecord(named(item, features), position));
    const names = inRow(position, () => schema.of(record));
    if (names.length * count > MOST_NUMBERS) {
      throw new InputError('payload', `has ${count} rows of ${names.length}; send at most ${MOST_NUMBERS} numbers`);
    }
    if (names.length !== row.length) row = new Float64Array(names.length);
    inRow(position, () => readRow(record, names, row));
    schema.adopt(names);
    continuity.meet(record.time, record.comms?.gap);
    // Recordings one after the other: the second begins before the first has ended.
    if (record.time < buffer.range[1]) continuity.leaveOut();
    buffer.add(names, row, record.time, continuity.take());
    scaling = record.scaling ?? scaling;
    roles = record.roles ?? roles;
  }
  return { buffer, scaling, roles, of: only && payload.length };
}

/** Rows of a slice. @param width numbers in a row */
function sliceOf(width: number): number {
  return Math.max(1, Math.min(SLICE_ROWS, Math.floor(SLICE_NUMBERS / Math.max(1, width))));
}

function widthOf(item: unknown): number {
  if (Array.isArray(item)) return item.length;
  if (!isPlainObject(item)) return 1;
  const values = own(item, 'values');
  return Object.keys(isPlainObject(values) ? values : item).length;
}

function numbered(width: number): readonly string[] {
  return Array.from({ length: width }, (_, i) => `t${i + 1}`);
}

function isPlainRow(item: unknown, width: number): item is number[] {
  return Array.isArray(item) && item.length === width && width > 0 && item.every(Number.isFinite);
}

/** A list of numbers gets the names of the known features. */
function named(item: unknown, features: readonly string[]): unknown {
  if (Array.isArray(item) && features.length > 0) {
    if (item.length !== features.length) {
      throw new InputError(
        'payload',
        `has ${item.length} numbers; the asset has ${features.length} features: ${features.slice(0, 10).join(', ')}`,
      );
    }
    return Object.fromEntries(features.flatMap((name, i) => (isMissing(item[i]) ? [] : [[name, item[i]]])));
  }
  // The record that a caller keeps is not to be filled in by asRecord.
  return isPlainObject(item) ? { ...item } : item;
}

function isMissing(value: unknown): boolean {
  return value === null || Number.isNaN(value);
}

function inRow<T>(t: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) {
      throw new InputError(
        error.field.replace(/^payload/, `payload[${t}]`),
        error.message.slice(error.field.length + 2),
      );
    }
    throw error;
  }
}
