import { InputError } from '../../lib/record';
import type { Reading } from './reading';
import type { SeenTag } from './schema';

/** Values of one reading. */
const MAX_VALUES = 4000;
/** Bytes that a row takes at least. */
const ROW_BYTES = 10;

/** What objects and lists weigh shows only once they were read. @throws InputError */
export function checkReadings(readings: readonly Reading[], maxSize: number): void {
  const rows = Math.floor(maxSize / ROW_BYTES);
  if (readings.length > rows) {
    throw new InputError(
      'payload',
      `holds ${readings.length} rows, the limit is ${rows}; raise the largest message or send less at a time`,
    );
  }
  for (const { tags } of readings) {
    if (tags.length > MAX_VALUES)
      throw new InputError(
        'payload',
        `holds ${tags.length} values at one time, the limit is ${MAX_VALUES}; send fewer`,
      );
  }
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
