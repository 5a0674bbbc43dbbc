import type { AlarmLine, Kpis } from '../../lib/page/api';
import { h, type VNode } from '../dom/h';
import { redraw } from '../dom/redraw';
import { actions, button, card, empty } from '../parts/action';
import { download } from '../parts/download';
import { alarmShape } from '../parts/shape';
import { text } from '../server/ask';
import { byUrgency, lasting } from '../shell/alarm-bar';
import { resource } from '../state/resource';
import { link, refine, route } from '../state/route';
import { isUnseen, store } from '../state/store';
import { toast } from '../state/ui';
import { full, moment } from '../texts/format';
import { counted, named, t } from '../texts/texts';
import { acknowledge, unshelve } from './act';
import { askFeedback, askShelve } from './dialogs';
import { kpiCard } from './kpis';
import { latest } from './latest';
import { people } from './people';

/** The list after ISA-18.2: what is open, what is put aside and until when, and what was. */

const LISTS = ['open', 'shelved', 'history'] as const;

const KINDS = ['cyber-attack', 'sensor-fault', 'data-drift', 'undetermined'] as const;
const SEVERITIES = ['high', 'medium', 'low'] as const;
const SPANS = { '1d': 86_400_000, '7d': 604_800_000, '30d': 2_592_000_000, '180d': 15_552_000_000 } as const;
const MOST_SHOWN = 300;

/** Ids of the alarms that are ticked, and the last one that was: shift takes all from there. */
let ticked = new Set<string>();
let lastTicked: string | undefined;

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
          name !== 'history' && ` (${openOnes(name).length})`,
        ),
      ),
    ),
    list === 'history' ? historyList() : openList(list),
  );
}

function openOnes(list: 'open' | 'shelved'): AlarmLine[] {
  const aside = ({ state }: AlarmLine): boolean => ['shelved', 'out of service', 'suppressed'].includes(state);
  return [...store.alarms.values()].filter((alarm) => aside(alarm) === (list === 'shelved')).sort(byUrgency);
}

function openList(list: 'open' | 'shelved'): VNode {
  const alarms = openOnes(list);
  const chosen = alarms.filter(({ id }) => ticked.has(id));
  const unseen = (chosen.length > 0 ? chosen : alarms).filter(isUnseen);
  if (alarms.length === 0) return empty(t(list === 'open' ? 'alarms.none' : 'alarms.none-shelved'));
  return card(
    t(`alarms.${list}`),
    {},
    actions(
      'operate',
      list === 'open'
        ? {
            label: counted('alarms.acknowledge', unseen.length),
            kind: 'main',
            run: () => acknowledge(unseen),
            off: unseen.length === 0 ? t('alarms.all-seen') : undefined,
          }
        : undefined,
      list === 'open'
        ? { label: t('shelve'), run: () => askShelve(chosen), off: chosen.length === 0 ? t('alarms.tick') : undefined }
        : {
            label: t('unshelve'),
            run: () => unshelve(chosen),
            off: chosen.length === 0 ? t('alarms.tick') : undefined,
          },
    ),
    table(alarms, true),
  );
}

function historyList(): VNode {
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
    h(
      'div',
      { class: 'filters' },
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
      h('input', {
        type: 'search',
        class: 'filter',
        placeholder: t('filter.text'),
        'aria-label': t('filter.text'),
        value: query['text'] ?? '',
        onchange: (event: Event) => refine({ text: (event.target as HTMLInputElement).value }),
      }),
      button({ label: t('csv'), run: save }),
    ),
    kpis.data === undefined ? (kpis.error !== undefined ? empty(kpis.error) : undefined) : kpiCard(kpis.data),
    data === undefined
      ? empty(error ?? t('starting'))
      : card(
          counted('alarms.found', data.length),
          {},
          data.length === 0 ? empty(t('alarms.none-found')) : table(data.slice(0, MOST_SHOWN), false),
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

function table(alarms: readonly AlarmLine[], tick: boolean): VNode {
  return h(
    'table',
    { class: 'alarm-table' },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        tick && h('th', {}, h('span', { class: 'unseen' }, t('alarms.tick'))),
        (['state', 'since', 'asset', 'sentence', 'first', 'by', 'act'] as const).map((name) =>
          h('th', { scope: 'col', class: `col-${name}` }, t(`alarms.col.${name}`)),
        ),
      ),
    ),
    h(
      'tbody',
      {},
      alarms.map((alarm) => row(alarm, alarms, tick)),
    ),
  );
}

function row(alarm: AlarmLine, all: readonly AlarmLine[], tick: boolean): VNode {
  const { id, key, asset, since, until, sentence, firstOut, tags, kind, state, shelvedUntil } = alarm;
  const length = until === undefined ? '10m' : `${Math.max(600, Math.round((until - since) / 250))}s`;
  const end = until === undefined ? undefined : String(Math.round(until + (until - since)));
  return h(
    'tr',
    { key: id, class: alarm.severity },
    tick &&
      h(
        'td',
        { class: 'tick' },
        h('input', {
          type: 'checkbox',
          checked: ticked.has(id),
          'aria-label': sentence,
          onclick: (event: MouseEvent) => tickOne(id, all, event),
        }),
      ),
    h('td', { class: 'col-state' }, alarmShape(alarm), h('span', {}, named('alarm-state', state))),
    h(
      'td',
      { class: 'col-since', title: full(since) },
      moment(since, latest()),
      h('small', { class: 'muted' }, lasting(alarm)),
    ),
    h(
      'td',
      { class: 'col-asset' },
      h('a', { href: link('asset', key, { t: length, to: end }), 'data-row': true }, asset),
    ),
    h(
      'td',
      { class: 'col-sentence' },
      sentence,
      h('small', { class: 'muted' }, named('kind', kind)),
      shelvedUntil !== undefined &&
        h('small', { class: 'muted' }, t('alarm.shelved-until', { time: full(shelvedUntil) })),
    ),
    h('td', { class: 'col-first' }, firstOut ?? tags[0] ?? ''),
    h(
      'td',
      { class: 'col-by' },
      people(alarm).map((line) => h('small', {}, line)),
    ),
    h(
      'td',
      { class: 'col-act' },
      actions(
        'operate',
        tick && isUnseen(alarm) ? { label: t('acknowledge'), run: () => acknowledge([alarm]) } : undefined,
        {
          label: t('feedback'),
          run: () => askFeedback(alarm),
          off: all.some((one) => one.key === key && one.since > since) ? t('feedback.last') : undefined,
        },
      ),
    ),
  );
}

/** With shift all from the last one on: ten alarms are two clicks. */
function tickOne(id: string, all: readonly AlarmLine[], event: MouseEvent): void {
  const on = (event.target as HTMLInputElement).checked;
  const ids = all.map((alarm) => alarm.id);
  const from = event.shiftKey && lastTicked !== undefined ? ids.indexOf(lastTicked) : -1;
  const at = ids.indexOf(id);
  const span = from < 0 ? [id] : ids.slice(Math.min(from, at), Math.max(from, at) + 1);
  const next = new Set(ticked);
  for (const one of span) {
    if (on) next.add(one);
    else next.delete(one);
  }
  ticked = next;
  lastTicked = id;
  redraw();
}
