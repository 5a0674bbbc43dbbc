import { brokenByItself } from './consequences';
import {
  deviating,
  FAST_SLOPE,
  growth,
  isAlone,
  isBeside,
  isElsewhere,
  isSharp,
  isStepping,
  leftAsWell,
  leftTogether,
  listed,
  measureOf,
  names,
  RESTLESS,
  reading,
  rounded,
  SILENT,
  STILL,
} from './deviation';
import { type Finding, grade } from './finding';
import { forgedWithTwin } from './forged';
import { conversionOf, isJump, isNoise, isOtherConstant, isReplaced, paceOf } from './level';
import { isSeldom, ofRole, type Picture, type TagPicture } from './picture';
import { swappedOf } from './swapped';

/** What speaks for a single instrument that is broken while everything else agrees without it. */
export function faultFindings(picture: Picture): Finding[] {
  const counted = countedOf(picture);
  return [...(counted ? [counted] : []), ...instrumentFindings(picture)];
}

function instrumentFindings(picture: Picture): Finding[] {
  const swapped = swappedOf(picture);
  if (swapped !== undefined) return [mixedUp(names(swapped))];
  const found = symptomOf(picture);
  if (found === undefined) return [];
  const misled = deviating(ofRole(picture, 'sensor'))
    .slice(0, 1)
    .some((tag) => isElsewhere(tag, picture));
  // A broken instrument is one, and takes no twin along.
  const alone = leftTogether(picture).length < 2 && forgedWithTwin(picture).length === 0 && !misled ? 1 : 0.3;
  // That another unit explains it is no chance, whatever follows from it.
  return [{ ...found, weight: found.pattern === 'changed unit' ? SURE : found.weight * alone }];
}

/** What the sensor that is the most affected does. A constant that is another one is no broken sensor. */
export function symptomOf(picture: Picture): Finding | undefined {
  const off = deviating(ofRole(picture, 'sensor')).filter((tag) => !isOtherConstant(tag));
  const first = brokenByItself(picture)[0] ?? off.find((tag) => !isBeside(tag, off)) ?? off[0];
  return first === undefined ? undefined : symptom(first, picture);
}

/**
 * What is plain of a sensor at another rate than what was learned: it gives no value, stands still although messages come more seldom, or is
 * away from its own twin.
 */
export function plainFault(picture: Picture): Finding | undefined {
  const broken = brokenByItself(picture).find(({ value }) => isSeldom(picture) || value.missing >= SILENT);
  if (broken !== undefined) return symptom(broken, picture);
  const away = deviating(ofRole(picture, 'sensor')).find(
    ({ by, residual }) => by === 'twin' && Math.abs(residual.late) >= FAR && Math.abs(residual.shift) >= FAR,
  );
  return away && left(away, picture);
}

/** Half of the twins or more stand still: what is measured differs from all of them, and that says nothing of the plant. */
export function frozenTwin({ tags, lasted }: Picture): Finding | undefined {
  const twins = tags.filter(({ by }) => by === 'twin');
  const still = twins.filter(({ twinStill }) => twinStill === true);
  if (still.length < 2 || still.length < twins.length / 2) return undefined;
  const text = `The twin of ${listed(names(still))} has stood still for ${lasted} messages while the plant goes on.`;
  return { ...fault(SURE, 'frozen twin', text, still[0]!.name), tags: names(still) };
}

/** What a counter that begins anew, or stops, weighs beside what else is off. */
const BESIDE = 1;

function countedOf({ tags }: Picture): Finding | undefined {
  const isOdd = ({ role, anew, stands }: TagPicture): boolean => role === 'sensor' && (anew ?? stands) !== undefined;
  const first = tags.find(isOdd);
  if (first === undefined) return undefined;
  const { name, anew, stands } = first;
  const exactly = (value: number): string => String(Number(value.toPrecision(12)));
  const weight = deviating(tags.filter((tag) => !isOdd(tag))).length > 0 ? BESIDE : 4;
  if (stands !== undefined) {
    const text = `${name} counts no more: it has stood at ${exactly(stands.at)} for ${stands.rows} messages while other tags go on.`;
    return fault(weight, 'stopped counter', text, name);
  }
  const text = `${name} counts, and has begun anew: it fell from ${exactly(anew!.from)} to ${exactly(anew!.to)}.`;
  return fault(weight, 'counter reset', text, name);
}

function mixedUp([a, b]: string[]): Finding {
  const text = `${a} reads what ${b} read, and ${b} what ${a} read, from one message to the next: they may be swapped.`;
  return { ...fault(SURE, 'swapped sensors', text, a!), tags: [a!, b!] };
}

function fault(weight: number, pattern: string, text: string, tag: string): Finding {
  return { toward: 'sensor-fault', weight, pattern, text, tags: [tag] };
}

/** Hardly anything else explains it. */
const SURE = 5;
/** Part of the rows at one far value, come and gone. */
const DROPS = 0.08;
function symptom(tag: TagPicture, picture: Picture): Finding | undefined {
  const { residual, value, name } = tag;
  const pace = paceOf(tag);
  if (pace !== undefined) {
    const text = `${name} counts ${rounded(pace)} times as fast as it did while it was learned.`;
    return fault(4, 'miscounting counter', text, name);
  }
  if (value.flat >= STILL) {
    return fault(
      4 * grade(value.flat, 0.5, 0.9),
      'stuck sensor',
      `${name} has not moved at all, which is not like it.`,
      name,
    );
  }
  if (value.missing >= SILENT) {
    const text = `${name} gave no value in ${Math.round(value.missing * 100)} % of the messages.`;
    return fault(4 * grade(value.missing, 0.1, 0.4), 'sensor dropout', text, name);
  }
  if (tag.drops.share >= DROPS) {
    const text = `${name} falls to ${tag.drops.to} again and again, as with a loose contact.`;
    return fault(4 * grade(tag.drops.share, DROPS / 2, 2 * DROPS), 'loose contact', text, name);
  }
  const conversion = conversionOf(tag);
  if (conversion !== undefined) {
    const text = `${name} reads ${rounded(tag.level!.is)} instead of ${rounded(tag.level!.was)}, ${conversion}, as in another unit.`;
    return fault(4, 'changed unit', text, name);
  }
  if (tag.behind !== undefined) {
    const shown = tag.by === 'others' ? 'what the other tags told' : 'what its twin showed';
    const text = `${name} shows ${shown} ${tag.behind} messages before.`;
    return fault(4, 'delayed sensor', text, name);
  }
  if (isReplaced(tag)) {
    const how = `${residual.unrest.toFixed(1)} times as restless as it was`;
    return fault(
      3.5,
      'replaced sensor',
      `${name} left its level at once, stays away, and is ${how} since: another instrument.`,
      name,
    );
  }
  if (residual.restless >= RESTLESS && !isJump(tag) && !isStepping(tag)) {
    const few = !isNoise(residual.restless, residual.busy);
    const text = `${name} jumps ${residual.restless.toFixed(1)} times as much as usual${few ? ', in single spikes' : ''}.`;
    return fault(4 * grade(residual.restless, 1.6, 2.6), few ? 'spiking sensor' : 'noisy sensor', text, name);
  }
  return tag.compared ? moved(tag, picture) : undefined;
}

/** So many deviations of its means a sensor is plainly away from its twin. */
const FAR = 5;

/** However slowly a sensor leaves that is off alone: as much as one that is off at once. */
const ALONE = 3;
/** Part of the weight of a sensor that drifts while others leave their twins, too. */
const NOT_ALONE = 0.3;

/** Offsets and fast drifts. A slow one that grows may be the process, see drift.ts. */
function moved(tag: TagPicture, picture: Picture): Finding {
  const { name } = tag;
  if (isSharp(tag) && growth(tag) < 0.4) {
    return fault(
      3,
      'offset sensor',
      `${reading(tag)}${name} left ${measureOf(tag)} at once and stays away; nothing else agrees with it.`,
      name,
    );
  }
  return left(tag, picture);
}

function left(tag: TagPicture, picture: Picture): Finding {
  const { residual, name } = tag;
  const pace = Math.log(Math.max(1e-3, Math.abs(residual.slope)) / FAST_SLOPE);
  // A controller hides how fast the sensor of what it holds really drifts.
  const fast = tag.controlled ? Math.max(0, pace) : pace;
  const others = leftAsWell(picture, tag);
  const text = `${reading(tag)}${name} has been leaving ${measureOf(tag)} for ${picture.lasted} messages; nothing else agrees with it.`;
  const paced = 2 + Math.max(-2, Math.min(2, fast));
  const weight = isAlone(tag, picture) ? Math.max(ALONE, paced) : (others.length > 0 ? NOT_ALONE : 1) * paced;
  return fault(weight, 'drifting sensor', text, name);
}
