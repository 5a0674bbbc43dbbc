import type { AssetLine } from '../../lib/page/api';
import { type Child, h, type VNode, widget } from '../dom/h';
import { redraw } from '../dom/redraw';
import { asideText } from '../parts/aside';
import { assetShape, lookOf } from '../parts/shape';
import { link, refine, route } from '../state/route';
import { now, sourceNow, store } from '../state/store';
import { integer, span } from '../texts/format';
import { counted, named, spoken, t } from '../texts/texts';
import { sparkline } from './sparkline';
import { byUrgency, isNormal } from './urgency';

/** All assets, the most urgent first; only the rows in sight are drawn. */

/** Rows drawn beyond the edges of what is in sight. */
const SPARE = 8;
/** So few normal ones need no folding. */
const FEW = 12;
const HEIGHT = { wide: 52, beside: 60 } as const;
/** Until the list is in the page nobody knows how high it is. */
const FIRST_ROWS = 30;

type Form = keyof typeof HEIGHT;
type Row = { readonly line: AssetLine } | { readonly fold: number };

let scrolled = 0;
let seen = 0;
let unfolded = false;

export function fleetView(): VNode {
  return h('main', { id: 'main', tabindex: -1, class: 'fleet-view' }, fleetList('wide'));
}

export function fleetList(form: Form): VNode {
  const filter = route().query['find'] ?? '';
  const lines = byUrgency(store.fleet, filter, performance.now());
  const rows = rowsOf(lines, filter);
  const height = HEIGHT[form];
  const first = Math.max(0, Math.floor(scrolled / height) - SPARE);
  const last = Math.min(rows.length, Math.ceil((scrolled + (seen || FIRST_ROWS * height)) / height) + SPARE);
  return h(
    form === 'wide' ? 'div' : 'aside',
    { class: `fleet ${form}`, key: `fleet ${form}`, 'aria-label': t('nav.fleet') },
    h(
      'div',
      { class: 'fleet-head' },
      h('input', {
        type: 'search',
        class: 'filter',
        value: filter,
        placeholder: t('fleet.filter'),
        'aria-label': t('fleet.filter'),
        oninput: (event: Event) => refine({ find: (event.target as HTMLInputElement).value }),
      }),
      form === 'wide' && h('span', { class: 'muted' }, summary(lines)),
    ),
    h(
      'div',
      { class: 'rows', role: 'list', ready: watch, onscroll: follow },
      h(
        'div',
        { class: 'sheet', style: { height: `${rows.length * height}px` } },
        rows
          .slice(first, last)
          .map((row, i) =>
            'line' in row ? assetRow(row.line, (first + i) * height) : foldRow(row.fold, (first + i) * height),
          ),
      ),
    ),
  );
}

function rowsOf(lines: readonly AssetLine[], filter: string): Row[] {
  const normal = lines.filter(isNormal);
  if (normal.length <= FEW || filter !== '') return lines.map((line) => ({ line }));
  const others = lines.filter((line) => !isNormal(line)).map((line) => ({ line }));
  return [...others, { fold: normal.length }, ...(unfolded ? normal.map((line) => ({ line })) : [])];
}

function summary(lines: readonly AssetLine[]): string {
  const normal = lines.filter(isNormal).length;
  return t('fleet.summary', { all: integer(lines.length), normal: integer(normal) });
}

function assetRow(line: AssetLine, top: number): VNode {
  const chosen = route().key === line.key;
  const props = {
    key: line.key,
    role: 'listitem',
    class: `row ${lookOf(line)}${chosen ? ' chosen' : ''}`,
    href: link('asset', line.key),
    style: { top: `${top}px` },
    'data-row': true,
  };
  return h(
    'a',
    props,
    assetShape(line),
    h('span', { class: 'name' }, h('strong', {}, line.asset), twin(line) && h('small', {}, line.guard)),
    h('span', { class: 'says', title: saying(line) }, saying(line)),
    h('span', { class: 'rarity' }, line.rarity === undefined ? '–' : integer(line.rarity)),
    line.spark === undefined
      ? h('span', { class: 'spark' })
      : widget('canvas', { class: 'spark', 'aria-hidden': 'true' }, sparkline, line.spark),
    h('span', { class: 'age muted' }, age(line)),
  );
}

/** Another guard watches an asset of the same name. */
function twin(line: AssetLine): boolean {
  for (const other of store.fleet.values()) if (other.asset === line.asset && other.key !== line.key) return true;
  return false;
}

/** The sentence of its alarm while that is open; then why its state is not normal; of an alarm that is over, what it was. */
export function saying(line: AssetLine): string {
  const { aside, alarm, state, text } = line;
  if (aside !== undefined && lookOf(line) === 'masked') return asideText(aside);
  if (state === 'alarm') return spoken(alarm?.sentence ?? text);
  if (state !== 'watching') return spoken(text) || named('state', state);
  if (alarm === undefined) return t('state.watching');
  return `${named('alarm-state', alarm.state)}: ${spoken(alarm.sentence)}`;
}

function age(line: AssetLine): string {
  if (line.alarm !== undefined) return span((line.alarm.until ?? sourceNow(line)) - line.alarm.since);
  return line.seen === undefined ? '' : t('ago', { span: span(now() - line.seen) });
}

function foldRow(normal: number, top: number): VNode {
  const fold = (): void => {
    unfolded = !unfolded;
    redraw();
  };
  return h(
    'button',
    {
      key: 'fold',
      type: 'button',
      class: 'row fold',
      style: { top: `${top}px` },
      'aria-expanded': unfolded,
      onclick: fold,
      'data-row': true,
    },
    text(counted('fleet.normal', normal), unfolded ? ' ▴' : ' ▾'),
  );
}

function text(...parts: readonly Child[]): VNode {
  return h('span', {}, parts);
}

function follow(event: Event): void {
  const element = event.target as HTMLElement;
  scrolled = element.scrollTop;
  seen = element.clientHeight;
  redraw();
}

function watch(element: HTMLElement): void {
  scrolled = 0;
  new ResizeObserver(() => {
    seen = element.clientHeight;
    redraw();
  }).observe(element);
}
