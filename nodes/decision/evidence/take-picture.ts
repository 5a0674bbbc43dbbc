import type { Channels, WatchedTag } from '../observe/channels';
import type { MessageCounts } from '../observe/messages';
import type { Recent } from '../observe/recent';
import type { Reference } from '../observe/reference';
import { stepAt } from '../observe/step';
import { findCopies } from './copies';
import { countingOf } from './counting';
import { deviating } from './deviation';
import { findDrops } from './drops';
import { jumpOf } from './jump';
import { lagOf } from './lag';
import { levelOf } from './level';
import { type Measured, measure, moveAt } from './measure';
import type { Begun, Opening, TagOpening } from './opening';
import type { Picture, TagPicture } from './picture';
import { isPresent } from './presence';
import { isTwinStill } from './still-twin';

/** Rows before the episode that are kept in view, so that its beginning can be told. */
const BEFORE = 24;

/** How many rows of an episode can be looked at; of a longer one, the newest. */
export function reach(recent: Recent): number {
  return Math.max(1, recent.length - BEFORE);
}

/**
 * Measures everything over an episode.
 * @param lasted rows since it began
 * @param messages what was odd about the messages of that time
 * @param opening of when it last fitted into view; tells of a longer episode how it began
 */
export function takePicture(
  channels: Channels,
  recent: Recent,
  reference: Reference,
  lasted: number,
  messages: MessageCounts,
  opening?: Opening,
): Picture {
  const rows = Math.min(lasted, reach(recent));
  const known = lasted > rows ? opening : undefined;
  const residuals = channels.tags.map((tag) => {
    const channel = residualChannel(tag, recent, reference, rows);
    return channel === tag.told && isToldByItself(tag, recent, reference, rows) ? tag.value : channel;
  });
  const tags = channels.tags.map((tag, i): TagPicture => {
    const value = measure(recent.series(tag.value), reference, tag.value, rows);
    const channel = residuals[i]!;
    const compared = channel !== tag.value;
    const residual = compared ? measure(recent.series(channel), reference, channel, rows) : value;
    const before = known?.tags[i];
    const counting = before?.counting ?? countingOf(recent.series(tag.value), reference, tag.value, rows);
    const level = levelOf(recent.series(tag.value), reference, tag.value, rows);
    const jump = sharperOf(before?.value, value)
      ? before?.jump
      : jumpOf(recent.series(tag.value), reference, tag.value, value);
    return {
      name: tag.name,
      role: tag.role,
      compared,
      by:
        channel === tag.value ? undefined : channel === tag.told ? 'others' : channel === tag.twin ? 'twin' : 'command',
      ...(channel === tag.told && newest(recent.series(tag.value).slice(), recent.series(tag.told))),
      ...calmOf(tag, channel, residual.rows, recent, reference),
      ...(tag.twin >= 0 && { disputed: Math.max(before?.disputed ?? 0, recent.disputed(tag.name, rows)) }),
      controlled: tag.controlled,
      residual: before === undefined ? residual : continued(residual, before.residual, lasted),
      value: before === undefined ? value : continued(value, before.value, lasted),
      drops: findDrops(recent.series(tag.value), reference, tag.value, rows),
      ...(level && { level }),
      ...(jump && { jump }),
      ...(tag.twin >= 0 && besideTwin(tag, recent, reference, lasted, before)),
      ...(counting && { counting }),
      along: before?.along ?? 0,
      ...(before?.itself === true && { itself: true }),
    };
  });
  const timing = measure(recent.series(channels.timing), reference, channels.timing, rows);
  const rhythm = levelOf(recent.series(channels.timing), reference, channels.timing, rows);
  return {
    lasted,
    present: isPresent({ lasted, tags, timing }, channels, recent, reference, residuals),
    tags:
      known === undefined
        ? alongWithFirst(
            tags,
            (i) => residuals[i]!,
            (i) => channels.tags[i]!.value,
            recent,
            reference,
          )
        : tags,
    timing,
    ...(rhythm && { rhythm }),
    messages,
    repeated: findCopies(channels, recent),
  };
}

/** So many changes are usual in a window of which a calm one is no chance: of fewer there may well be none beside a step and the way back. */
const CHANGES = 8;

/** What the calm of a tag is worth. @param rows with a value */
function calmOf(
  tag: WatchedTag,
  channel: number,
  rows: number,
  recent: Recent,
  reference: Reference,
): Pick<TagPicture, 'constant' | 'seldom' | 'reads'> {
  const seldom = rows * (1 - reference.flatShare(channel)) < CHANGES && ({ seldom: true } as const);
  const alone = channel === tag.value || channel === tag.told;
  if (!alone || !reference.isConstant(tag.value)) return { ...seldom };
  const reads = recent.series(tag.value).findLast((value) => !Number.isNaN(value));
  return { ...seldom, constant: true, ...(reads !== undefined && { reads }) };
}

/** What a tag and its twin show together. */
function besideTwin(
  { value, twin }: WatchedTag,
  recent: Recent,
  reference: Reference,
  lasted: number,
  before: TagOpening | undefined,
): Pick<TagPicture, 'twinStill' | 'behind'> {
  const values = recent.series(value).slice();
  const off = recent.series(twin);
  const rows = Math.min(lasted, reach(recent));
  const twinStill = before?.twinStill ?? isTwinStill(values, off, rows);
  const behind = lagOf(values, off, reference.mean(twin), reference.deviation(twin), rows);
  return { ...(twinStill && { twinStill }), ...(behind > 0 && { behind }) };
}

/** The opening of the episode holds a sharper step than what is in view now. */
function sharperOf(opening: Begun | undefined, now: Measured): boolean {
  return opening !== undefined && Math.abs(opening.step) >= Math.abs(now.step);
}

/** Where stands what is judged of a tag over the newest rows: measured minus what it is compared with, or else the value. */
export function residualChannel(tag: WatchedTag, recent: Recent, reference: Reference, rows: number): number {
  if (tag.twin >= 0) return tag.twin;
  if (tag.told >= 0 && reference.knows(tag.told) && isThere(recent.series(tag.told, rows))) return tag.told;
  return tag.command >= 0 ? tag.command : tag.value;
}

/** From this unrest on a value is not what it was, whatever tells it; so many times that of what is left of it when others have told it. */
const WILD = 3.4;
const HIDDEN = 2;

/**
 * Whether what the other tags tell of a controlled tag is its own unrest: its controller answers at once, and so its commands tell what its
 * sensor shows, spikes and all. They are no witness of it then.
 */
function isToldByItself(tag: WatchedTag, recent: Recent, reference: Reference, rows: number): boolean {
  if (!tag.controlled) return false;
  const { restless } = measure(recent.series(tag.value), reference, tag.value, rows);
  return restless >= WILD && restless >= HIDDEN * measure(recent.series(tag.told), reference, tag.told, rows).restless;
}

function isThere(series: Float64Array): boolean {
  return series.some((value) => !Number.isNaN(value));
}

/** The last row in which both were there. @param values of the tag, by row @param off from what it was told to be */
function newest(values: Float64Array, off: Float64Array): Pick<TagPicture, 'reads' | 'expected'> {
  const at = values.findLastIndex((value, t) => !Number.isNaN(value) && !Number.isNaN(off[t]!));
  return at < 0 ? {} : { reads: values[at]!, expected: values[at]! - off[at]! };
}

/** The newest rows of an episode with the memory of how it began. */
function continued(now: Measured, opening: Begun, lasted: number): Measured {
  const sharper = Math.abs(now.step) > Math.abs(opening.step) ? now : opening;
  const slope = (opening.slope * opening.rows) / Math.max(1, lasted) + now.slope;
  return { ...now, early: opening.early, step: sharper.step, stepAgo: sharper.stepAgo, slope };
}

function alongWithFirst(
  tags: readonly TagPicture[],
  channelOf: (i: number) => number,
  rawOf: (i: number) => number,
  recent: Recent,
  reference: Reference,
): TagPicture[] {
  const first = deviating(tags.filter((tag) => tag.compared && tag.role === 'sensor'))[0];
  if (first === undefined) return [...tags];
  const ago = first.residual.stepAgo;
  return tags.map((tag, i) => {
    const channel = channelOf(i);
    // When one tag lies, what it tells of the others moves with it; those that were changed move themselves.
    const itself = tag.by !== 'others' || movedItself(recent, rawOf(i), channel, ago);
    const along = itself ? moveAt(recent.series(channel), reference, channel, ago) : 0;
    return tag.by === 'others'
      ? { ...tag, along, itself: movedClearly(recent, reference, rawOf(i), channel, ago) }
      : { ...tag, along };
  });
}

/** Rows on each side in which a tag's own move is looked for: few, so that its usual movement does not hide it. */
const OWN_ROWS = 3;
/** Part of the residual's move that the value must have made. */
const OWN = 0.5;

/** Rows further on or back the process moves as it does at the moment: what a value does there, it does by itself. */
const ASIDE = 6;
/** So many deviations of such moves, as the changes from row to row make them, are no chance. */
const CLEAR = 3;
const NOISE = Math.sqrt(1.5 / OWN_ROWS);

/** The same beside how the process moves shortly before and after it. */
function movedClearly(recent: Recent, reference: Reference, value: number, residual: number, ago: number): boolean {
  const at = recent.length - 1 - ago;
  const own = besides(recent.series(value), at);
  return (
    Math.abs(own) >= CLEAR * NOISE * reference.changeSize(value) && own / besides(recent.series(residual), at) >= OWN
  );
}

/** A move beside those shortly before and after it. */
function besides(series: Float64Array, at: number): number {
  const aside = [at - ASIDE, at + ASIDE]
    .map((other) => stepAt(series, other, OWN_ROWS))
    .filter((move) => !Number.isNaN(move));
  const usual = aside.reduce((sum, move) => sum + move, 0) / Math.max(1, aside.length);
  return stepAt(series, at, OWN_ROWS) - usual;
}

/** Whether a residual moved because the value did. */
function movedItself(recent: Recent, value: number, residual: number, ago: number): boolean {
  const at = recent.length - 1 - ago;
  const off = stepAt(recent.series(residual), at, OWN_ROWS);
  return stepAt(recent.series(value), at, OWN_ROWS) / off >= OWN;
}
