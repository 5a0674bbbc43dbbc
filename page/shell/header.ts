import { h, type VNode } from '../dom/h';
import { isOwn, signOut } from '../server/token';
import { link, route, type View } from '../state/route';
import { identify, isUnseen, now, store } from '../state/store';
import { clock, countdown } from '../texts/format';
import { counted, t } from '../texts/texts';

/** The top line of every view: where one is, whether what one sees is live, and who one is. */

const TABS: readonly View[] = ['fleet', 'alarms', 'learning', 'commands', 'audit'];

export function header(): VNode {
  return h(
    'header',
    { class: 'top', key: 'top' },
    h('a', { class: 'brand', href: link('fleet') }, h('span', { class: 'mark', 'aria-hidden': 'true' }), 'Twin Guard'),
    nav(),
    h('span', { class: `live${store.live ? '' : ' off'}`, title: t('live.title') }, liveText()),
    armed(),
    who(),
  );
}

function nav(): VNode {
  const { view } = route();
  const shown = view === 'asset' ? 'fleet' : view;
  return h(
    'nav',
    { 'aria-label': t('nav') },
    TABS.map((tab) =>
      h(
        'a',
        { key: tab, href: link(tab), class: 'tab', 'aria-current': tab === shown ? 'page' : undefined },
        h('span', {}, t(`nav.${tab as 'fleet'}`)),
        badge(tab),
      ),
    ),
  );
}

function badge(tab: View): VNode | undefined {
  if (tab !== 'alarms') return undefined;
  const n = [...store.alarms.values()].filter(isUnseen).length;
  return n === 0 ? undefined : h('span', { class: 'badge' }, n);
}

function liveText(): string {
  return store.live ? t('live.on', { time: clock(now()) }) : t('live.off');
}

/** Whether commands may leave for the plant, on every view and always. */
function armed(): VNode | undefined {
  const all = [...store.fleet.values()].flatMap(({ commands }) => (commands === undefined ? [] : [commands]));
  if (all.length === 0) return undefined;
  const on = all.filter((commands) => commands.armed);
  const ends = on.flatMap(({ until }) => (until === undefined ? [] : [until]));
  const left = ends.length === on.length && on.length > 0 ? ` ${countdown(Math.max(...ends) - now())}` : '';
  const text = on.length === 0 ? t('armed.none') : `${counted('armed.some', on.length)}${left}`;
  return h('a', { class: `armed-sign${on.length > 0 ? ' armed' : ''}`, href: link('commands') }, text);
}

function who(): VNode {
  const { rights } = store;
  if (rights === undefined || rights.signIn === 'off') {
    return h('span', { class: 'who muted', title: t('who.off-title') }, rights === undefined ? '' : t('who.off'));
  }
  const out = (): void => void signOut().then(identify);
  return h(
    'span',
    { class: 'who' },
    rights.name ?? t('who.nobody'),
    isOwn() && h('button', { type: 'button', class: 'link', onclick: out }, t('who.out')),
  );
}
