import type { AlarmLine } from '../../lib/page/api';
import { h, type VNode } from '../dom/h';
import { actions, card, empty } from '../parts/action';
import { byUrgency } from '../shell/alarm-bar';
import { refine, route } from '../state/route';
import { isPutAside, isUnseen, store } from '../state/store';
import { counted, t } from '../texts/texts';
import { acknowledge } from './act';
import { askShelve } from './dialogs';
import { historyList } from './history';
import { putAside, putAsideList } from './put-aside';
import { alarmTable, chosenOf } from './table';

/** The list after ISA-18.2: what is open, what is put aside and until when, and what was. */

const LISTS = ['open', 'shelved', 'history'] as const;

export function alarmsView(): VNode {
  const { query } = route();
  const list = LISTS.find((name) => name === query['list']) ?? 'open';
  return h(
    'main',
    { id: 'main', tabindex: -1, class: 'alarms-view' },
    h('h1', {}, t('nav.alarms')),
    h(
      'div',
      { class: 'tabs', role: 'group' },
      LISTS.map((name) =>
        h(
          'button',
          {
            key: name,
            type: 'button',
            class: 'button',
            'aria-pressed': String(name === list),
            onclick: () => refine({ list: name === 'open' ? undefined : name }),
          },
          t(`alarms.${name}`),
          name !== 'history' && ` (${name === 'open' ? openOnes().length : putAside().length})`,
        ),
      ),
    ),
    list === 'history' ? historyList() : list === 'shelved' ? putAsideList() : openList(),
  );
}

function openOnes(): AlarmLine[] {
  return [...store.alarms.values()].filter((alarm) => !isPutAside(alarm)).sort(byUrgency);
}

function openList(): VNode {
  const alarms = openOnes();
  const chosen = chosenOf(alarms);
  const shelvable = chosen.filter(({ blind }) => blind !== true);
  const unseen = (chosen.length > 0 ? chosen : alarms).filter(isUnseen);
  if (alarms.length === 0) return empty(t('alarms.none'));
  return card(
    t('alarms.open'),
    {},
    actions(
      'operate',
      {
        key: 'acknowledge',
        label: counted('alarms.acknowledge', unseen.length),
        kind: 'main',
        run: () => acknowledge(unseen),
        off: unseen.length === 0 ? t('alarms.all-seen') : undefined,
      },
      {
        label: t('shelve'),
        run: () => askShelve(shelvable),
        off: shelvable.length === 0 ? t('alarms.tick') : undefined,
      },
    ),
    alarmTable(alarms, true),
  );
}
