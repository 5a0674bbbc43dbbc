import { SHARP } from './measure';
import type { Picture, TagPicture } from './picture';

/** From these parts of its rows on a sensor stands still, or a tag gives no value. */
export const STILL = 0.6;
export const SILENT = 0.15;

/** How strongly a tag deviates: 1 is the least that counts as a deviation of its own. */
export function deviation(tag: TagPicture): number {
  // What counts is never again where it was.
  if ((tag.counting ?? tag.anew ?? tag.stands) !== undefined && !tag.compared) return 0;
  const { shift, restless, step } = tag.residual;
  // Without a twin or command to compare with, a value may move with the whole plant.
  const tolerance = tag.compared ? 1 : 2;
  const moved = isSetAsUsual(tag)
    ? 0
    : Math.max(Math.abs(step) / (6.5 * tolerance), (restless - 1) / (1.2 * tolerance));
  return Math.max(Math.abs(shift) / (5 * tolerance), moved, tag.value.flat / 0.8, missingOf(tag) / 0.2);
}

/** Part of the rows in which it cannot be judged. That the others do not tell it at the moment is no fault of its own. */
export function missingOf({ by, value, residual }: TagPicture): number {
  return by === 'others' ? value.missing : residual.missing;
}

/** Changes from row to row that count as unrest, 1 = as usual. */
export const RESTLESS = 2;
/** Levels move by so many standard deviations of themselves, at least. */
export const LEAST_LEVEL = 3;

/** One step or two, within the usual range, of a tag that nothing is there to compare with: so it is told what to do. */
export function isStepping({ compared, residual }: TagPicture): boolean {
  return !compared && residual.unrest < RESTLESS && residual.steps === true;
}

/** Rows between the steps of two tags that moved together. */
export const TOGETHER = 8;

/**
 * Whether a tag with nothing to compare it with was switched while another one was off already that is compared: a pump that takes over explains
 * nothing of that.
 * @param off tags that deviate
 */
export function isBeside(tag: TagPicture, off: readonly TagPicture[]): boolean {
  return (
    isStepping(tag) && off.some((other) => other.compared && other.residual.stepAgo > tag.residual.stepAgo + TOGETHER)
  );
}

/** What is set now and then, a recipe or a stage, has been set once more, to where it has been before: however seldom that is, nothing is wrong with it. */
function isSetAsUsual(tag: TagPicture): boolean {
  return isStepping(tag) && Math.abs(tag.residual.late) < LEAST_LEVEL;
}

/** The residual moved within one record. */
export function isSharp({ residual }: TagPicture): boolean {
  return Math.abs(residual.step) >= SHARP;
}

/** Slope in standard deviations of single rows per row from which on a move is too fast for wear and fouling. */
export const FAST_SLOPE = 0.14;

/** Tags that deviate, the most affected first. */
export function deviating(tags: readonly TagPicture[]): TagPicture[] {
  const off: { readonly tag: TagPicture; readonly size: number }[] = [];
  for (const tag of tags) {
    const size = deviation(tag);
    if (size >= 1) off.push({ tag, size });
  }
  return off.sort((a, b) => b.size - a.size).map(({ tag }) => tag);
}

/** Whether a tag is among those that deviate. */
export function isDeviating(tag: TagPicture): boolean {
  return deviation(tag) >= 1;
}

/** Growth of an offset over the episode, as a share of its size: 0 for a step, about 1 for a ramp, negative when it shrinks. */
export function growth({ residual }: TagPicture): number {
  return (Math.abs(residual.late) - Math.abs(residual.early)) / Math.max(1, Math.abs(residual.shift));
}

/** Setpoints that have stepped, or stand, further than they used to: in standard deviations of steps and of means. */
const SET_STEP = 3;
const SET_SHIFT = 2.5;

export function movedSetpoints(picture: Picture): TagPicture[] {
  return picture.tags.filter(
    ({ role, value }) =>
      role === 'setpoint' && (Math.abs(value.step) >= SET_STEP || Math.abs(value.shift) >= SET_SHIFT),
  );
}

/** So many standard deviations from its mean a setpoint stands where it did not while the rest was learned. */
const ELSEWHERE = 3;

/** Setpoints that stand where they did not while it was learned. */
export function setElsewhere({ tags }: Picture): TagPicture[] {
  return tags.filter(
    ({ role, level }) =>
      role === 'setpoint' && level !== undefined && Math.abs(level.is - level.was) > ELSEWHERE * level.deviation,
  );
}

/** Whether a tag is compared with what other tags told of it where the plant does not run now: they are no witnesses. */
export function isElsewhere(tag: TagPicture, picture: Picture): boolean {
  return tag.by === 'others' && setElsewhere(picture).length > 0;
}

/** Chance that any quiet tag seems to have moved at a given moment, and that one seems to have left since. */
const CHANCE = 0.03;

/**
 * The most affected compared sensor and those that left their twin at the same moment as it did: they moved, and stayed away, or moved
 * so far that chance explains it no more than both. What merely follows through the process does so later and smoothly. Empty when the
 * first left at no clear moment, as a ramp or spikes do.
 */
export function leftTogether(picture: Picture): TagPicture[] {
  const sensors = picture.tags.filter((tag) => tag.compared && tag.role === 'sensor');
  const first = deviating(sensors)[0];
  if (first === undefined || isElsewhere(first, picture)) return [];
  // One that stands still has not moved: the process did, and took the others along.
  if (first.by === 'others' && first.value.flat >= STILL) return [];
  if (!isSharp(first) || growth(first) > 0.4) return [];
  if (first.residual.restless >= RESTLESS || missingOf(first) > 0) return [];
  // Bound of the largest of n normal values: n exp(-z^2/2) < chance.
  const bound = (chance: number): number => Math.sqrt(2 * Math.log(sensors.length / chance));
  const moved = bound(CHANCE);
  const far = bound(CHANCE ** 2);
  const left = ({ along, residual: { shift, late } }: TagPicture): boolean => {
    const away = Math.max(Math.sign(along) * shift, Math.sign(along) * late);
    return Math.abs(along) >= (away >= moved ? moved : far);
  };
  // It may have left before: then that step is only its largest.
  if (first.along === 0) return [];
  return [first, ...sensors.filter((tag) => tag !== first && left(tag))];
}

/** From so many deviations on another sensor has left its twin as well. */
const AS_WELL = 4;

/**
 * Other sensors that have left twins of their own, and not at one moment: a process changes more than one of them, a broken sensor only
 * itself. What other tags tell is no such witness, as one that lies makes them all seem to move.
 */
export function leftAsWell(picture: Picture, first: TagPicture): TagPicture[] {
  return picture.tags.filter(
    (tag) =>
      tag !== first &&
      tag.role === 'sensor' &&
      tag.by === 'twin' &&
      !isSharp(tag) &&
      Math.abs(tag.residual.late) >= AS_WELL,
  );
}

/** Others with twins of their own, at least, that would show what the process does. */
const WITNESSES = 2;
/** A process that changes draws others along by this part of what one leaves its twin, or more: less is seen only where that is far. */
const ALONG = 0.1;

/**
 * Whether a tag has left its twin by itself: a process that changes shows in more than one residual, and a broken sensor only in its own. Of what a
 * controller holds nobody could tell: it makes up for what disturbs it, and believes its sensor.
 */
export function isAlone(first: TagPicture, { tags }: Picture): boolean {
  if (first.by !== 'twin' || first.controlled) return false;
  const witnesses = tags.filter(({ by, role }) => by === 'twin' && (role === 'sensor' || role === 'actuator'));
  const least = ALONG * Math.abs(first.residual.shift);
  const along = witnesses.filter(({ residual }) => Math.abs(residual.shift) >= least);
  return witnesses.length > WITNESSES && along.length === 1;
}

/** What a tag is compared with, for sentences: 'its twin', or what the other tags tell it to be. */
export function measureOf({ by }: TagPicture): string {
  return by === 'others' ? 'what the other tags tell' : 'its twin';
}

/** 'Fin reads 3.2; from the other tags 2.1 is expected. ', where that is what a tag is compared with; else nothing. */
export function reading({ name, by, reads, expected }: TagPicture): string {
  if (by !== 'others' || reads === undefined || expected === undefined) return '';
  return `${name} reads ${rounded(reads)}; from the other tags ${rounded(expected)} is expected. `;
}

/** For sentences. */
export function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** For sentences. */
export function names(tags: readonly TagPicture[]): string[] {
  return tags.map((tag) => tag.name);
}

/** 'a', 'a and b', 'a, b and c', 'a, b, c and 4 more'. */
export function listed(tags: readonly string[]): string {
  if (tags.length <= 1) return tags[0] ?? '';
  if (tags.length <= 3) return `${tags.slice(0, -1).join(', ')} and ${tags.at(-1)}`;
  return `${tags.slice(0, 3).join(', ')} and ${tags.length - 3} more`;
}
