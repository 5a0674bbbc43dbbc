import type { AssetLine } from '../../lib/page/api';
import { h, type VNode } from '../dom/h';
import { button, card, empty, whyNot } from '../parts/action';
import { asideText } from '../parts/aside';
import { link } from '../state/route';
import { store } from '../state/store';
import { counted, spoken, t } from '../texts/texts';
import { inService, unshelve } from './act';

/** Everything that is told to nobody, so that nothing is hidden without a list that counts it. */

/** Assets whose alarms are put aside, and those with tags of which nothing alarms. */
export function putAside(): AssetLine[] {
  return [...store.fleet.values()].filter(({ aside, excluded }) => aside !== undefined || excluded !== undefined);
}

export function putAsideList(): VNode {
  const lines = putAside();
  if (lines.length === 0) return empty(t('alarms.none-shelved'));
  return card(counted('aside.assets', lines.length), { class: 'put-aside' }, h('ul', {}, lines.map(item)));
}

function item(line: AssetLine): VNode {
  const { key, asset, aside, alarm, excluded = [] } = line;
  const open = alarm !== undefined && alarm.until === undefined;
  return h(
    'li',
    { key },
    h('a', { href: link('asset', key), 'data-row': true }, h('strong', {}, asset)),
    h(
      'div',
      { class: 'what' },
      aside !== undefined && h('p', {}, asideText(aside)),
      open && h('p', { class: 'sentence' }, spoken(alarm.sentence)),
      excluded.length > 0 && h('p', { class: 'muted' }, t('aside.excluded', { tags: excluded.join(', ') })),
    ),
    aside?.state === 'shelved' && button({ label: t('unshelve'), run: () => unshelve([line]) }, whyNot('operate')),
    aside?.state === 'out of service' && button({ label: t('in-service'), run: () => inService(line) }, whyNot('tune')),
  );
}
