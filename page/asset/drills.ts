import type { AssetView } from '../../lib/page/api';
import { h, type VNode } from '../dom/h';
import { actions, card } from '../parts/action';
import { order } from '../state/orders';
import { now } from '../state/store';
import { full } from '../texts/format';
import { t } from '../texts/texts';

/** The simulated plant can be attacked, broken and worn out, to see what the guard says. */

const SECONDS = 3000;
/** A plant whose clock is so far from that on the wall has one of its own, ms. */
const OTHER_CLOCK = 3_600_000;
const DRILLS = [
  { name: 'spoof', tag: 'L2' },
  { name: 'replay', tag: undefined },
  { name: 'command', tag: 'vpos' },
  { name: 'bias', tag: 'F12' },
  { name: 'dropout', tag: 'Fin' },
  { name: 'pump-wear', tag: undefined },
] as const;

export function drills({ line, layers }: AssetView): VNode | undefined {
  const simulator = layers.find(({ layer }) => layer === 'simulator');
  if (simulator === undefined) return undefined;
  const { drills: running } = simulator.report;
  const active = Array.isArray(running) ? running.map(String) : [];
  const give = (name: string, options: Readonly<Record<string, unknown>>, text: string): void =>
    void order({ keys: [line.key], layer: 'simulator', do: name, options }, { text });
  return card(
    t('drills'),
    { class: 'drills' },
    h('p', { class: 'muted' }, t(line.state === 'learning' ? 'drills.learning' : 'drills.text')),
    line.time !== undefined &&
      Math.abs(line.time - (line.seen ?? now())) > OTHER_CLOCK &&
      h('p', { class: 'muted' }, t('drills.clock', { time: full(line.time) })),
    actions(
      'operate',
      ...DRILLS.map(({ name, tag }) => {
        const label = t(`drill.${name}`);
        const options = { drill: name, seconds: SECONDS, ...(tag !== undefined && { tag }) };
        return {
          key: name,
          label: active.includes(name) ? `● ${label}` : label,
          run: () => give('drill', options, t('done.drill', { drill: label })),
        };
      }),
      {
        label: t('drills.clear'),
        kind: 'main',
        run: () => give('clear', {}, t('done.clear')),
        off: active.length === 0 ? t('drills.idle') : undefined,
      },
    ),
  );
}
