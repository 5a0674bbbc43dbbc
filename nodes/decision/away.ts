import type { Alarm } from '../../lib/alarm/alarm';
import { deviating } from './evidence/deviation';
import type { Picture } from './evidence/picture';
import { hasOffset } from './evidence/presence';
import { residualChannel } from './evidence/take-picture';
import type { Sight } from './observe/memory';

/** Normal records for which an alarm stays because a tag has not come back; then it is what the plant is like now. */
const MOST_RECORDS = 64;

/**
 * Whether a tag that an open alarm is about is still away from what it is compared with, although the detector calls the record
 * normal: a detector's score follows the recent past, so an offset that stays is soon within the limit. The way back
 * would then be taken for another alarm.
 */
export function isStillAway(alarm: Alarm, picture: Picture, { channels, recent, reference }: Sight): boolean {
  if (!alarm.active || alarm.quiet >= MOST_RECORDS) return false;
  const off = new Set(deviating(picture.tags).map(({ name }) => name));
  return channels.tags.some((tag) => {
    if (!off.has(tag.name)) return false;
    const channel = residualChannel(tag, recent, reference, Math.min(alarm.rows, recent.length));
    return channel !== tag.value && hasOffset(recent, reference, channel);
  });
}
