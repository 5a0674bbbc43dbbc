import type { AssetView } from '../../lib/page/api';
import { h, type VNode } from '../dom/h';
import { redraw } from '../dom/redraw';
import { actions } from '../parts/action';
import { numberOf, type Report, textOf } from '../parts/report';
import { order } from '../state/orders';
import { t } from '../texts/texts';

/** When nothing of an asset alarms, and whether an alarm stays when it is over. */

interface Fields {
  readonly settling: string;
  readonly suppress: string;
  readonly latch: boolean;
}

const MOST_SETTLING = 86_400;
let draft: (Fields & { readonly key: string }) | undefined;

export function settings({ line: { key, asset } }: AssetView, report: Report): VNode {
  const holds: Fields = {
    settling: String(numberOf(report, 'settling') ?? 0),
    suppress: textOf(report, 'suppress') ?? '',
    latch: report['latch'] === true,
  };
  const shown = draft?.key === key ? draft : { key, ...holds };
  const change = (next: Partial<Fields>): void => {
    draft = { ...shown, ...next };
    redraw();
  };
  const seconds = Number(shown.settling.replace(',', '.'));
  const usable = shown.settling.trim() !== '' && seconds >= 0 && seconds <= MOST_SETTLING;
  const options = {
    ...(shown.settling !== holds.settling && { settling: seconds }),
    ...(shown.suppress !== holds.suppress && { suppress: shown.suppress }),
    ...(shown.latch !== holds.latch && { latch: shown.latch }),
  };
  const same = Object.keys(options).length === 0;
  const apply = (): void =>
    void order(
      { keys: [key], layer: 'decision', do: 'set', options },
      { text: t('done.rules', { asset }), undo: 'before' },
    ).then((followed) => {
      if (followed) draft = undefined;
      redraw();
    });
  return h(
    'div',
    { class: 'rule' },
    h('h3', {}, t('rules.when')),
    h(
      'label',
      { class: 'field inline' },
      t('rules.settling'),
      h('input', {
        type: 'text',
        inputmode: 'decimal',
        class: 'short',
        value: shown.settling,
        'aria-invalid': String(!usable),
        oninput: (event: Event) => change({ settling: (event.target as HTMLInputElement).value }),
      }),
    ),
    h('p', { class: 'muted' }, t('rules.settling-hint')),
    h(
      'label',
      { class: 'field inline' },
      t('rules.suppress'),
      h('input', {
        type: 'text',
        value: shown.suppress,
        oninput: (event: Event) => change({ suppress: (event.target as HTMLInputElement).value }),
      }),
    ),
    h('p', { class: 'muted' }, t('rules.suppress-hint')),
    h(
      'label',
      { class: 'check' },
      h('input', {
        type: 'checkbox',
        checked: shown.latch,
        onchange: (event: Event) => change({ latch: (event.target as HTMLInputElement).checked }),
      }),
      t('rules.latch'),
    ),
    actions('tune', {
      label: t('rules.apply'),
      kind: 'main',
      run: apply,
      off: !usable ? t('rules.seconds', { most: MOST_SETTLING }) : same ? t('sensitivity.same') : undefined,
    }),
  );
}
