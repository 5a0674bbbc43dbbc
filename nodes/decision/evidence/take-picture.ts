import type { Channels, WatchedTag } from '../observe/channels';
import type { Counters } from '../observe/counters';
import type { Sight } from '../observe/memory';
import { MOST_ROWS, type Recent } from '../observe/recent';
import type { Reference } from '../observe/reference';
import { stepAt } from '../observe/step';
import { findCopies } from './copies';
import { isCounting } from './counting';
import { deviating, isDeviating, RESTLESS } from './deviation';
import { findDrops } from './drops';
import { besideOf, jumpOf } from './jump';
import { lagOf } from './lag';
import { levelOf } from './level';
import { leavesAt, type Measured, measure, moveAt } from './measure';
import type { Begun, Opening, TagOpening } from './opening';
import type { Picture, TagPicture } from './picture';
import { isPresent, isStillThere } from './presence';
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
 * @param opening of when it last fitted into view; tells of a longer episode how it began
 */
export function takePicture(sight: Sight, lasted: number, opening?: Opening): Picture {
  const { channels, recent, reference, charts, counters, messages } = sight;
  const rows = Math.min(lasted, reach(recent));
  const known = lasted > rows ? opening : undefined;
  const residuals = channels.tags.map((tag) => {
    const channel = residualChannel(tag, recent, reference, rows);
    if (channel === tag.twin && hasLeftCommand(tag, channels, recent, reference, rows)) return tag.command;
    return channel === tag.told && isToldByItself(tag, recent, reference, rows) ? tag.value : channel;
  });
  const tags = channels.tags.map((tag, i) => {
    const values = recent.series(tag.value, recent.length, ofTag.values);
    const value = measure(values, reference, tag.value, rows);
    const channel = residuals[i]!;
    const off = channel === tag.value ? values : recent.series(channel, recent.length, ofTag.off);
    const residual = channel === tag.value ? value : measure(off, reference, channel, rows);
    const picture = pictureOf(
      tag,
      { channel, values, value, off, residual },
      recent,
      reference,
      lasted,
      rows,
      known?.tags[i],
    );
    readCounting(picture, values, counters, i, rows, known?.tags[i]);
    return picture;
  });
  if (known === undefined) readAlong(tags, channels.tags, residuals, recent, reference);
  tags.forEach((tag, i) => {
    const there = !isDeviating(tag) || isStillThere(channels.tags[i]!, residuals[i]!, recent, reference, lasted);
    if (!there) tag.back = true;
  });
  const timing = measure(recent.series(channels.timing), reference, channels.timing, rows);
  const rhythm = levelOf(recent.series(channels.timing), reference, channels.timing, rows);
  return {
    lasted,
    present: isPresent(tags, channels, recent, reference),
    tags,
    timing,
    ...(rhythm && { rhythm }),
    messages: messages.counts(lasted),
    repeated: findCopies(channels, recent, reference, charts?.repeats),
  };
}

/** What is measured of one tag and looked at several times: filled anew for each tag of any asset. */
const ofTag = { values: new Float64Array(MOST_ROWS), off: new Float64Array(MOST_ROWS) };

/** A tag as it is measured: its values by row, and what is judged of it. */
interface Seen {
  /** Where what is judged stands: the residual, or else the value. */
  readonly channel: number;
  readonly values: Float64Array;
  readonly value: Measured;
  readonly off: Float64Array;
  readonly residual: Measured;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Written member by member: a literal that spreads those that may be absent takes several times as long as what it holds. */
function pictureOf(
  tag: WatchedTag,
  { channel, values, value, off, residual }: Seen,
  recent: Recent,
  reference: Reference,
  lasted: number,
  rows: number,
  before: TagOpening | undefined,
): Writable<TagPicture> {
  const picture: Writable<TagPicture> = {
    name: tag.name,
    role: tag.role,
    compared: channel !== tag.value,
    by: channel === tag.value ? undefined : channel === tag.told ? 'others' : channel === tag.twin ? 'twin' : 'command',
    controlled: tag.controlled,
    residual: before === undefined ? residual : continued(residual, before.residual, lasted),
    value: before === undefined ? value : continued(value, before.value, lasted),
    drops: findDrops(values, reference, tag.value, rows),
    along: before?.along ?? 0,
  };
  if (channel === tag.told) readNewest(picture, values, off);
  readCalm(picture, tag, channel, values, residual.rows, reference);
  if (tag.twin >= 0) {
    picture.disputed = Math.max(before?.disputed ?? 0, recent.disputed(tag.name, rows));
    const twinStill = before?.twinStill ?? isTwinStill(values, recent.series(tag.twin), rows);
    if (twinStill) picture.twinStill = twinStill;
  }
  if (tag.twin >= 0 || channel === tag.told) {
    const by = tag.twin >= 0 ? tag.twin : channel;
    const series = by === channel ? off : recent.series(by);
    const behind = lagOf(values, series, reference.mean(by), reference.deviation(by), rows);
    if (behind > 0) picture.behind = behind;
  }
  const level = levelOf(values, reference, tag.value, rows);
  const jump = sharperOf(before?.value, value) ? before?.jump : jumpOf(values, reference, tag.value, value);
  if (channel === tag.twin || channel === tag.told) {
    const isSharper = sharperOf(before?.residual, residual);
    const beside = isSharper ? before?.beside : besideOf(values, off, reference, channel, residual);
    if (beside !== undefined) picture.beside = beside;
  }
  if (level !== undefined) picture.level = level;
  if (jump !== undefined) picture.jump = jump;
  if (before?.itself === true) picture.itself = true;
  return picture;
}

/** Whether a tag counts. @param at its position @param rows of the episode in view */
function readCounting(
  picture: Writable<TagPicture>,
  values: Float64Array,
  counters: Counters,
  at: number,
  rows: number,
  before: TagOpening | undefined,
): void {
  const { ago, anew, stands, byRate } = counters.tell(at);
  const began = (ago <= rows + BEFORE ? anew : undefined) ?? before?.anew;
  if (began !== undefined) picture.anew = began;
  if (stands !== undefined) picture.stands = stands;
  if (byRate) picture.byRate = true;
  if (before?.counting !== undefined || isCounting(values.subarray(Math.max(0, values.length - ago))))
    picture.counting = true;
}

/** So many changes are usual in a window of which a calm one is no chance: of fewer there may well be none beside a step and the way back. */
const CHANGES = 8;

/** What the calm of a tag is worth. @param rows with a value */
function readCalm(
  picture: Writable<TagPicture>,
  tag: WatchedTag,
  channel: number,
  values: Float64Array,
  rows: number,
  reference: Reference,
): void {
  if (rows * (1 - reference.flatShare(channel)) < CHANGES) picture.seldom = true;
  const alone = channel === tag.value || channel === tag.told;
  if (!alone || !reference.isConstant(tag.value)) return;
  picture.constant = true;
  const reads = values.findLast((value) => !Number.isNaN(value));
  if (reads !== undefined) picture.reads = reads;
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

/** So many deviations of its means an actuator is plainly away from its command. */
const FAR = 5;

/** Where a command jumps by so many deviations of its steps the actuator needs a while to follow it, and is restless beside it. */
const JUMP = 4;

/** Whether an actuator is further from its command than from its twin: that knows the command that was given, and not the one that somebody shows. */
function hasLeftCommand(
  { twin, command }: WatchedTag,
  { tags }: Channels,
  recent: Recent,
  reference: Reference,
  rows: number,
): boolean {
  if (command < 0) return false;
  const of = (channel: number): Measured => measure(recent.series(channel), reference, channel, rows);
  const { shift, late, unrest } = of(command);
  if (Math.min(Math.abs(shift), Math.abs(late)) < FAR || Math.abs(shift) <= Math.abs(of(twin).shift)) return false;
  return unrest < RESTLESS || !tags.some(({ role, value }) => role === 'command' && Math.abs(of(value).step) >= JUMP);
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
function readNewest(picture: Writable<TagPicture>, values: Float64Array, off: Float64Array): void {
  const at = values.findLastIndex((value, t) => !Number.isNaN(value) && !Number.isNaN(off[t]!));
  if (at < 0) return;
  picture.reads = values[at]!;
  picture.expected = values[at]! - off[at]!;
}

/** The newest rows of an episode with the memory of how it began. */
function continued(now: Measured, opening: Begun, lasted: number): Measured {
  const sharper = Math.abs(now.step) > Math.abs(opening.step) ? now : opening;
  const slope = (opening.slope * opening.rows) / Math.max(1, lasted) + now.slope;
  return { ...now, early: opening.early, step: sharper.step, stepAgo: sharper.stepAgo, slope };
}

/** Reads how far the tags moved when the most affected one made its step. */
function readAlong(
  tags: readonly Writable<TagPicture>[],
  watched: readonly WatchedTag[],
  residuals: readonly number[],
  recent: Recent,
  reference: Reference,
): void {
  const first = deviating(tags.filter((tag) => tag.compared && tag.role === 'sensor'))[0];
  if (first === undefined) return;
  const ago = first.residual.stepAgo;
  tags.forEach((tag, i) => {
    const channel = residuals[i]!;
    const { value } = watched[i]!;
    // When one tag lies, what it tells of the others moves with it; those that were changed move themselves.
    const itself = tag.by !== 'others' || movedItself(recent, value, channel, ago);
    const leaves = itself && leavesAt(recent.series(channel), reference.mean(channel), ago);
    tag.along = leaves ? moveAt(recent.series(channel), reference, channel, ago) : 0;
    if (tag.by === 'others') tag.itself = movedClearly(recent, reference, value, channel, ago);
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

/** Whether a residual moved within one row, in which the value did not move along: what the value did shortly before or after it is chance. */
function jumpedAlone(residual: Float64Array, value: Float64Array, at: number): boolean {
  const change = (series: Float64Array, row: number): number => series[row]! - series[row - 1]!;
  let largest = 0;
  let moved = 0;
  for (let row = Math.max(1, at - OWN_ROWS); row <= Math.min(at + OWN_ROWS, residual.length - 1); row++) {
    const off = change(residual, row);
    if (!(Math.abs(off) > Math.abs(largest))) continue;
    largest = off;
    moved = change(value, row);
  }
  return largest / stepAt(residual, at, OWN_ROWS) >= OWN && !(moved / largest >= OWN);
}

/** A move beside those shortly before and after it. */
function besides(series: Float64Array, at: number): number {
  const aside = [at - ASIDE, at + ASIDE]
    .map((other) => stepAt(series, other, OWN_ROWS))
    .filter((move) => !Number.isNaN(move));
  const usual = aside.reduce((sum, move) => sum + move, 0) / Math.max(1, aside.length);
  return stepAt(series, at, OWN_ROWS) - usual;
}

/** Whether a residual moved because the value did, and not because the process goes on moving meanwhile. */
function movedItself(recent: Recent, value: number, residual: number, ago: number): boolean {
  const at = recent.length - 1 - ago;
  const off = besides(recent.series(residual), at);
  if (!(besides(recent.series(value), at) / off >= OWN)) return false;
  return !jumpedAlone(recent.series(residual, recent.length, ofTag.off), recent.series(value), at);
}
