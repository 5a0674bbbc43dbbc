import { alarmsView } from '../alarms/view';
import { assetView } from '../asset/view';
import { auditView } from '../audit/view';
import { commandsView } from '../commands/view';
import { type Child, h, type VNode } from '../dom/h';
import { fleetList, fleetView } from '../fleet/view';
import { learningView } from '../learning/view';
import { empty } from '../parts/action';
import { admin } from '../server/token';
import { route } from '../state/route';
import { needsSignIn, store } from '../state/store';
import { closeToast, ui } from '../state/ui';
import { moment, span } from '../texts/format';
import { spoken, t } from '../texts/texts';
import { alarmBar } from './alarm-bar';
import { header } from './header';
import { signInForm } from './sign-in';

/** The whole page. */
export function shell(): readonly Child[] {
  const { rights, loaded, live } = store;
  if (rights === undefined) return [h('p', { class: 'empty start' }, store.problem ?? t('starting'))];
  if (needsSignIn()) return [header(), signInForm(), toasts()];
  const cutOff = loaded && !live;
  return [
    h('button', { type: 'button', class: 'skip', onclick: () => document.getElementById('main')?.focus() }, t('skip')),
    header(),
    cutOff && notLive(),
    loaded && store.fleet.size > 0 && alarmBar(),
    rights.signIn === 'off' &&
      h('aside', { class: 'no-names', 'aria-label': t('who.off') }, h('p', {}, t('who.off-title'))),
    h('div', { class: `body${cutOff ? ' stale' : ''}` }, loaded ? content() : empty(store.problem ?? t('starting'))),
    h('div', { class: 'unseen', role: 'alert' }, store.news && spoken(store.news.sentence)),
    toasts(),
    ui.dialog?.(),
  ];
}

function content(): VNode | readonly VNode[] {
  if (store.fleet.size === 0) return noFlow();
  const { view, key } = route();
  const [only] = store.fleet.size === 1 ? store.fleet.keys() : [];
  switch (view) {
    case 'alarms':
      return alarmsView();
    case 'learning':
      return learningView();
    case 'commands':
      return commandsView();
    case 'audit':
      return auditView();
    case 'asset':
      return [...(only === undefined ? [fleetList('beside')] : []), assetView(key ?? only ?? '')];
    default:
      return only === undefined ? fleetView() : assetView(only);
  }
}

function noFlow(): VNode {
  return h(
    'main',
    { id: 'main', class: 'card lonely' },
    h('h1', {}, t('no-flow.title')),
    h('p', {}, t('no-flow.text')),
    h('a', { class: 'button main', href: admin() }, t('no-flow.editor')),
  );
}

function notLive(): VNode {
  const ago = span(Date.now() - store.heard);
  return h('p', { class: 'not-live', role: 'status' }, t('not-live', { ago, time: moment(store.heard, Date.now()) }));
}

function toasts(): VNode {
  return h(
    'div',
    { class: 'toasts', key: 'toasts', role: 'status', 'aria-live': 'polite' },
    ui.toasts.map(({ id, text, kind, undo }) => {
      const undone = (): void => {
        closeToast(id);
        undo?.();
      };
      return h(
        'div',
        { key: id, id: `toast-${id}`, class: `toast ${kind}` },
        h('span', {}, text),
        undo !== undefined && h('button', { type: 'button', class: 'link', onclick: undone }, t('undo')),
        h('button', { type: 'button', class: 'link', 'aria-label': t('close'), onclick: () => closeToast(id) }, '×'),
      );
    }),
  );
}
