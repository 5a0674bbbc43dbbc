import type { Channels, WatchedTag } from '../observe/channels';
import type { Recent } from '../observe/recent';
import type { Reference } from '../observe/reference';
import { meanOf, STEP_ROWS } from '../observe/step';
import { isDeviating } from './deviation';
import { measure } from './measure';
import type { TagPicture } from './picture';

/** The newest rows, in which what began the episode is there still or not. */
const NEWEST = 12;
/** An offset of which less than this part is left is on its way back. */
const LEFT = 0.6;
/** An offset is at least so many deviations of a mean of STEP_ROWS rows. */
const OFFSET = 3;
/** A change this many times the usual size is large; a return is one of them, a spike two. */
const LARGE = 3;
const TWICE = 2;
/** Parts of the newest rows in which a sensor stands still or gives no value. */
const STILL = 0.6;
const MISSING = 0.1;
/** How far the message times must be off, in standard deviations. */
const OFF_TIMES = 3.5;

/**
 * Whether what the picture shows is there still in the newest rows. While it goes away, the way back looks like trouble of
 * another kind: a step, a spike, a drift.
 */
export function isPresent(
  tags: readonly TagPicture[],
  channels: Channels,
  recent: Recent,
  reference: Reference,
): boolean {
  const newest = Math.min(NEWEST, recent.length);
  const timing = measure(recent.series(channels.timing), reference, channels.timing, newest);
  if (timing.rows > 0 && Math.max(Math.abs(timing.shift), timing.uneven) >= OFF_TIMES) return true;
  const off = tags.filter(isDeviating);
  return off.length === 0 || off.some(({ back }) => back !== true);
}

/** Whether what a tag does is there still in the newest rows. @param channel where its residual stands @param lasted rows since it began */
export function isStillThere(
  tag: WatchedTag,
  channel: number,
  recent: Recent,
  reference: Reference,
  lasted: number,
): boolean {
  const newest = Math.min(NEWEST, recent.length);
  const series = recent.series(channel);
  return (
    isUnquiet(series, newest, LARGE * reference.changeSize(channel)) ||
    stands(series, lasted, reference.mean(channel), OFFSET * reference.levelDeviation(channel, STEP_ROWS)) ||
    isSilent(recent.series(tag.value), newest, reference.flatShare(tag.value))
  );
}

/** Deviations of a mean of STEP_ROWS rows by which a residual is still off: fewer than make one, so that it does not come and go. */
const STILL_OFF = 2;

/** Whether the newest rows of a residual are not where they usually are. */
export function hasOffset(recent: Recent, reference: Reference, channel: number): boolean {
  const off = Math.abs(
    meanOf(recent.series(channel, Math.min(STEP_ROWS, recent.length)), 0, STEP_ROWS) - reference.mean(channel),
  );
  return off >= STILL_OFF * reference.levelDeviation(channel, STEP_ROWS);
}

/** More than one large change: one may be the way back. */
function isUnquiet(series: Float64Array, rows: number, large: number): boolean {
  let seen = 0;
  for (let at = Math.max(1, series.length - rows); at < series.length; at++) {
    if (Math.abs(series[at]! - series[at - 1]!) > large) seen++;
  }
  return seen >= TWICE;
}

/** The offset is neither gone nor much smaller than it was. @param least what counts as an offset at all */
function stands(series: Float64Array, lasted: number, mean: number, least: number): boolean {
  let most = 0;
  let newest = 0;
  // Oldest block first, so that the last one is the newest.
  const blocks = Math.max(1, Math.floor(Math.min(lasted, series.length) / STEP_ROWS));
  for (let block = blocks; block >= 1; block--) {
    const from = series.length - block * STEP_ROWS;
    newest = Math.abs(meanOf(series, from, from + STEP_ROWS) - mean);
    // Written so that NaN, where values are missing, is passed over.
    if (newest > most) most = newest;
  }
  return newest >= least && newest >= LEFT * most;
}

function isSilent(values: Float64Array, rows: number, usual: number): boolean {
  let flat = 0;
  let missing = 0;
  for (let at = Math.max(1, values.length - rows); at < values.length; at++) {
    if (Number.isNaN(values[at])) missing++;
    else if (values[at] === values[at - 1]) flat++;
  }
  return flat / rows - usual >= STILL || missing / rows >= MISSING;
}
