import type { TwinRecord } from '../../lib/record/record';
import { isDeviating } from './evidence/deviation';
import type { Picture } from './evidence/picture';
import { hasOffset } from './evidence/presence';
import { residualChannel } from './evidence/take-picture';
import type { Sight } from './observe/memory';

/**
 * Whether a tag that an open alarm is about is still away from what it is compared with, although the detector may call the record
 * normal: a detector's score follows the recent past, so an offset that stays is soon within the limit. The way back
 * would then be taken for another alarm.
 * @param rows since the alarm began
 */
export function isStillAway(picture: Picture, rows: number, { channels, recent, reference }: Sight): boolean {
  return picture.tags.some((seen) => {
    if (!isDeviating(seen)) return false;
    const tag = channels.tags.find(({ name }) => name === seen.name);
    if (tag === undefined) return false;
    const channel = residualChannel(tag, recent, reference, Math.min(rows, recent.length));
    return channel !== tag.value && hasOffset(recent, reference, channel);
  });
}

/** What only a decision says of a record, and another one before this one may have said. */
const SAID = ['chart', 'away', 'excused'] as const;

/** Nothing is said of a record yet. */
export function unsay(record: TwinRecord): void {
  for (const name of SAID) if (record[name] !== undefined) delete record[name];
}
