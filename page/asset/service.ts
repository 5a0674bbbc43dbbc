import type { AssetView } from '../../lib/page/api';
import { inService } from '../alarms/act';
import { askOutOfService } from '../alarms/dialogs';
import { h, type VNode } from '../dom/h';
import { whyNot } from '../parts/action';
import { t } from '../texts/texts';

/** Whether the asset's alarms are told at all, and the button for that. */
export function serviceFact({ line, layers }: AssetView): VNode | undefined {
  const decision = layers.find(({ layer }) => layer === 'decision');
  if (decision?.orders.includes('out-of-service') !== true) return undefined;
  const out = line.aside?.state === 'out of service';
  const why = whyNot('tune');
  return h(
    'div',
    {},
    h('dt', {}, t('service')),
    h(
      'dd',
      {},
      t(out ? 'service.out' : 'service.in'),
      h(
        'button',
        {
          key: out ? 'in-service' : 'out-of-service',
          type: 'button',
          class: 'link small',
          disabled: why !== undefined,
          title: why,
          onclick: () => (out ? inService(line) : askOutOfService(line)),
        },
        t(out ? 'in-service' : 'out-of-service'),
      ),
    ),
  );
}
