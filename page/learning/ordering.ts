import { h } from '../dom/h';
import type { Action } from '../parts/action';
import { dialog } from '../parts/dialog';
import type { Report } from '../parts/report';
import { order } from '../state/orders';
import { store } from '../state/store';
import { closeDialog, openDialog } from '../state/ui';
import { t } from '../texts/texts';

/** Orders to a detector as buttons. */

/** The guard asks who decides these. */
const NEEDS_NAME = ['accept', 'approve', 'pin', 'unpin'];
export interface Ordering {
  readonly orders: readonly string[];
  /** @param text undefined: nothing is asked before */
  action(name: string, label: string, text: string | undefined, options?: Report): Action | undefined;
}

export function orderingOf(key: string, orders: readonly string[]): Ordering {
  return {
    orders,
    action(name, label, text, options) {
      if (!orders.includes(name)) return undefined;
      const give = (): void =>
        void order(
          { keys: [key], layer: 'detector', do: name, ...(options && { options }) },
          { text: t('done.order', { what: label }) },
        );
      const nobody = NEEDS_NAME.includes(name) && store.rights?.name === undefined;
      return {
        label,
        run: text === undefined ? give : () => confirm(label, text, give),
        ...(nobody && { off: t('learning.no-name') }),
      };
    },
  };
}

function confirm(title: string, text: string, give: () => void): void {
  const run = (): void => {
    closeDialog();
    give();
  };
  openDialog(() => dialog(title, [h('p', {}, text)], { label: title, run }));
}
