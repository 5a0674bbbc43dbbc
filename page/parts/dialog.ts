import { type Child, h, type VNode } from '../dom/h';
import { closeDialog } from '../state/ui';
import { t } from '../texts/texts';
import { type Action, button } from './action';

/** A question to the person, in a <dialog>: the browser keeps the focus inside and closes it with Esc. */

export function dialog(title: string, content: readonly Child[], main: Action | undefined, why?: string): VNode {
  const submit = (event: Event): void => {
    event.preventDefault();
    if (main !== undefined && why === undefined && main.off === undefined) main.run();
  };
  return h(
    'dialog',
    { class: 'dialog', 'aria-label': title, ready: show, onclose: closeDialog, onclick: closeOutside },
    h(
      'form',
      { onsubmit: submit, novalidate: true },
      h('h2', {}, title),
      content,
      h(
        'div',
        { class: 'actions end' },
        (why ?? main?.off) !== undefined && h('span', { class: 'needs' }, why ?? main?.off),
        button({ label: main === undefined ? t('close') : t('cancel'), run: closeDialog }),
        main !== undefined &&
          h(
            'button',
            { type: 'submit', class: `button ${main.kind ?? 'main'}`, disabled: (why ?? main.off) !== undefined },
            main.label,
          ),
      ),
    ),
  );
}

function show(element: HTMLElement): void {
  (element as HTMLDialogElement).showModal();
  // Where there is nothing to fill in, Enter does what was asked for; the browser would begin with the way out.
  if (element.querySelector('input, select, textarea') === null)
    element.querySelector<HTMLElement>('button[type=submit]:not(:disabled)')?.focus();
}

function closeOutside(event: Event): void {
  if (event.target === event.currentTarget) closeDialog();
}

/** One of several, as large buttons: a choice for gloves. */
export function choice<T extends string>(
  label: string,
  options: readonly { readonly value: T; readonly text: string; readonly hint?: string }[],
  value: T | undefined,
  choose: (value: T) => void,
): VNode {
  return h(
    'fieldset',
    { class: 'choice' },
    h('legend', {}, label),
    options.map((option) =>
      h(
        'label',
        { key: option.value, class: option.value === value ? 'chosen' : '' },
        h('input', {
          type: 'radio',
          name: label,
          checked: option.value === value,
          onchange: () => choose(option.value),
        }),
        h('span', {}, h('strong', {}, option.text), option.hint !== undefined && h('small', {}, option.hint)),
      ),
    ),
  );
}
