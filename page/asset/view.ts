import type { AssetLine, AssetView } from '../../lib/page/api';
import { commandsCard } from '../commands/card';
import { h, type VNode } from '../dom/h';
import { saying } from '../fleet/view';
import { learningCard } from '../learning/card';
import { empty } from '../parts/action';
import { assetShape } from '../parts/shape';
import { drafted, rulesDrawer } from '../rules/drawer';
import { hypothesis, sensitivityDrawer } from '../sensitivity/drawer';
import { resource } from '../state/resource';
import { refine, route } from '../state/route';
import { sourceNow, store } from '../state/store';
import { integer } from '../texts/format';
import { named, t } from '../texts/texts';
import { alarmCards } from './alarm-cards';
import { charts, rangeBar } from './charts';
import { drills } from './drills';
import { charted, pointsFor } from './history';
import { postureFact } from './posture';
import { rangeOf } from './range';
import { serviceFact } from './service';
import { tagTable } from './tags';

/** Everything about one asset. */

const DRAWERS = ['sensitivity', 'rules', 'learning', 'commands'] as const;

export function assetView(key: string): VNode {
  const line = store.fleet.get(key);
  if (line === undefined) return h('main', { id: 'main', tabindex: -1, class: 'asset' }, empty(t('asset.gone')));
  const { data, path, error } = resource<AssetView>('asset', `api/asset?key=${encodeURIComponent(key)}`);
  const view = path?.endsWith(encodeURIComponent(key)) === true ? data : undefined;
  const points = pointsFor(innerWidth);
  const range = rangeOf(key, points);
  const { query } = route();
  const tag = query['tag'] ?? line.alarm?.firstOut ?? line.alarm?.tags[0] ?? view?.tags[0]?.tag;
  const open = query['open'];
  return h(
    'main',
    { id: 'main', tabindex: -1, class: 'asset', key },
    heading(line, view),
    alarmCards(key),
    h('div', { class: 'bars-row' }, rangeBar(range), drawerTabs(open)),
    view !== undefined && open === 'sensitivity' && sensitivityDrawer(view),
    view !== undefined && open === 'rules' && rulesDrawer(view, tag),
    view !== undefined && open === 'learning' && learningCard(view),
    view !== undefined && open === 'commands' && commandsCard(view),
    h(
      'div',
      { class: 'columns' },
      charts(
        charted(key, tag, range, points),
        range,
        sourceNow(line),
        view?.tags ?? [],
        tag,
        open === 'sensitivity' ? hypothesis(key) : undefined,
        open === 'rules' && view !== undefined && tag !== undefined ? drafted(view, tag) : undefined,
      ),
      h(
        'div',
        { class: 'beside-charts' },
        view === undefined ? empty(error ?? t('starting')) : [drills(view), tagTable(view, tag)],
      ),
    ),
  );
}

function heading(line: AssetLine, view: AssetView | undefined): VNode {
  const { asset, guard, rarity, state } = line;
  return h(
    'div',
    { class: `heading ${state}` },
    assetShape(line),
    h(
      'div',
      { class: 'who-is' },
      h('h1', {}, asset),
      h(
        'p',
        { class: 'muted' },
        // An alarm stands below with its sentence.
        state === 'watching' || (state === 'alarm' && line.alarm !== undefined) ? guard : `${guard} · ${saying(line)}`,
      ),
    ),
    h('dl', { class: 'facts' }, [
      fact(t('asset.state'), named('state', state)),
      view !== undefined && serviceFact(view),
      view !== undefined && postureFact(view),
      fact(t('asset.score'), rarity === undefined ? '–' : integer(rarity)),
    ]),
  );
}

function fact(name: string, value: string): VNode {
  return h('div', {}, h('dt', {}, name), h('dd', {}, value));
}

function drawerTabs(open: string | undefined): VNode {
  return h(
    'div',
    { class: 'drawer-tabs', role: 'group' },
    DRAWERS.map((name) =>
      h(
        'button',
        {
          key: name,
          type: 'button',
          class: 'button',
          'aria-expanded': String(open === name),
          onclick: () => refine({ open: open === name ? undefined : name }),
        },
        t(`drawer.${name}`),
      ),
    ),
  );
}
