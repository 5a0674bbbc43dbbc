import { h, type VNode } from '../dom/h';
import { redraw } from '../dom/redraw';
import { admin, signIn } from '../server/token';
import { identify, store } from '../state/store';
import { t } from '../texts/texts';

/** Signing in with Node-RED's own users. What was typed elsewhere on the page stays as it is. */

let problem: string | undefined;
let busy = false;

export function signInForm(): VNode {
  const { rights, signedOut } = store;
  const text = signedOut ? t('sign-in.ended') : rights?.name === undefined ? t('sign-in.text') : t('sign-in.no-right');
  if (rights?.signIn === 'strategy') {
    return h(
      'main',
      { class: 'sign-in card' },
      h('h1', {}, t('sign-in')),
      h('p', {}, text),
      h('a', { class: 'button main', href: `${admin()}auth/strategy` }, t('sign-in.strategy')),
    );
  }
  return h(
    'main',
    { class: 'sign-in card' },
    h('h1', {}, t('sign-in')),
    h('p', {}, text),
    h(
      'form',
      { onsubmit: submit, 'aria-busy': busy },
      field('username', t('sign-in.name'), 'text', 'username'),
      field('password', t('sign-in.password'), 'password', 'current-password'),
      problem !== undefined && h('p', { class: 'problem', role: 'alert' }, problem),
      h('button', { type: 'submit', class: 'button main', disabled: busy }, t('sign-in')),
    ),
  );
}

function field(name: string, label: string, type: string, autocomplete: string): VNode {
  return h('label', { class: 'field' }, label, h('input', { name, type, autocomplete, required: true }));
}

async function submit(event: Event): Promise<void> {
  event.preventDefault();
  const form = event.target as HTMLFormElement;
  const given = new FormData(form);
  busy = true;
  problem = undefined;
  redraw();
  try {
    const right = await signIn(String(given.get('username')), String(given.get('password')));
    if (right) await identify();
    else problem = t('sign-in.wrong');
  } catch {
    problem = t('sign-in.no-answer');
  }
  busy = false;
  redraw();
}
