import { isAside } from '../alarm/states';
import { isPlainObject } from '../input';
import type { Aside } from './api';

/** Why alarms are put aside, by what the decision answers to the order status; undefined where they are not. */
export function asideOf(report: Readonly<Record<string, unknown>>): Aside | undefined {
  const { alarm: state, shelvedUntil, once, aside, suppressed } = report;
  if (typeof state !== 'string' || !isAside(state)) return undefined;
  if (state === 'suppressed by design') return { state, ...(typeof suppressed === 'string' && { why: suppressed }) };
  const { by, at, note } = isPlainObject(aside) ? aside : {};
  return {
    state: state as Aside['state'],
    ...(typeof by === 'string' && { by }),
    ...(typeof at === 'number' && { at }),
    ...(typeof note === 'string' && { note }),
    ...(state === 'shelved' && typeof shelvedUntil === 'number' && { until: shelvedUntil }),
    ...(state === 'shelved' && once === true && { once }),
  };
}
