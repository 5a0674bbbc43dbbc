import { asRecord, describe, InputError, isPlainObject, type Scaling, type TwinRecord } from '../record';
import { readRow } from '../rows';
import { Schema } from '../schema';
import { LearningBuffer } from './buffer';
import { Continuity } from './gaps';

/** More numbers than this in one order would not fit into the memory of a small machine. */
const MOST_NUMBERS = 20_000_000;

/** The rows of a train order, and what they say of themselves; undefined where they say nothing. */
export interface TrainingHistory {
  readonly buffer: LearningBuffer;
  readonly scaling: Scaling | undefined;
  readonly roles: TwinRecord['roles'];
}

/**
 * Reads the rows of a train order: records, objects of numbers, or arrays of numbers (in the order of the known
 * features, or named t1..tn when there are none).
 * @param features of the asset's records so far; empty when none has come
 * @param window of the network that is to learn from them: it says which gaps between two rows can be bridged
 * @throws InputError naming the row and field; nothing was changed then
 */
export function readHistory(
  payload: unknown,
  features: readonly string[],
  least: number,
  window: number,
): TrainingHistory {
  if (!Array.isArray(payload)) {
    throw new InputError('payload', `is ${describe(payload)}; send rows to train on: a list of records or of lists`);
  }
  if (payload.length < least) throw new InputError('payload', `has ${payload.length} rows; send at least ${least}`);
  const lists = readLists(payload, features);
  if (lists !== undefined) return { buffer: lists, scaling: undefined, roles: undefined };
  const schema = new Schema();
  const buffer = new LearningBuffer();
  const continuity = new Continuity(window);
  let row = new Float64Array(0);
  let scaling: Scaling | undefined;
  let roles: TwinRecord['roles'];
  payload.forEach((item: unknown, t) => {
    const record = inRow(t, () => asRecord(named(item, features), t));
    const names = inRow(t, () => schema.of(record));
    if (names.length * payload.length > MOST_NUMBERS) {
      throw new InputError(
        'payload',
        `has ${payload.length} rows of ${names.length}; send at most ${MOST_NUMBERS} numbers`,
      );
    }
    if (names.length !== row.length) row = new Float64Array(names.length);
    inRow(t, () => readRow(record, names, row));
    schema.adopt(names);
    continuity.meet(record.time, record.comms?.gap);
    // Recordings one after the other: the second begins before the first has ended.
    if (record.time < buffer.range[1]) continuity.leaveOut();
    buffer.add(names, row, record.time, continuity.take());
    scaling = record.scaling ?? scaling;
    roles = record.roles ?? roles;
  });
  return { buffer, scaling, roles };
}

/**
 * The common case, a long history of plain lists, without an object for each row: it is read between two messages.
 * @returns undefined when the rows are anything else, or hold anything but finite numbers
 */
function readLists(payload: readonly unknown[], features: readonly string[]): LearningBuffer | undefined {
  const first = payload[0];
  const width = Array.isArray(first) ? first.length : 0;
  if (width === 0 || width * payload.length > MOST_NUMBERS || (features.length > 0 && features.length !== width)) {
    return undefined;
  }
  const right = (row: unknown): boolean => Array.isArray(row) && row.length === width && row.every(Number.isFinite);
  if (!payload.every(right)) return undefined;
  const names = features.length > 0 ? features : Array.from({ length: width }, (_, i) => `t${i + 1}`);
  const buffer = new LearningBuffer();
  for (const [t, row] of payload.entries()) buffer.add(names, row as number[], t);
  return buffer;
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
