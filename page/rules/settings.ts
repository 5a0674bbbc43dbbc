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
/** What a person has changed and not applied: the others go on showing what holds, whoever sets it. */
let draft: { readonly key: string; readonly fields: Partial<Fields> } | undefined;

export function settings({ line: { key, asset } }: AssetView, report: Report): VNode {
  const holds: Fields = {
    settling: String(numberOf(report, 'settling') ?? 0),
    suppress: textOf(report, 'suppress') ?? '',
    latch: report['latch'] === true,
  };
  const mine = draft?.key === key ? draft.fields : {};
  const shown = { ...holds, ...mine };
  const change = (next: Partial<Fields>): void => {
    draft = { key, fields: { ...mine, ...next } };
    redraw();
  };
  const seconds = Number(shown.settling.replace(',', '.'));
  const usable = shown.settling.trim() !== '' && seconds >= 0 && seconds <= MOST_SETTLING;
  const options = {
    ...(shown.settling !== holds.settling && { settling: seconds }),
    ...(shown.suppress !== holds.suppress && { suppress: shown.suppress }),
    ...(shown.latch !== holds.latch && { latch: shown.latch }),
  };
  const changed = Object.keys(options);
  const seen = Object.fromEntries(changed.map((name) => [name, report[name]]));
  const apply = (): void =>
    void order(
      { keys: [key], layer: 'decision', do: 'set', options, seen },
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
    h('p', { class: 'muted' }, t('rules.settling-hint'), now(options.settling, holds.settling)),
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
    h('p', { class: 'muted' }, t('rules.suppress-hint'), now(options.suppress, holds.suppress)),
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
      off: !usable
        ? t('rules.seconds', { most: MOST_SETTLING })
        : changed.length === 0
          ? t('sensitivity.same')
          : undefined,
    }),
  );
}

/** What holds, where something else stands in the field: a colleague may have set it since. */
function now(wanted: unknown, holds: string): VNode | undefined {
  if (wanted === undefined) return undefined;
  return h('strong', {}, ` ${t('rules.now', { value: holds === '' ? '–' : holds })}`);
}
