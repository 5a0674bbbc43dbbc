import type { Alarm } from '../../lib/alarm/alarm';
import type { Decision } from '../../lib/record/record';
import type { BlindAlarm } from './blind-alarm';
import type { Judgement } from './judge/judge';

/** What is to be said now, of the plant and of the guard itself. */
export function presented(alarm: Alarm, judgement: Judgement | undefined, blindness: BlindAlarm): Decision | undefined {
  const { active, state, attention } = alarm;
  const judged = active && judgement !== undefined ? { ...judgement, alarm: state, ...seenBy(alarm) } : undefined;
  return blindness.besides(judged, attention.outOfService);
}

/** The last alarm of the plant that is over, and what is still to be done about it; undefined while one is open. */
export function lastOf(
  alarm: Alarm,
  judgement: Judgement | undefined,
): (Decision & { readonly until: number; readonly atLeast?: true }) | undefined {
  const { active, attention, ended, lastAnomaly, state } = alarm;
  if (active || judgement === undefined) return undefined;
  const { over } = attention;
  const end = ended === undefined ? { until: lastAnomaly, atLeast: true as const } : { until: ended };
  return { ...judgement, alarm: over === 'normal' ? over : state, ...seenBy(alarm), ...end };
}

function seenBy({ attention: { acknowledgedBy } }: Alarm): Pick<Decision, 'acknowledged'> {
  return acknowledgedBy === undefined ? {} : { acknowledged: acknowledgedBy };
}
