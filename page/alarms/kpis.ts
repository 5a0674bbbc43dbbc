import type { Kpis } from '../../lib/page/api';
import { h, type VNode } from '../dom/h';
import { card } from '../parts/action';
import { link } from '../state/route';
import { integer, rough, span } from '../texts/format';
import { t } from '../texts/texts';

/** Whether operators can keep up (ISA-18.2): first how alarms come, then averages. */

/** Alarms in ten minutes from which on nobody can follow. */
const FLOOD = 10;

export function kpiCard(kpis: Kpis): VNode {
  const { from, to, perTenMinutes, worstHour, alarms, perDay, standing, chattering, floods, top } = kpis;
  const busy = perTenMinutes.slice(1);
  const most = Math.max(1, ...busy);
  return card(
    t('kpi.title'),
    { class: 'kpis' },
    h(
      'div',
      { class: 'kpi-row' },
      h(
        'figure',
        {},
        h('figcaption', {}, t('kpi.ten')),
        h(
          'div',
          {
            class: 'bars',
            role: 'img',
            'aria-label': t('kpi.ten-label', { calm: integer(perTenMinutes[0] ?? 0), most: integer(floods) }),
          },
          busy.map((count, i) =>
            h(
              'div',
              {
                key: i,
                class: `column${i + 1 >= FLOOD ? ' flood' : ''}`,
                title: `${i + 1}${i + 1 >= FLOOD ? '+' : ''}: ${integer(count)}`,
              },
              h('span', { class: 'column-fill', style: { height: `${Math.round((46 * count) / most)}px` } }),
              h('small', {}, `${i + 1}${i + 1 >= FLOOD ? '+' : ''}`),
            ),
          ),
        ),
      ),
      h('dl', { class: 'facts' }, [
        fact(t('kpi.worst-hour'), integer(worstHour)),
        fact(t('kpi.alarms', { span: span(to - from) }), integer(alarms)),
        perDay !== undefined && fact(t('kpi.per-day'), rough(perDay)),
        fact(t('kpi.standing'), integer(standing)),
        fact(t('kpi.chattering'), integer(chattering)),
        fact(t('kpi.floods'), integer(floods)),
      ]),
      top.length > 0 &&
        h(
          'div',
          { class: 'offenders' },
          h('h3', {}, t('kpi.top')),
          h(
            'ol',
            {},
            top
              .slice(0, 5)
              .map(({ key, asset, alarms }) =>
                h('li', { key }, h('a', { href: link('asset', key) }, asset), ` ${integer(alarms)}`),
              ),
          ),
        ),
    ),
  );
}

function fact(name: string, value: string): VNode {
  return h('div', {}, h('dt', {}, name), h('dd', {}, value));
}
