import { isOther } from '../../../lib/math/digits';
import { ignoredSetpoints } from './attack';
import {
  deviating,
  FAST_SLOPE,
  growth,
  isAlone,
  isBeside,
  isSharp,
  leftAsWell,
  listed,
  measureOf,
  missingOf,
  movedSetpoints,
  names,
  reading,
  rounded,
  setElsewhere,
  TOGETHER,
} from './deviation';
import { type Finding, grade } from './finding';
import { forgedWithTwin } from './forged';
import { conversionOf, isLevelShift, isOtherConstant, isReplaced, paceOf } from './level';
import { ofRole, type Picture } from './picture';

/** What speaks for a process that changes by itself while its physics still hold. */
export function driftFindings(picture: Picture): Finding[] {
  return [slow(picture), constant(picture), levelShift(picture), operatingPoint(picture), lasting(picture)].filter(
    (finding) => finding !== undefined,
  );
}

function drift(weight: number, pattern: string, text: string, tags: readonly string[]): Finding | undefined {
  return weight > 0 ? { toward: 'data-drift', weight, pattern, text, tags } : undefined;
}

/** Part of the weight of a drift that a sensor explains better: one that is off alone, or that a controller holds, which makes up for wear. */
const BY_SENSOR = 0.4;

/** Wear and fouling: one residual leaves slowly, more and more, and its neighbours follow a little. */
function slow(picture: Picture): Finding | undefined {
  const sensors = ofRole(picture, 'sensor').filter(({ compared }) => compared);
  const first = deviating(sensors)[0];
  if (first === undefined) return undefined;
  const { residual } = first;
  const creeping = isSharp(first) ? grade(growth(first), 0.3, 0.8) : grade(growth(first), -0.3, 0.1);
  if (creeping === 0 || Math.abs(residual.late) < 4) return undefined;
  if (residual.restless > 1.6 || missingOf(first) > 0.1 || first.value.flat > 0.5) return undefined;
  const pace = Math.log(FAST_SLOPE / Math.max(0.001, Math.abs(residual.slope)));
  const alone = isAlone(first, picture);
  const follow = alone ? [] : sensors.filter((other) => other !== first && Math.abs(other.residual.shift) >= 2);
  const weight =
    (alone || first.controlled ? BY_SENSOR : 1) *
    creeping *
    (2 +
      Math.max(-2, Math.min(2, pace)) +
      Math.min(1, 0.5 * follow.length) +
      Math.min(1, 0.5 * leftAsWell(picture, first).length));
  const after = follow.length > 0 ? `, and ${listed(names(follow))} follow${follow.length === 1 ? 's' : ''}` : '';
  const text = `${reading(first)}${first.name} moves slowly away from ${measureOf(first)} over ${picture.lasted} messages${after}.`;
  return drift(weight, 'process drift', text, [first.name, ...names(follow)]);
}

/** What a constant that is another one now weighs beside what else is off: somebody may set something while something breaks. */
const BESIDE = 1;

/** What never moved while it was learned reads something else now: somebody set it, switched it, or changed what it stands for. */
function constant(picture: Picture): Finding | undefined {
  const tags = ofRole(picture, 'sensor', 'actuator');
  const changed = tags.filter((tag) => isOtherConstant(tag));
  const first = changed[0];
  if (first === undefined) return undefined;
  const { name, level, reads } = first;
  const exactly = (value: number): string => String(Number(value.toPrecision(6)));
  const now = reads !== undefined && isOther(reads, level!.was) ? `reads ${exactly(reads)} now` : 'has changed since';
  const text = `${name} read ${exactly(level!.was)} all the time while it was learned, and ${now}.`;
  const others = deviating(tags.filter((tag) => !changed.includes(tag)));
  return drift(others.length > 0 ? BESIDE : 3, 'level shift', text, names(changed));
}

/** One tag with nothing to compare it with went to another level at once, and no other moved with it: somebody set it, or it was moved. */
function levelShift(picture: Picture): Finding | undefined {
  const measured = deviating(ofRole(picture, 'sensor', 'actuator'));
  const first = measured[0];
  if (first?.level === undefined || first.compared || first.constant || !isLevelShift(first)) return undefined;
  if ((paceOf(first) ?? conversionOf(first)) !== undefined || isReplaced(first) || isBeside(first, measured))
    return undefined;
  const { stepAgo } = first.residual;
  const along = measured.filter((tag) => isSharp(tag) && Math.abs(tag.residual.stepAgo - stepAgo) <= TOGETHER);
  const told = ofRole(picture, 'setpoint', 'command').some(({ value }) => Math.abs(value.step) >= 3);
  if (along.length > 1 || told) return undefined;
  const { was, is } = first.level;
  const text = `${first.name} went from ${rounded(was)} to ${rounded(is)} at once and stays there; no other tag moved with it.`;
  return drift(3, 'level shift', text, [first.name]);
}

const NOTHING_ALONE = 'No tag is off by itself; what they do together is not as it was.';

/** The plant runs elsewhere, and twin and measurements agree about it. */
function operatingPoint(picture: Picture): Finding | undefined {
  const measured = ofRole(picture, 'sensor', 'actuator');
  const setpoints = ofRole(picture, 'setpoint');
  const off = deviating(measured.filter(({ compared }) => compared));
  const set = setElsewhere(picture);
  const elsewhere = off.length > 0 && set.length > 0 && off.every((tag) => tag.by !== 'twin');
  if (off.length > 0 && !elsewhere) return undefined;
  if (forgedWithTwin(picture).length > 0 || ignoredSetpoints(picture).length > 0) return undefined;
  const compared = measured.length > 0 && measured.every((tag) => tag.compared);
  const away = [...setpoints, ...measured].filter(({ value }) => Math.abs(value.shift) >= 2.5);
  const moved = movedSetpoints(picture);
  const weight =
    (compared ? 1.5 : 0.5) + Math.min(1.5, 0.3 * away.length) + (moved.length > 0 ? 1 : 0) + (elsewhere ? 1 : 0);
  const agree = elsewhere
    ? `${listed(names(set))} ${set.length === 1 ? 'is' : 'are'} set where the plant never ran.`
    : compared
      ? `Every measurement still agrees with ${measureOf(measured[0]!)}.`
      : away.length > 1
        ? 'Many values moved together.'
        : '';
  const range = away.length === 1 ? 'runs outside its usual range' : 'run outside their usual range';
  const text = away.length > 0 ? `${agree} ${listed(names(away))} ${range}.`.trim() : agree || NOTHING_ALONE;
  const found = drift(weight, moved.length > 0 ? 'new operating point' : 'changed conditions', text, names(away));
  return away.length > 0 || moved.length > 0 || elsewhere ? found : vague(found);
}

function vague(found: Finding | undefined): Finding | undefined {
  return found && { ...found, vague: true };
}

/** Faults and attacks come to an end or get worse; conditions stay, and so does what one sensor alone is off. */
function lasting(picture: Picture): Finding | undefined {
  const { timing, lasted } = picture;
  const first = deviating(ofRole(picture, 'sensor'))[0];
  if (first !== undefined && isAlone(first, picture)) return undefined;
  const calm = Math.abs(timing.shift) < 3 ? 1 : 0;
  const text = `It has lasted for ${lasted} messages.`;
  return vague(drift(1.5 * calm * grade(lasted, 64, 128), 'changed conditions', text, []));
}
