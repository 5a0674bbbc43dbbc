import type { AuditLine } from '../../lib/page/api';
import { h, type VNode } from '../dom/h';
import { card, empty } from '../parts/action';
import { assetList } from '../parts/asset-list';
import { resource } from '../state/resource';
import { store } from '../state/store';
import { full } from '../texts/format';
import { named, spoken, t } from '../texts/texts';
import { commandsCard } from './card';

const MOST_SHOWN = 50;

/** Armed or not, what waits, and what became of the last commands. */
export function commandsView(): VNode {
  const lines = [...store.fleet.values()];
  const waits = lines.filter((line) => line.waits?.includes('command') === true);
  const armed = lines.filter((line) => line.commands?.armed === true);
  return h(
    'main',
    { id: 'main', tabindex: -1, class: 'commands-view' },
    h('h1', {}, t('nav.commands')),
    assetList([waits, armed, lines], [t('commands.waiting'), t('commands.armed'), t('commands.all')], commandsCard),
    last(),
  );
}

function last(): VNode {
  const { data, error } = resource<readonly AuditLine[]>('audit', 'api/audit', 15_000);
  const lines = (data ?? []).filter(({ event }) => event.startsWith('command-')).slice(0, MOST_SHOWN);
  return card(
    t('commands.last'),
    {},
    lines.length === 0
      ? empty(error ?? t('commands.none-yet'))
      : h(
          'table',
          {},
          h(
            'tbody',
            {},
            lines.map(({ seq, at, event, asset, facts, text }) =>
              h(
                'tr',
                { key: seq },
                h('td', {}, full(Date.parse(at))),
                h('td', {}, asset),
                h('td', {}, h('strong', {}, String(facts['command'] ?? ''))),
                h('td', {}, named('event', event)),
                h('td', {}, typeof facts['why'] === 'string' ? spoken(facts['why']) : spoken(text)),
              ),
            ),
          ),
        ),
  );
}
