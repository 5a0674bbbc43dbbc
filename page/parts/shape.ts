import type { AlarmLine, AssetLine } from '../../lib/page/api';
import { h, type VNode } from '../dom/h';
import { isUnseen } from '../state/store';
import { named, t } from '../texts/texts';

/** State as a shape with a number inside, so that it can be told without colour, from three metres, and on grey paper. */

type Severity = AlarmLine['severity'];
type Look = Severity | 'blind' | 'learning' | 'masked' | 'waiting' | 'normal';

const PRIORITY: Readonly<Record<Severity, number>> = { high: 3, medium: 2, low: 1 };

export function assetShape(line: AssetLine): VNode {
  const { aside, alarm } = line;
  const look = lookOf(line);
  if (aside !== undefined && look === 'masked') return shape(look, true, false, named('alarm-state', aside.state));
  if (alarm !== undefined && alarm.aside === undefined) return alarmShape(alarm);
  return shape(look, true, false, t(`state.${line.state}`));
}

export function lookOf({ state, aside, alarm }: AssetLine): Look {
  const blind = state === 'blind' || state === 'silent' || state === 'fault';
  // What is put aside hides no guard that does not see.
  if (aside !== undefined && !blind) return 'masked';
  if (alarm !== undefined && alarm.aside === undefined) return alarm.severity;
  if (blind) return 'blind';
  if (state === 'alarm') return 'low';
  return state === 'watching' ? 'normal' : state;
}

export function alarmShape(alarm: AlarmLine): VNode {
  const name = `${named('severity', alarm.severity)}, ${named('alarm-state', alarm.state)}`;
  const solid = isUnseen(alarm);
  return shape(alarm.severity, solid, alarm.state === 'unacknowledged', name);
}

/** @param solid what nobody has seen is filled, what somebody has is an outline */
export function shape(look: Look, solid: boolean, urgent: boolean, label: string): VNode {
  const props = {
    class: `shape ${look}${solid ? '' : ' outline'}${urgent ? ' urgent' : ''}`,
    viewBox: '0 0 24 24',
    role: 'img',
    'aria-label': label,
  };
  return h('svg', props, OUTLINES[look](), digit(look));
}

function digit(look: Look): VNode | undefined {
  if (!(look in PRIORITY)) return undefined;
  return h('text', { x: 12, y: look === 'medium' ? 18.5 : 16.7 }, String(PRIORITY[look as Severity]));
}

const OUTLINES: Readonly<Record<Look, () => VNode>> = {
  high: () => h('rect', { x: 2, y: 2, width: 20, height: 20, rx: 2 }),
  medium: () => h('path', { d: 'M12 1.5 23 21.5H1Z' }),
  low: () => h('circle', { cx: 12, cy: 12, r: 10 }),
  blind: () => h('path', { d: 'M12 2a10 10 0 1 0 .01 0ZM7 7l10 10M17 7 7 17' }),
  learning: () => h('circle', { cx: 12, cy: 12, r: 9 }),
  masked: () => h('path', { d: 'M12 3a9 9 0 1 0 .01 0ZM5.5 18.5l13-13' }),
  waiting: () => h('circle', { cx: 12, cy: 12, r: 6 }),
  normal: () => h('circle', { cx: 12, cy: 12, r: 4 }),
};
