import type { AlarmLine } from '../../lib/page/api';
import { h, type VNode } from '../dom/h';
import { redraw } from '../dom/redraw';
import { actions } from '../parts/action';
import { asideText } from '../parts/aside';
import { alarmShape } from '../parts/shape';
import { byUrgency, lasting } from '../shell/alarm-bar';
import { link } from '../state/route';
import { isLatched, isUnseen, now } from '../state/store';
import { full, moment } from '../texts/format';
import { counted, named, spoken, t } from '../texts/texts';
import { acknowledge, nameOf, unlatch } from './act';
import { askFeedback } from './dialogs';
import { incidentsOf, namedIncidents } from './incidents';
import { people } from './people';

/** Alarms as lines, those of one incident as one. */

/** Ids of the alarms that are ticked, and the last one that was: shift takes all from there. */
let ticked = new Set<string>();
let lastTicked: string | undefined;
/** Ids of the alarms whose incident is shown in full: one that joins, or goes, does not shut it. */
const opened = new Set<string>();

export function chosenOf(alarms: readonly AlarmLine[]): AlarmLine[] {
  return alarms.filter(({ id }) => ticked.has(id));
}

/** @param tick whether they can be chosen: those that are open */
export function alarmTable(alarms: readonly AlarmLine[], tick: boolean): VNode {
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
      namedIncidents(incidentsOf(alarms)).flatMap(([name, incident]) => rowsOf(name, incident, alarms, tick)),
    ),
  );
}

/** An incident over several assets is one line, which opens. */
function rowsOf(name: string, incident: readonly AlarmLine[], all: readonly AlarmLine[], tick: boolean): VNode[] {
  const [first] = incident;
  if (first === undefined) return [];
  if (incident.length === 1) return [row(first, all, tick, false)];
  const isOpen = incident.some(({ id }) => opened.has(id));
  const toggle = (): void => {
    for (const { id } of incident) {
      if (isOpen) opened.delete(id);
      else opened.add(id);
    }
    redraw();
  };
  const head = incidentRow(name, incident, tick, isOpen, toggle);
  return isOpen ? [head, ...incident.map((alarm) => row(alarm, all, tick, true))] : [head];
}

function incidentRow(
  name: string,
  incident: readonly AlarmLine[],
  tick: boolean,
  isOpen: boolean,
  toggle: () => void,
): VNode {
  const first = incident.reduce((a, b) => (b.since < a.since ? b : a));
  const worst = [...incident].sort(byUrgency)[0]!;
  const unseen = incident.filter(isUnseen);
  const ids = incident.map(({ id }) => id);
  return h(
    'tr',
    { key: `incident ${name}`, class: `incident ${worst.severity}` },
    tick &&
      h(
        'td',
        { class: 'tick' },
        h('input', {
          type: 'checkbox',
          checked: ids.every((id) => ticked.has(id)),
          'aria-label': counted('incident', incident.length),
          onclick: (event: MouseEvent) => tickThese(ids, (event.target as HTMLInputElement).checked),
        }),
      ),
    h('td', { class: 'col-state' }, alarmShape(worst), h('span', {}, named('alarm-state', worst.state))),
    h(
      'td',
      { class: 'col-since', title: full(first.since) },
      moment(first.since, now()),
      h('small', { class: 'muted' }, lasting(worst)),
    ),
    h('td', { class: 'col-asset' }, nameOf(incident)),
    h(
      'td',
      { class: 'col-sentence' },
      h(
        'button',
        { type: 'button', class: 'link', 'aria-expanded': String(isOpen), onclick: toggle, 'data-row': true },
        counted('incident', incident.length),
        isOpen ? ' ▴' : ' ▾',
      ),
      h('small', { class: 'muted' }, t('incident.worst', { asset: worst.asset, sentence: spoken(worst.sentence) })),
    ),
    h('td', { class: 'col-first' }, firstOf(first), h('small', { class: 'muted' }, first.asset)),
    h('td', { class: 'col-by' }),
    h(
      'td',
      { class: 'col-act' },
      tick && unseen.length > 0
        ? actions('operate', {
            key: 'acknowledge',
            label: counted('alarms.acknowledge', unseen.length),
            run: () => acknowledge(unseen),
          })
        : undefined,
    ),
  );
}

function firstOf({ firstOut, tags }: AlarmLine): string {
  return firstOut ?? tags[0] ?? '';
}

function row(alarm: AlarmLine, all: readonly AlarmLine[], tick: boolean, inside: boolean): VNode {
  const { id, key, asset, since, until, sentence, kind, state, aside } = alarm;
  const length = until === undefined ? '10m' : `${Math.max(600, Math.round((until - since) / 250))}s`;
  const end = until === undefined ? undefined : String(Math.round(until + (until - since)));
  return h(
    'tr',
    { key: id, class: `${alarm.severity}${inside ? ' inside' : ''}` },
    tick &&
      h(
        'td',
        { class: 'tick' },
        h('input', {
          type: 'checkbox',
          checked: ticked.has(id),
          'aria-label': spoken(sentence),
          onclick: (event: MouseEvent) => tickOne(id, all, event),
        }),
      ),
    h('td', { class: 'col-state' }, alarmShape(alarm), h('span', {}, named('alarm-state', state))),
    h(
      'td',
      { class: 'col-since', title: full(since) },
      moment(since, now()),
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
      spoken(sentence),
      h('small', { class: 'muted' }, named('kind', kind)),
      aside !== undefined && h('small', { class: 'muted' }, asideText(aside)),
    ),
    h('td', { class: 'col-first' }, firstOf(alarm)),
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
        tick && isLatched(alarm) ? { label: t('unlatch'), run: () => unlatch([alarm]) } : undefined,
        alarm.blind === true
          ? undefined
          : {
              label: t('feedback'),
              run: () => askFeedback(alarm),
              off: all.some((one) => one.key === key && one.blind !== true && one.since > since)
                ? t('feedback.last')
                : undefined,
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
  lastTicked = id;
  tickThese(span, on);
}

function tickThese(ids: readonly string[], on: boolean): void {
  const next = new Set(ticked);
  for (const id of ids) {
    if (on) next.add(id);
    else next.delete(id);
  }
  ticked = next;
  redraw();
}
