import type { Channels } from '../observe/channels';
import type { Recent } from '../observe/recent';
import type { Reference } from '../observe/reference';
import { deviating } from './deviation';
import type { Picture } from './picture';
import { residualChannel } from './take-picture';

/** Rows before the episode in which it may already have begun: a detector needs a while to see it. */
const LEAD = 24;
/** A tag is out when two rows after each other are so many standard deviations away. */
const OUT = 4;

/**
 * The tag that was out first, of those that deviate: what came after it may be its consequence. Of several in the same row the most
 * affected one.
 * @param lasted rows since the episode began
 * @returns undefined where none of them can be seen to leave
 */
export function firstOut(
  picture: Picture,
  { tags }: Channels,
  recent: Recent,
  reference: Reference,
  lasted: number,
): string | undefined {
  const rows = Math.min(recent.length, lasted + LEAD);
  let first: string | undefined;
  let earliest = Number.POSITIVE_INFINITY;
  for (const { name } of deviating(picture.tags)) {
    const tag = tags.find((one) => one.name === name);
    if (tag === undefined) continue;
    const channel = residualChannel(tag, recent, reference, Math.min(lasted, recent.length));
    const at = leaves(recent.series(channel, rows), reference.mean(channel), OUT * reference.deviation(channel));
    if (at >= earliest || at < 0) continue;
    earliest = at;
    first = name;
  }
  return first;
}

/** Place of the first of two values in a row that are out; -1 where there are none. */
function leaves(series: Float64Array, mean: number, far: number): number {
  for (let i = 0; i + 1 < series.length; i++) {
    if (Math.abs(series[i]! - mean) >= far && Math.abs(series[i + 1]! - mean) >= far) return i;
  }
  return -1;
}
