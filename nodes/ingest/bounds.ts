import { InputError } from '../../lib/input';
import type { Reading } from './reading';
import type { SeenTag } from './schema';
import { LATEST } from './time';

/** Values of one reading. */
const MAX_VALUES = 4000;
/** Bytes that a row takes at least. */
const ROW_BYTES = 10;

/** A member of a list or an object takes at least so many bytes as JSON. */
const MEMBER_BYTES = 2;
/** No object of a source is wider than this: values at one time are fewer. */
const WIDEST = 10_000;
/** No source nests deeper; formats look at most a few levels down. */
const DEEPEST = 64;

/**
 * Counts the members of a payload before anything of it is read or copied, so that a huge one costs no more than finding
 * that out. Lists are dense from here on.
 * @throws InputError
 */
export function checkPayload(payload: unknown, maxSize: number): void {
  if (typeof payload !== 'object' || payload === null || ArrayBuffer.isView(payload)) return;
  const most = Math.floor(maxSize / MEMBER_BYTES);
  let count = 0;
  let level: object[] = [payload];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST)
      throw new InputError('payload', `is nested deeper than ${DEEPEST} levels; send a flatter message`);
    const next: object[] = [];
    for (const holder of level) {
      const list = Array.isArray(holder);
      if (list) count += holder.length;
      if (count > most) throw tooMany(most);
      let width = 0;
      for (const key in holder) {
        width++;
        if (!list && width > WIDEST)
          throw new InputError('payload', `holds more than ${WIDEST} names in one object; send fewer at a time`);
        const value = (holder as Record<string, unknown>)[key];
        if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) next.push(value);
      }
      // No JSON has any, and each of the formats would have to think of them.
      if (list && width < holder.length)
        throw new InputError('payload', 'has a list with holes; send null for what is missing');
      if (!list) count += width;
    }
    level = next;
  }
}

function tooMany(most: number): InputError {
  return new InputError('payload', `holds more than ${most} values; raise the largest message or send less at a time`);
}

/** What objects and lists weigh shows only once they were read. @throws InputError */
export function checkReadings(readings: readonly Reading[], maxSize: number): void {
  const rows = Math.floor(maxSize / ROW_BYTES);
  if (readings.length > rows) {
    throw new InputError(
      'payload',
      `holds ${readings.length} rows, the limit is ${rows}; raise the largest message or send less at a time`,
    );
  }
  for (const { tags, time, times } of readings) {
    if (time !== undefined) checkTime(time);
    if (times !== undefined) for (const one of times) if (one !== undefined) checkTime(one);
    if (tags.length > MAX_VALUES)
      throw new InputError(
        'payload',
        `holds ${tags.length} values at one time, the limit is ${MAX_VALUES}; send fewer`,
      );
  }
}

/** Not all formats read their times as texts or numbers of any unit, which have bounds of their own. */
function checkTime(time: number): void {
  if (Math.abs(time) <= LATEST) return;
  throw new InputError('payload', `has the time ${time} ms, which no clock shows; send ms since 1970`);
}

/** @param known tags of the asset before @throws InputError when it would have too many */
export function checkTags(asset: string, known: number, fresh: readonly SeenTag[], most: number): void {
  const count = known + fresh.length;
  if (count <= most) return;
  throw new InputError(
    `payload.${fresh[0]!.name}`,
    `would be tag ${count} of asset ${JSON.stringify(asset)}, the limit is ${most}; raise it or map fewer tags`,
  );
}
