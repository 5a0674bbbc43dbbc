import { deviating, names, rounded } from './deviation';
import { symptomOf } from './fault';
import { attack, type Finding, grade } from './finding';
import { ofRole, type Picture } from './picture';

/** What the line shows that messages come by: when they were sent, from where, and what is missing. */
export function messageFindings(picture: Picture): Finding[] {
  return [otherRate(picture) ?? timing(picture), ...lineFindings(picture)].filter((finding) => finding !== undefined);
}

/** The same without when they come. */
export function lineFindings(picture: Picture): Finding[] {
  return [foreign, lost, strays].map((rule) => rule(picture)).filter((finding) => finding !== undefined);
}

/** Rows from which on times say something. */
const LEAST = 8;

/**
 * A process does not know when its messages are sent; who stands between the plant and its twin changes that. Where a tag is off as
 * well, what it does is said first: that is what an operator can look at.
 */
function timing(picture: Picture): Finding | undefined {
  const { timing, lasted } = picture;
  const { uneven } = timing;
  const weight = offTimes(picture);
  const off = names(deviating(ofRole(picture, 'sensor', 'actuator')));
  if (weight === 0) return undefined;
  const late = timing.shift > 0 ? 'later' : 'earlier';
  const how =
    uneven > Math.abs(timing.shift) ? `${timing.spread.toFixed(1)} times as unevenly as usual` : `${late} than usual`;
  const text = `For ${lasted} messages the data have arrived ${how}.`;
  if (off.length === 0) return attack(weight, 'timing attack', text, []);
  return attack(weight, 'data changed on the way', text, off, symptomOf(picture)?.text);
}

/** How surely messages do not come as they usually do, 0..5. */
function offTimes({ timing: { rows, shift, uneven } }: Picture): number {
  return rows < LEAST ? 0 : 5 * Math.max(grade(Math.abs(shift), 3.5, 7), grade(uneven, 4.5, 6));
}

/** Another rhythm is so much faster or slower. */
const OTHER = 1.2;
/** In it, messages are as even as they were: their changes are so many times as large, at most. */
const EVEN = 2;

/**
 * Somebody has set the source to another rate: messages come as evenly as ever. Who delays them on the way makes them uneven. All that is
 * told from one record to the next was learned at the rate of before.
 */
export function otherRate(picture: Picture): Finding | undefined {
  const { timing, rhythm } = picture;
  if (offTimes(picture) === 0 || rhythm === undefined || !(rhythm.was > 0) || !(rhythm.is > 0)) return undefined;
  const times = rhythm.is / rhythm.was;
  if (Math.max(times, 1 / times) < OTHER || timing.unrest > EVEN * Math.max(1, times)) return undefined;
  const seconds = (ms: number): string => `${rounded(ms / 1000)} s`;
  const text = `The messages come every ${seconds(rhythm.is)} instead of ${seconds(rhythm.was)}, as evenly as before: the source has another rate.`;
  return { toward: 'data-drift', weight: 3, pattern: 'changed conditions', text, tags: [] };
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
