import type { AlarmLine } from '../../lib/page/api';
import { acknowledge } from '../alarms/act';
import { askFeedback, askShelve } from '../alarms/dialogs';
import { h, type VNode } from '../dom/h';
import { actions } from '../parts/action';
import { alarmShape } from '../parts/shape';
import { link } from '../state/route';
import { isUnseen, sourceNow, store } from '../state/store';
import { toast } from '../state/ui';
import { span } from '../texts/format';
import { counted, named, spoken, t } from '../texts/texts';

/** The worst alarm that nobody has acknowledged, on every view. */

const RANK = { high: 0, medium: 1, low: 2 } as const;

/** The most urgent first: what lasts before what is over, by severity, the newest first. */
export function byUrgency(a: AlarmLine, b: AlarmLine): number {
  const over = (alarm: AlarmLine): number => (alarm.until === undefined ? 0 : 1);
  const seen = (alarm: AlarmLine): number => (isUnseen(alarm) ? 0 : 1);
  return seen(a) - seen(b) || over(a) - over(b) || RANK[a.severity] - RANK[b.severity] || b.since - a.since;
}

export function worstAlarm(): AlarmLine | undefined {
  return [...store.alarms.values()].filter(isUnseen).sort(byUrgency)[0];
}

/** To read what has come into the place of another one takes a person so long, ms: who presses before that means the one before. */
const READ_MS = 500;
/** What stands in the bar, as it was drawn last. */
let shown: { readonly id: string; readonly read: number } | undefined;

/** By their keys. */
const ACTS = {
  a: (alarm: AlarmLine) => acknowledge([alarm]),
  s: (alarm: AlarmLine) => askShelve([alarm]),
  f: askFeedback,
} as const;
export type BarKey = keyof typeof ACTS;

export function isBarKey(key: string): key is BarKey {
  return Object.hasOwn(ACTS, key);
}

/** Does that with the alarm that stands in the bar. @returns whether one stands there */
export function press(key: BarKey): boolean {
  const alarm = shown && store.alarms.get(shown.id);
  if (alarm === undefined || (alarm.blind === true && key !== 'a')) return false;
  act(key, alarm);
  return true;
}

/** Does that with an alarm, unless it has come so lately that a person cannot have read it. */
function act(key: BarKey, alarm: AlarmLine): void {
  if (alarm.id === shown?.id && performance.now() < shown.read) toast(t('bar.other'), 'refused');
  else ACTS[key](alarm);
}

export function alarmBar(): VNode {
  const alarm = worstAlarm();
  if (alarm?.id !== shown?.id)
    shown = alarm && { id: alarm.id, read: shown === undefined ? 0 : performance.now() + READ_MS };
  if (alarm === undefined) return h('div', { class: 'alarm-bar calm', key: 'calm' }, h('p', {}, calmText()));
  const others = [...store.alarms.values()].filter(isUnseen).length - 1;
  return h(
    'section',
    { class: `alarm-bar ${alarm.severity}`, key: 'alarm', 'aria-label': t('bar.label') },
    alarmShape(alarm),
    h(
      'div',
      { class: 'what', key: alarm.id },
      h(
        'a',
        { class: 'sentence', href: link('asset', alarm.key), title: spoken(alarm.sentence) },
        spoken(alarm.sentence),
      ),
      h(
        'p',
        { class: 'muted' },
        h('strong', {}, alarm.asset),
        ` · ${named('kind', alarm.kind)} · ${lasting(alarm)}`,
        others > 0 && [' · ', h('a', { href: link('alarms') }, counted('bar.more', others))],
      ),
    ),
    actions(
      'operate',
      { label: t('acknowledge'), kind: 'main', run: () => act('a', alarm), hotkey: 'a' },
      alarm.blind ? undefined : { label: t('shelve'), run: () => act('s', alarm), hotkey: 's' },
      alarm.blind ? undefined : { label: t('feedback'), run: () => act('f', alarm), hotkey: 'f' },
    ),
  );
}

/** "4 min", or "over after 4 min". */
export function lasting({ key, since, until }: AlarmLine): string {
  if (until !== undefined) return t('alarm.over', { span: span(until - since) });
  return t('alarm.lasts', { span: span(sourceNow(store.fleet.get(key)) - since) });
}

function calmText(): string {
  const lines = [...store.fleet.values()];
  const normal = lines.filter(({ state }) => state === 'watching').length;
  const open = store.alarms.size;
  if (lines.length === 0) return t('calm.none');
  if (normal === lines.length) return counted('calm.all', normal);
  if (open > 0) return counted('calm.seen', open);
  return t('calm.some', { normal, all: lines.length });
}
