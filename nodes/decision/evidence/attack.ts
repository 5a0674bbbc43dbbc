import { deviating, isSharp, leftTogether, listed, names } from './deviation';
import { attack, type Finding, grade } from './finding';
import { forgedWithTwin } from './forged';
import { messageFindings } from './line';
import { isSeldom, ofRole, type Picture, type TagPicture } from './picture';
import { swappedOf } from './swapped';

/** What speaks for somebody acting on purpose. */
export function attackFindings(picture: Picture): Finding[] {
  // Of findings that weigh the same, the one that says more comes first.
  const ofTags = [forged, actuators, coordinated, commands, ignored].map((rule) => rule(picture));
  const said = [repeated(picture), held(picture), ...messageFindings(picture), ...ofTags];
  return said.filter((finding) => finding !== undefined);
}

/** What speaks for it whatever the twin says. */
export function withoutTwinFindings(picture: Picture): Finding[] {
  return [repeated(picture), held(picture), ...messageFindings(picture)].filter((finding) => finding !== undefined);
}

/**
 * What is plain at whatever rate messages come: exact repeats, what differs from a twin or a command of its own, and all that stands still
 * though messages come more seldom, or a command that jumps though they come more often. What other tags tell was learned from one record to
 * the next.
 */
export function attackAtAnyRate(picture: Picture): Finding[] {
  const own = { ...picture, tags: picture.tags.filter(({ by }) => by === 'twin' || by === 'command') };
  const plain = isSeldom(picture) ? held(picture) : commands(picture);
  return [repeated(picture), plain, actuators(own), coordinated(own)].filter((finding) => finding !== undefined);
}

/** Whether the messages themselves show something: when they came, from where, what is missing, or that they repeat the past. */
export function aboutMessages(picture: Picture): boolean {
  const repeating = repeated(picture) ?? held(picture);
  return repeating !== undefined || messageFindings(picture).length > 0;
}

/** One sensor may stick. That most of them stick at once means that somebody holds the data back. */
function held(picture: Picture): Finding | undefined {
  const sensors = ofRole(picture, 'sensor');
  const still = sensors.filter(({ value }) => value.rows >= 5 && value.flat >= 0.8);
  if (still.length < 2 || still.length < sensors.length / 2) return undefined;
  return attack(
    5,
    'data held back',
    `${listed(names(still))} stand still all at once while messages go on.`,
    names(still),
  );
}

function repeated({ repeated }: Picture): Finding | undefined {
  const { tags, ago } = repeated;
  const does = tags.length === 1 ? 'repeats exactly what it' : 'repeat exactly what they';
  const text = `${listed(tags)} ${does} read ${ago} messages before.`;
  return attack(tags.length === 0 ? 0 : 3.5 + Math.min(1.5, tags.length / 2), 'replay', text, tags);
}

/** A twin that is changed along with its measurement agrees with it; the rest of the plant does not. */
function forged(picture: Picture): Finding | undefined {
  const tags = names(forgedWithTwin(picture));
  const [agree, what] =
    tags.length === 1 ? ['agrees with its twin', 'both'] : ['agree with their twins', 'all of them'];
  const text = `${listed(tags)} ${agree}, but the other tags speak against ${what}: measurement and twin may have been changed together.`;
  return attack(tags.length === 0 ? 0 : 5, 'tampered measurements', text, tags);
}

/** Part of the weight of an actuator that is told from other tags and is not the most affected of all. */
const FOLLOWING = 0.3;

/** An actuator that does not follow its command was moved by somebody else. */
function actuators(picture: Picture): Finding | undefined {
  const off = deviating(ofRole(picture, 'actuator')).filter(({ compared, value }) => compared && value.flat < 0.8);
  const first = off[0];
  if (first === undefined) return undefined;
  const { shift, restless, step } = first.residual;
  const away = 4 * grade(Math.max(Math.abs(shift) / 5, Math.abs(step) / 6.5, restless / 2.2), 1, 2);
  // What the other tags tell of an actuator goes wrong when one of them lies.
  const leads = first.by !== 'others' || deviating(ofRole(picture, 'sensor', 'actuator'))[0] === first;
  const weight = leads ? away : FOLLOWING * away;
  const tags = names(off);
  const does = tags.length === 1 ? 'does not do what it was told to' : 'do not do what they were told to';
  return attack(weight, 'manipulated actuator', `${listed(tags)} ${does}.`, tags);
}

/** Whether an actuator left its command or its twin when a sensor did: what the plant does is its consequence then. */
function drivenBy(picture: Picture, { residual: { stepAgo } }: TagPicture): boolean {
  const driving = deviating(ofRole(picture, 'actuator')).filter(
    (tag) => tag.compared && tag.by !== 'others' && isSharp(tag),
  );
  return driving.some(({ residual }) => residual.stepAgo >= stepAgo - AT_ONCE);
}

/** Rows by which the step of an actuator may be seen later than that of a sensor and still be the first. */
const AT_ONCE = 2;

/** Sensors that have nothing to do with each other leave at the same moment. */
function coordinated(picture: Picture): Finding | undefined {
  const swapped = swappedOf(picture);
  const together = leftTogether(picture).filter((tag) => !swapped?.includes(tag));
  const weight =
    together.length < 2
      ? 0
      : (drivenBy(picture, together[0]!) ? FOLLOWING : 1) * (3 + Math.min(2, together.length - 2));
  const left = together[0]?.by === 'others' ? 'what the other tags tell' : 'their twin';
  const text = `${listed(names(together))} left ${left} at the same moment.`;
  return attack(weight, 'tampered measurements', text, names(together));
}

/** A jump that tells how an episode began is within so many of its first rows: later, commands answer to it, and the longer it lasts the further. */
const ONSET = 24;

/**
 * A command that jumps although neither its setpoint nor a controlled measurement did was not given by the controller. Other
 * measurements may well answer to it.
 */
function commands(picture: Picture): Finding | undefined {
  const off = deviating(ofRole(picture, 'sensor', 'actuator'));
  if (off.some(({ controlled, role }) => controlled || role === 'actuator')) return undefined;
  if (ofRole(picture, 'setpoint').some(({ value }) => Math.abs(value.step) >= 3)) return undefined;
  const least = off.length === 0 ? 4 : 8;
  const jumped = ofRole(picture, 'command').filter(
    ({ value }) => Math.abs(value.step) > least && value.stepAgo >= value.rows - ONSET,
  );
  const size = Math.max(0, ...jumped.map(({ value }) => Math.abs(value.step)));
  const text = `${listed(names(jumped))} jumped although no setpoint and no controlled measurement did.`;
  return attack(4 * grade(size, least, 1.75 * least), 'manipulated setpoint', text, names(jumped));
}

/** Rows in which a controller has answered to another setpoint. */
const ANSWER = 24;
/** A setpoint that is set, and what answers to it, move by so many deviations of their steps, or end up so many of their means away. */
const SET = 5;
const ANSWERS = 4;
const FOLLOWS = 3;

/**
 * A setpoint that is shown elsewhere, and no controller answers to it: neither a command nor an actuator moves, nor what is controlled. It is not what
 * the controller was given.
 */
export function ignoredSetpoints(picture: Picture): TagPicture[] {
  const set = ofRole(picture, 'setpoint').filter(
    ({ value }) => Math.abs(value.step) >= SET && Math.abs(value.late) >= SET && value.stepAgo >= ANSWER,
  );
  const controlled = picture.tags.filter((tag) => tag.controlled);
  const acting = ofRole(picture, 'command', 'actuator');
  const moved = [...controlled, ...acting].some(
    ({ value }) => Math.abs(value.step) >= ANSWERS || Math.abs(value.late) >= FOLLOWS,
  );
  return controlled.length === 0 || acting.length === 0 || moved ? [] : set;
}

function ignored(picture: Picture): Finding | undefined {
  const set = names(ignoredSetpoints(picture));
  const text = `${listed(set)} is shown elsewhere, and no command and no controlled measurement has answered to it.`;
  return attack(set.length === 0 ? 0 : 4, 'manipulated setpoint', text, set);
}
