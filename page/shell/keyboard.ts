import { isTyping, startAnew } from '../dom/focus';
import { h } from '../dom/h';
import { dialog } from '../parts/dialog';
import { go, link, route, type View } from '../state/route';
import { may } from '../state/store';
import { openDialog, ui } from '../state/ui';
import { type TextKey, t } from '../texts/texts';
import { isBarKey, press } from './alarm-bar';

/** Single letters, for who has no mouse. Off while one types, and by a setting of the person (WCAG 2.1.4). */

const SETTING = 'twin-guard-keys';
const GO: Readonly<Record<string, View>> = { f: 'fleet', a: 'alarms', l: 'learning', c: 'commands', u: 'audit' };
let afterG = false;

export function keysOn(): boolean {
  return localStorage.getItem(SETTING) !== 'off';
}

export function listenToKeys(): void {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || ui.dialog !== undefined) return;
    if (event.key === 'Escape') back();
    else if (keysOn() && follow(event)) event.preventDefault();
  });
  addEventListener('pointerdown', startAnew);
}

function back(): void {
  const { view, query } = route();
  if (view === 'asset' && query['open'] !== undefined)
    location.hash = link('asset', route().key, { ...query, open: undefined });
  else if (view !== 'fleet') go('fleet');
}

/** @returns whether the key meant something */
function follow({ key, repeat }: KeyboardEvent): boolean {
  if (afterG) {
    afterG = false;
    const view = GO[key];
    if (view !== undefined) go(view);
    return view !== undefined;
  }
  if (key === 'g') afterG = true;
  else if (key === '?') showKeys();
  else if (key === '/') return focus('input[type=search]');
  else if (key === 'j') return step(1);
  else if (key === 'k') return step(-1);
  else if ('[]+-'.includes(key)) document.dispatchEvent(new CustomEvent('twin-guard-range', { detail: key }));
  // A key that is held down means one alarm, not all that come after it.
  else return isBarKey(key) && !repeat && may('operate') && press(key);
  return true;
}

function focus(selector: string): boolean {
  const element = document.querySelector<HTMLElement>(selector);
  element?.focus();
  return element !== null;
}

/** To the next row of the list; Enter opens it, as it is a link. */
function step(by: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
  next?.focus();
  return next !== undefined;
}

const LIST: readonly (readonly [string, TextKey])[] = [
  ['/', 'keys.filter'],
  ['j k', 'keys.row'],
  ['Enter', 'keys.open'],
  ['a', 'acknowledge'],
  ['s', 'shelve'],
  ['f', 'feedback'],
  ['[ ]', 'keys.pan'],
  ['+ -', 'keys.zoom'],
  ['g f a l c u', 'keys.go'],
  ['Esc', 'keys.back'],
];

function showKeys(): void {
  openDialog(() =>
    dialog(
      t('keys'),
      [
        h(
          'dl',
          { class: 'keys' },
          LIST.map(([key, text]) => [h('dt', {}, h('kbd', {}, key)), h('dd', {}, t(text))]),
        ),
        h(
          'label',
          { class: 'check' },
          h('input', {
            type: 'checkbox',
            checked: keysOn(),
            onchange: (event: Event) =>
              localStorage.setItem(SETTING, (event.target as HTMLInputElement).checked ? 'on' : 'off'),
          }),
          t('keys.on'),
        ),
      ],
      undefined,
    ),
  );
}
