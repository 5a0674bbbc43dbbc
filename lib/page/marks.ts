import type { Mark } from './history/history';

/** What an event puts on the time axis of its asset, by its name; and in words, where the event has none (in German: lib/speech). */
const MARKS: Readonly<Record<string, readonly [what: string, text: string]>> = {
  trained: ['model', 'model trained'],
  'model-promoted': ['model', 'model in force'],
  'model-approved': ['model', 'model approved'],
  'model-refused': ['model', 'model refused'],
  'model-waiting': ['model', 'model waits'],
  'model-shadow': ['model', 'model in shadow'],
  rollback: ['model', 'back to a version before'],
  pin: ['model', 'version pinned'],
  unpin: ['model', 'version not pinned any more'],
  'new-normal': ['accepted', 'new normal'],
  accept: ['accepted', 'new normal accepted'],
  calibrated: ['limit', 'limit learned'],
  set: ['limit', 'setting changed'],
  'setting-ended': ['limit', 'the dialog holds again'],
  'clock-reset': ['clock', 'clock set'],
  'clock-stopped': ['clock', 'clock stands still'],
  'clock-runs': ['clock', 'clock goes again'],
  acknowledge: ['order', 'acknowledged'],
  shelve: ['order', 'shelved'],
  unshelve: ['order', 'shelf ended'],
  unlatch: ['order', 'unlatched'],
  'out-of-service': ['order', 'out of service'],
  'in-service': ['order', 'in service again'],
  'alarm-suppressed': ['order', 'suppressed by design'],
  'alarm-unsuppressed': ['order', 'not suppressed any more'],
  feedback: ['order', 'feedback given'],
  arm: ['order', 'commands armed'],
  disarm: ['order', 'commands in dry run'],
  approve: ['order', 'approved'],
  decline: ['order', 'declined'],
  freeze: ['order', 'learning frozen'],
  unfreeze: ['order', 'learns again'],
  reset: ['order', 'begun anew'],
  'command-sent': ['command', 'command sent'],
  'command-held': ['command', 'command held'],
};

/** The mark that an event makes; undefined for one that makes none. @param at where it has no time of its own */
export function markOf(key: string, event: Readonly<Record<string, unknown>>, at: number): Mark | undefined {
  const name = String(event['event']);
  const mark = Object.hasOwn(MARKS, name) ? MARKS[name] : undefined;
  if (mark === undefined) return undefined;
  const [what, said] = mark;
  const { time, text, by, command, limit } = event;
  const more = typeof command === 'string' ? `: ${command}` : typeof limit === 'number' ? `: limit ${limit}` : '';
  return {
    key,
    at: typeof time === 'number' && time > 0 ? time : at,
    what,
    text: typeof text === 'string' ? text : `${said}${more}`,
    ...(typeof by === 'string' && { by }),
  };
}
