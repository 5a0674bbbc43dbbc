import type { AlarmDelays } from '../../lib/alarm/alarm';
import type { DecisionConfig } from './config';

/** All assets of a node have the same. */
const known = new WeakMap<DecisionConfig, AlarmDelays>();

/** The delays of an alarm as the dialog gives them, in ms. */
export function delaysOf(config: DecisionConfig): AlarmDelays {
  const { confirm, release, onDelay, offDelay } = config;
  const delays = known.get(config) ?? { confirm, release, onDelay: onDelay * 1000, offDelay: offDelay * 1000 };
  known.set(config, delays);
  return delays;
}
