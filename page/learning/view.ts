import { h, type VNode } from '../dom/h';
import { assetList } from '../parts/asset-list';
import { store } from '../state/store';
import { t } from '../texts/texts';
import { learningCard } from './card';

/** What learns, what waits for a person, and which version guards. */
export function learningView(): VNode {
  const lines = [...store.fleet.values()];
  const waits = lines.filter((line) => line.waits?.includes('model') === true);
  const learning = lines.filter((line) => line.state === 'learning');
  return h(
    'main',
    { id: 'main', tabindex: -1, class: 'learning-view' },
    h('h1', {}, t('nav.learning')),
    assetList(
      [waits, learning, lines],
      [t('learning.waiting'), t('learning.learning'), t('learning.all')],
      learningCard,
    ),
  );
}
