import { type AlarmEvent, alarmAs } from './alarm';
import type { AlarmForm } from './twins';
import { NoSuchTwin } from './write';

/** What leaves as an alert, and why it leaves in plain form although another one was chosen. */
export interface AlertMessage {
  readonly payload: Record<string, unknown>;
  readonly why?: string;
}

/** In the form that was chosen; a name that has no place in that form leaves as it is. */
export function alertMessage(form: AlarmForm, event: AlarmEvent): AlertMessage {
  const { asset: _named, condition: _name, ...body } = event;
  if (form === 'plain') return { payload: body };
  try {
    return { payload: { message: alarmAs(form, event) } };
  } catch (error) {
    if (!(error instanceof NoSuchTwin)) throw error;
    return { payload: body, why: `the alert leaves in plain form: ${error.message}` };
  }
}
