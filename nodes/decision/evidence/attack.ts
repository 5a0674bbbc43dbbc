import { deviating, leftTogether, listed, names } from './deviation';
import { type Finding, grade } from './finding';
import { forgedWithTwin } from './forged';
import { ofRole, type Picture } from './picture';

/** What speaks for somebody acting on purpose. */
export function attackFindings(picture: Picture): Finding[] {
  // Of findings that weigh the same, the one that says more comes first.
  const rules = [repeated, held, timing, foreign, lost, strays, forged, actuators, coordinated, commands];
  return rules.map((rule) => rule(picture)).filter((finding) => finding !== undefined);
}

/** Whether the messages themselves show something: when they came, from where, what is missing, or that they repeat the past. */
export function aboutMessages(picture: Picture): boolean {
  return [repeated, held, timing, foreign, lost, strays].some((rule) => rule(picture) !== undefined);
}

function attack(weight: number, pattern: string, text: string, tags: readonly string[]): Finding | undefined {
  return weight > 0 ? { toward: 'cyber-attack', weight, pattern, text, tags } : undefined;
}

/** A process does not know when its messages are sent; who stands between the plant and its twin changes that. */
function timing(picture: Picture): Finding | undefined {
  const { timing, lasted } = picture;
  if (timing.rows < 8) return undefined;
  const { uneven } = timing;
  const weight = 5 * Math.max(grade(Math.abs(timing.shift), 3.5, 7), grade(uneven, 4.5, 6));
  const off = deviating(ofRole(picture, 'sensor', 'actuator'));
  const pattern = off.length === 0 ? 'timing attack' : 'data changed on the way';
  const late = timing.shift > 0 ? 'later' : 'earlier';
  const how =
    uneven > Math.abs(timing.shift) ? `${timing.spread.toFixed(1)} times as unevenly as usual` : `${late} than usual`;
  return attack(weight, pattern, `For ${lasted} messages the data have arrived ${how}.`, names(off));
}

/** How far something odd goes beyond what this line usually shows; a few may always happen. */
function unusual({ seen, usual }: { readonly seen: number; readonly usual: number }, from: number, to: number): number {
  return grade(seen - 3 * usual, from, to);
}

/** Measurements of this twin that come from where they never came from. */
function foreign({ messages }: Picture): Finding | undefined {
  const text = `${messages.foreign.seen} messages came from a source that was not there before.`;
  return attack(4 * unusual(messages.foreign, 0, 2), 'foreign messages', text, []);
}

/** A bad line loses messages too; it is a hint only. */
function lost({ messages }: Picture): Finding | undefined {
  const text = `${messages.lost.seen} messages are missing by their sequence numbers.`;
  return attack(1.5 * unusual(messages.lost, 1, 6), 'messages blocked', text, []);
}

/** Who plays back the past sends it twice, or late. */
function strays({ messages }: Picture): Finding | undefined {
  const text = `${messages.strays.seen} messages came twice or late.`;
  return attack(1.5 * unusual(messages.strays, 1, 6), 'replay', text, []);
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

/** Sensors that have nothing to do with each other leave at the same moment. */
function coordinated(picture: Picture): Finding | undefined {
  const together = leftTogether(picture);
  const weight = together.length < 2 ? 0 : 3 + Math.min(2, together.length - 2);
  const left = together[0]?.by === 'others' ? 'what the other tags tell' : 'their twin';
  const text = `${listed(names(together))} left ${left} at the same moment.`;
  return attack(weight, 'tampered measurements', text, names(together));
}

/**
 * A command that jumps although neither its setpoint nor a controlled measurement did was not given by the controller. Other
 * measurements may well answer to it.
 */
function commands(picture: Picture): Finding | undefined {
  const off = deviating(ofRole(picture, 'sensor', 'actuator'));
  if (off.some(({ controlled, role }) => controlled || role === 'actuator')) return undefined;
  if (ofRole(picture, 'setpoint').some(({ value }) => Math.abs(value.step) >= 3)) return undefined;
  const least = off.length === 0 ? 4 : 8;
  const jumped = ofRole(picture, 'command').filter(({ value }) => Math.abs(value.step) > least);
  const size = Math.max(0, ...jumped.map(({ value }) => Math.abs(value.step)));
  const text = `${listed(names(jumped))} jumped although no setpoint and no controlled measurement did.`;
  return attack(4 * grade(size, least, 1.75 * least), 'manipulated setpoint', text, names(jumped));
}
