import type { AlarmLine, Kpis } from '../../lib/page/api';
import { h, type VNode } from '../dom/h';
import { card, empty } from '../parts/action';
import { download } from '../parts/download';
import { listTools } from '../parts/list-tools';
import { text } from '../server/ask';
import { resource } from '../state/resource';
import { refine, route } from '../state/route';
import { store } from '../state/store';
import { toast } from '../state/ui';
import { counted, named, t } from '../texts/texts';
import { kpiCard } from './kpis';
import { latest } from './latest';
import { alarmTable } from './table';

/** What was, with filters, as a file, and whether people could keep up. */

const KINDS = ['cyber-attack', 'sensor-fault', 'data-drift', 'undetermined'] as const;
const SEVERITIES = ['high', 'medium', 'low'] as const;
const SPANS = { '1d': 86_400_000, '7d': 604_800_000, '30d': 2_592_000_000, '180d': 15_552_000_000 } as const;
const MOST_SHOWN = 300;

export function historyList(): VNode {
  if (!store.past) return empty(t('chart.no-past'));
  const { query } = route();
  const name = query['since'] ?? '7d';
  const length = Object.hasOwn(SPANS, name) ? SPANS[name as keyof typeof SPANS] : SPANS['7d'];
  const minute = 60_000;
  const to = Math.ceil(latest() / minute) * minute;
  const search = new URLSearchParams({ from: String(to - length), to: String(to) });
  for (const filter of ['kind', 'severity', 'text'] as const) {
    const wanted = query[filter];
    if (wanted !== undefined && wanted !== '') search.set(filter, wanted);
  }
  const { data, error } = resource<readonly AlarmLine[]>('alarm history', `api/alarms?${search}`, 60_000);
  const kpis = resource<Kpis>('kpis', `api/kpis?from=${to - length}&to=${to}`, 60_000);
  const save = (): void =>
    void text(`api/alarms?${search}&as=csv`).then(
      (content) => download('twin-guard-alarms.csv', content),
      (problem: Error) => toast(problem.message, 'refused'),
    );
  return h(
    'div',
    { class: 'stack' },
    listTools(
      [
        select(
          'since',
          t('filter.since'),
          name,
          Object.keys(SPANS).map((span) => [span, t(`range.${span as '1d'}`)]),
        ),
        select('kind', t('filter.kind'), query['kind'] ?? '', [
          ['', t('filter.all')],
          ...KINDS.map((kind) => [kind, named('kind', kind)] as const),
        ]),
        select('severity', t('filter.severity'), query['severity'] ?? '', [
          ['', t('filter.all')],
          ...SEVERITIES.map((severity) => [severity, named('severity', severity)] as const),
        ]),
      ],
      save,
    ),
    kpis.data === undefined ? (kpis.error !== undefined ? empty(kpis.error) : undefined) : kpiCard(kpis.data),
    data === undefined
      ? empty(error ?? t('starting'))
      : card(
          counted('alarms.found', data.length),
          {},
          data.length === 0 ? empty(t('alarms.none-found')) : alarmTable(data.slice(0, MOST_SHOWN), false),
        ),
  );
}

function select(name: string, label: string, value: string, options: readonly (readonly [string, string])[]): VNode {
  return h(
    'label',
    { class: 'field inline' },
    label,
    h(
      'select',
      { value, onchange: (event: Event) => refine({ [name]: (event.target as HTMLSelectElement).value }) },
      options.map(([option, shown]) => h('option', { key: option, value: option }, shown)),
    ),
  );
}
