import { h, type VNode } from '../dom/h';
import { refine, route } from '../state/route';
import { t } from '../texts/texts';
import { button } from './action';

/** What stands above a long list: filters, a search that stands in the address, and the list as a file. */
export function listTools(filters: readonly VNode[], save: () => void): VNode {
  return h(
    'div',
    { class: 'filters' },
    h('input', {
      type: 'search',
      class: 'filter',
      placeholder: t('filter.text'),
      'aria-label': t('filter.text'),
      value: route().query['text'] ?? '',
      oninput: (event: Event) => refine({ text: (event.target as HTMLInputElement).value }),
    }),
    filters,
    button({ label: t('csv'), run: save }),
  );
}
