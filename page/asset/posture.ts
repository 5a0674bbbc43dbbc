import type { AssetView } from '../../lib/page/api';
import { h, type VNode } from '../dom/h';
import { redraw } from '../dom/redraw';
import { whyNot } from '../parts/action';
import { choice, dialog } from '../parts/dialog';
import { isObject, textOf } from '../parts/report';
import { order } from '../state/orders';
import { store } from '../state/store';
import { closeDialog, openDialog } from '../state/ui';
import { named, spoken, t } from '../texts/texts';

/** How closely an asset is guarded: attacks raise it, quiet lowers it, and a person may say for a shift. */

const LEVELS = ['normal', 'elevated', 'high', 'lockdown'] as const;
const MINUTES = 480;

export function postureFact(view: AssetView): VNode | undefined {
  const decision = view.layers.find(({ layer }) => layer === 'decision');
  const posture = decision?.report['posture'];
  if (decision === undefined || !isObject(posture)) return undefined;
  const level = textOf(posture, 'level') ?? 'normal';
  const why = spoken(textOf(posture, 'why') ?? '');
  return h(
    'div',
    {},
    h('dt', {}, t('asset.posture')),
    h(
      'dd',
      { title: why === '' ? undefined : why },
      named('posture', level),
      decision.orders.includes('posture') &&
        h('button', { type: 'button', class: 'link small', onclick: () => ask(view, level) }, t('posture.change')),
    ),
  );
}

function ask({ line }: AssetView, present: string): void {
  let level = LEVELS.find((candidate) => candidate === present) ?? 'normal';
  const run = (): void => {
    closeDialog();
    const text = t('done.posture', { asset: line.asset, level: named('posture', level) });
    void order({ keys: [line.key], layer: 'decision', do: 'posture', options: { level, minutes: MINUTES } }, { text });
  };
  openDialog(() =>
    dialog(
      t('posture.title', { asset: line.asset }),
      [
        h('p', {}, t('posture.self')),
        choice(
          t('posture.level'),
          LEVELS.map((value) => ({ value, text: t(`posture.${value}`), hint: t(`posture.${value}-hint`) })),
          level,
          (chosen) => {
            level = chosen;
            redraw();
          },
        ),
      ],
      { label: t('posture.set'), run, off: store.rights?.name === undefined ? t('commands.no-name') : undefined },
      whyNot('tune'),
    ),
  );
}
