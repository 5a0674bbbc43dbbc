import { type AlarmState, isAside } from '../../lib/alarm/states';

/** What the status says of an open alarm. */
export interface Stated {
  /** A word of the catalogue. */
  readonly alarm: string;
  /** Until when a shelf holds, by the clock on the wall. */
  readonly until?: string;
  readonly attended: boolean;
}

/** @param shelvedUntil ms since the epoch; 0 = it is not, or until its end */
export function statedOf(alarm: AlarmState, shelvedUntil: number): Stated {
  const attended = isAside(alarm) || alarm === 'acknowledged';
  if (alarm !== 'shelved' || shelvedUntil === 0) return { alarm, attended };
  return { alarm: 'shelved until', until: new Date(shelvedUntil).toTimeString().slice(0, 5), attended };
}
