import type { AlarmLine } from '../../lib/page/api';
import { acknowledge, unlatch, unshelve } from '../alarms/act';
import { askFeedback, askShelve } from '../alarms/dialogs';
import { people } from '../alarms/people';
import { h, type VNode } from '../dom/h';
import { actions } from '../parts/action';
import { asideText } from '../parts/aside';
import { alarmShape } from '../parts/shape';
import { byUrgency, lasting, worstAlarm } from '../shell/alarm-bar';
import { isLatched, isPutAside, isUnseen, store } from '../state/store';
import { named, spoken, t } from '../texts/texts';

/** The alarms of one asset with what can be done about each. The one that the top bar shows is not shown twice: only why. */
export function alarmCards(key: string): VNode | undefined {
  const alarms = [...store.alarms.values()].filter((alarm) => alarm.key === key).sort(byUrgency);
  if (alarms.length === 0) return undefined;
  const inBar = worstAlarm()?.id;
  return h(
    'div',
    { class: 'open-alarms' },
    alarms.map((alarm) => (alarm.id === inBar ? evidence(alarm) : alarmCard(alarm))),
  );
}

function alarmCard(alarm: AlarmLine): VNode {
  const { id, severity, sentence, kind, state, aside, firstOut, tags, blind = false } = alarm;
  return h(
    'article',
    { key: id, class: `card alarm ${severity}` },
    alarmShape(alarm),
    h(
      'div',
      { class: 'what' },
      h('p', { class: 'sentence' }, spoken(sentence)),
      h(
        'p',
        { class: 'muted' },
        [named('kind', kind), lasting(alarm), named('alarm-state', state), ...people(alarm)].join(' · '),
      ),
      firstOut !== undefined && tags.length > 1 && h('p', { class: 'muted' }, t('alarm.first-out', { tag: firstOut })),
      aside !== undefined && h('p', { class: 'muted' }, asideText(aside)),
      evidence(alarm),
    ),
    actions(
      'operate',
      isUnseen(alarm) ? { label: t('acknowledge'), kind: 'main', run: () => acknowledge([alarm]) } : undefined,
      isLatched(alarm) ? { label: t('unlatch'), run: () => unlatch([alarm]) } : undefined,
      state === 'shelved' ? { label: t('unshelve'), run: () => unshelve([alarm]) } : undefined,
      isPutAside(alarm) || blind ? undefined : { label: t('shelve'), run: () => askShelve([alarm]) },
      blind ? undefined : { label: t('feedback'), run: () => askFeedback(alarm) },
    ),
  );
}

function evidence({ id, evidence = [] }: AlarmLine): VNode | undefined {
  if (evidence.length === 0) return undefined;
  return h(
    'details',
    { key: `why ${id}`, class: 'why' },
    h('summary', {}, t('alarm.why')),
    h(
      'ul',
      {},
      evidence.map((text) => h('li', {}, spoken(text))),
    ),
  );
}
