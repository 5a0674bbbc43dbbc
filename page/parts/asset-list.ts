import type { AssetLine, AssetView } from '../../lib/page/api';
import { h, keyed, type VNode } from '../dom/h';
import { resource } from '../state/resource';
import { refine, route } from '../state/route';
import { integer } from '../texts/format';
import { counted, t } from '../texts/texts';
import { empty } from './action';
import { assetShape } from './shape';

/** Assets in groups, one of them open: what is shown of one needs a request, so not all are. */

const MOST_SHOWN = 100;

export function assetList(
  groups: readonly (readonly AssetLine[])[],
  titles: readonly string[],
  draw: (view: AssetView) => VNode,
): VNode {
  const shown = new Set<string>();
  const all = groups.flat();
  const open = route().query['asset'] ?? (all.length > 0 ? all[0]!.key : undefined);
  return h(
    'div',
    { class: 'asset-list' },
    h(
      'div',
      { class: 'asset-groups' },
      groups.map((group, i) => {
        const lines = group.filter(({ key }) => !shown.has(key));
        for (const { key } of lines) shown.add(key);
        if (lines.length === 0) return undefined;
        return h(
          'section',
          { class: 'card' },
          h('h2', {}, titles[i], h('span', { class: 'muted' }, ` ${integer(lines.length)}`)),
          h(
            'ul',
            {},
            lines.slice(0, MOST_SHOWN).map((line) => item(line, line.key === open)),
          ),
          lines.length > MOST_SHOWN && h('p', { class: 'muted' }, counted('list.more', lines.length - MOST_SHOWN)),
        );
      }),
    ),
    open !== undefined && detail(open, draw),
  );
}

function item(line: AssetLine, open: boolean): VNode {
  return h(
    'li',
    { key: line.key },
    h(
      'button',
      {
        type: 'button',
        class: `pick${open ? ' chosen' : ''}`,
        'aria-pressed': String(open),
        'data-row': true,
        onclick: () => refine({ asset: line.key }),
      },
      assetShape(line),
      h('span', {}, line.asset),
    ),
  );
}

function detail(key: string, draw: (view: AssetView) => VNode): VNode {
  const { data, path, error } = resource<AssetView>('asset', `api/asset?key=${encodeURIComponent(key)}`);
  const isThis = path?.endsWith(encodeURIComponent(key)) === true;
  if (!isThis || data === undefined) return empty((isThis ? error : undefined) ?? t('starting'));
  // Another asset may come to be the first: a press on this one must not mean that.
  return keyed(draw(data), key);
}
