/** The states of an alarm, named as ISA-18.2 / IEC 62682 does; 'acknowledged' is its "acknowledged alarm", and so on. */
export const ALARM_STATES = [
  'unacknowledged',
  'acknowledged',
  'returned unacknowledged',
  'latched unacknowledged',
  'latched acknowledged',
  'shelved',
  'suppressed by design',
  'out of service',
  'normal',
] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

/** Nobody is to be bothered: no alert and no command. The guard goes on watching, and the alarm stands in a list of its own. */
export function isAside(state: string): boolean {
  return state === 'shelved' || state === 'suppressed by design' || state === 'out of service';
}
