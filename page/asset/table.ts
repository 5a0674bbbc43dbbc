import type { History } from '../../lib/page/api';
import { separated } from '../../lib/page/separated';
import { h } from '../dom/h';
import { button } from '../parts/action';
import { dialog } from '../parts/dialog';
import { download } from '../parts/download';
import { openDialog } from '../state/ui';
import { full, number } from '../texts/format';
import { t } from '../texts/texts';
import { timesOf } from './history';

/** The same buckets as the chart has, as a table and as a file. */

const MOST_ROWS = 200;

export function askTable(history: History): void {
  openDialog(() => {
    const times = timesOf(history);
    const first = Math.max(0, times.length - MOST_ROWS);
    return dialog(
      t('chart.table'),
      [
        h('p', { class: 'muted' }, t('table.zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })),
        h(
          'div',
          { class: 'scroll', tabindex: 0 },
          h(
            'table',
            {},
            h(
              'thead',
              {},
              h(
                'tr',
                {},
                h('th', { scope: 'col' }, t('table.time')),
                history.series.map(({ name }) => h('th', { scope: 'col' }, name)),
              ),
            ),
            h(
              'tbody',
              {},
              times
                .slice(first)
                .map((time, i) =>
                  h(
                    'tr',
                    {},
                    h('th', { scope: 'row' }, full(time)),
                    history.series.map(({ mean }) => h('td', {}, number(mean[first + i]))),
                  ),
                )
                .reverse(),
            ),
          ),
        ),
        button({ label: t('csv'), run: () => save(history) }),
      ],
      undefined,
    );
  });
}

function save(history: History): void {
  const names = history.series.flatMap(({ name }) => [`${name} lo`, `${name} mean`, `${name} hi`]);
  const rows = timesOf(history).map((time, i) => [
    new Date(time).toISOString(),
    ...history.series.flatMap(({ lo, mean, hi }) => [lo[i], mean[i], hi[i]].map((value) => value ?? '')),
  ]);
  download('twin-guard-history.csv', separated([['time', ...names], ...rows]));
}
