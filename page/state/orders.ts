import type { OrderAnswer, OrderRequest } from '../../lib/page/api';
import { post } from '../server/ask';
import { counted, t } from '../texts/texts';
import { stale } from './resource';
import { identify, store } from './store';
import { toast } from './ui';

/** Orders to the guards. What became of one is told at once; who gives it the server knows. */

/**
 * @param done what to say when it was followed; may offer a way back
 * @returns whether it was followed for at least one asset
 */
export async function order(request: OrderRequest, done?: { text: string; undo?: () => void }): Promise<boolean> {
  let answer: OrderAnswer;
  try {
    answer = await post<OrderAnswer>('api/orders', request);
  } catch (error) {
    toast(t('order.failed', { why: (error as Error).message }), 'refused');
    void identify();
    return false;
  }
  for (const key of request.keys) stale(`api/asset?key=${encodeURIComponent(key)}`);
  stale('api/audit');
  stale('api/whatif');
  stale('api/alarms');
  tellRefused(answer);
  if (answer.done.length === 0) return false;
  if (done !== undefined) toast(done.text, 'done', done.undo);
  return true;
}

function tellRefused({ refused, done }: OrderAnswer): void {
  const [first] = refused;
  if (first === undefined) return;
  const name = store.fleet.get(first.key)?.asset ?? '';
  const text = t('order.refused', { asset: name, why: first.error });
  const more = refused.length > 1 ? ` ${counted('order.refused-more', refused.length - 1)}` : '';
  const others = done.length > 0 ? ` ${counted('order.followed', done.length)}` : '';
  toast(text + more + others, 'refused');
}
