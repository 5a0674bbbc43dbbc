import type { TwinRecord } from '../../../lib/record/record';
import { aboutMessages } from '../evidence/attack';
import { deviating, listed } from '../evidence/deviation';
import type { Picture, TagPicture } from '../evidence/picture';
import { without } from '../evidence/without';
import { excludedBy, type LeastDeviations, leastOf } from '../least';

/** From these shares of its rows on a tag that stands still or gives no value deviates by that, see evidence/deviation.ts. */
const STILL = 0.8;
const MISSING = 0.2;
/** The tags that make up this part of the score are what it speaks of. */
const HALF = 0.5;

/** How many of the rows looked at a tag is off by what a person calls a deviation. */
export type RowsBeyond = (tag: string) => number;

/**
 * Why what a picture shows is not worth an alarm: the tags that deviate do so by less than their least deviation, or the other
 * way. Who stands still or gives no value does not deviate by an amount, and what the messages themselves show is no deviation
 * of a tag: both are never excused. Of a tag that is excluded nothing counts.
 * @param out tags whose control charts are out of their limits, '' for the message times, and counters that began anew
 * @param beyond rows in which a tag is at or beyond its least deviation
 * @param needed so many of them make a deviation
 */
export function excuse(
  picture: Picture,
  least: LeastDeviations,
  record: TwinRecord,
  out: readonly string[],
  beyond: RowsBeyond,
  needed: number,
): string | undefined {
  const excluded = excludedBy(least);
  const watched = without(picture, excluded);
  const off = deviating(watched.tags);
  if (off.some(isSilent) || aboutMessages(watched)) return undefined;
  const speaking = new Set([...off.map(({ name }) => name), ...out.filter((tag) => !excluded.has(tag))]);
  if (speaking.size === 0) {
    const main = mainTags(record);
    const left = [...deviating(picture.tags).map(({ name }) => name), ...out];
    const silenced = [...new Set([...left, ...main].filter((tag) => excluded.has(tag)))];
    if (left.some((tag) => excluded.has(tag)) || (main.length > 0 && main.every((tag) => excluded.has(tag))))
      return `${listed(silenced)} ${silenced.length === 1 ? 'is' : 'are'} excluded`;
    for (const tag of main) speaking.add(tag);
  }
  if (speaking.size === 0) return undefined;
  for (const tag of speaking) if (leastOf(least, tag) === undefined || beyond(tag) >= needed) return undefined;
  const tags = [...speaking];
  return `${listed(tags)} ${tags.length === 1 ? 'deviates' : 'deviate'} by less than what is set as least deviation`;
}

function isSilent({ residual, value }: TagPicture): boolean {
  return value.flat >= STILL || residual.missing >= MISSING;
}

function mainTags({ contributions }: TwinRecord): string[] {
  const shares = Object.entries(contributions ?? {}).sort((a, b) => b[1] - a[1]);
  let sum = 0;
  const tags: string[] = [];
  for (const [tag, share] of shares) {
    if (sum >= HALF) break;
    sum += share;
    tags.push(tag);
  }
  return tags;
}
