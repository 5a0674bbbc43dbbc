import type { Right } from '../../lib/page/api';
import { type Child, h, type VNode } from '../dom/h';
import { may, store } from '../state/store';
import { spoken, t } from '../texts/texts';

/** Buttons that change something. Without the right they are there, off, and say what they need. */

export interface Action {
  readonly label: string;
  /** What it is among those beside it, where its label changes with what it is about: counts, marks. */
  readonly key?: string | undefined;
  readonly run: () => void;
  readonly kind?: 'main' | 'danger' | undefined;
  /** Why it cannot be pressed now, whoever is there. */
  readonly off?: string | undefined;
  /** A key that does the same. */
  readonly hotkey?: string | undefined;
}

export function actions(right: Right, ...list: readonly (Action | undefined)[]): VNode {
  const why = whyNot(right);
  return h(
    'div',
    { class: 'actions', role: 'group' },
    list.map((action) => action !== undefined && button(action, why)),
    why !== undefined && h('span', { class: 'needs' }, why),
  );
}

/** Why this right is missing; undefined where it is there. */
export function whyNot(right: Right): string | undefined {
  if (may(right)) return undefined;
  if (!store.live) return t('off.not-live');
  const { onlyReads } = store.rights ?? {};
  return onlyReads !== undefined ? spoken(onlyReads) : t('off.needs', { right: `twin-guard.${right}` });
}

/** What a button meant when it was pressed down. */
let pressed: { readonly button: EventTarget | null; readonly run: () => void } | undefined;

/** It does what it said when it was pressed down, whatever is drawn until it is let go. */
export function button(action: Action, why?: string): VNode {
  const off = why ?? action.off;
  const { run } = action;
  const props = {
    key: action.key ?? action.label,
    type: 'button',
    class: `button ${action.kind ?? ''}`,
    disabled: off !== undefined,
    title: off ?? (action.hotkey === undefined ? undefined : t('hotkey', { key: action.hotkey })),
    onpointerdown: ({ currentTarget }: Event) => {
      pressed = { button: currentTarget, run };
    },
    onclick: ({ currentTarget, detail }: MouseEvent) => {
      const meant = detail > 0 && pressed?.button === currentTarget ? pressed.run : run;
      pressed = undefined;
      meant();
    },
  };
  return h('button', props, action.label);
}

/** A card with a title. */
export function card(title: Child, props: Readonly<Record<string, unknown>>, ...children: readonly Child[]): VNode {
  return h('section', { ...props, class: `card ${props['class'] ?? ''}` }, h('h2', {}, title), children);
}

/** What stands where there is nothing to show: never an empty chart. */
export function empty(text: Child, more?: Child): VNode {
  return h('p', { class: 'empty' }, text, more);
}
