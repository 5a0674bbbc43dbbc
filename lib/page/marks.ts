import type { Mark } from './history/history';
import type { Member } from './member';

/** What an event puts on the time axis of its asset, by the name of the event. */
const MARKS: Readonly<Record<string, string>> = {
  trained: 'model',
  'model-promoted': 'model',
  'model-approved': 'model',
  'model-refused': 'model',
  'model-waiting': 'model',
  'model-shadow': 'model',
  rollback: 'model',
  pin: 'model',
  unpin: 'model',
  'new-normal': 'accepted',
  accept: 'accepted',
  calibrated: 'limit',
  set: 'limit',
  'setting-ended': 'limit',
  'clock-reset': 'clock',
  acknowledge: 'order',
  shelve: 'order',
  unshelve: 'order',
  unlatch: 'order',
  'out-of-service': 'order',
  'in-service': 'order',
  'alarm-suppressed': 'order',
  'alarm-unsuppressed': 'order',
  feedback: 'order',
  arm: 'order',
  disarm: 'order',
  approve: 'order',
  decline: 'order',
  freeze: 'order',
  unfreeze: 'order',
  reset: 'order',
  'command-sent': 'command',
  'command-held': 'command',
};

/** The mark that an event makes; undefined for one that makes none. @param at where it has no time of its own */
export function markOf(
  key: string,
  member: Member,
  event: Readonly<Record<string, unknown>>,
  at: number,
): Mark | undefined {
  const name = String(event['event']);
  const what = Object.hasOwn(MARKS, name) ? MARKS[name] : undefined;
  if (what === undefined) return undefined;
  const { time, text, by, command, limit } = event;
  const more = typeof command === 'string' ? `: ${command}` : typeof limit === 'number' ? `: limit ${limit}` : '';
  return {
    key,
    at: typeof time === 'number' && time > 0 ? time : at,
    what,
    text: typeof text === 'string' ? text : `${member.layer} ${name}${more}`,
    ...(typeof by === 'string' && { by }),
  };
}
