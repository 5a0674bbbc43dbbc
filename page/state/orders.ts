import type { OrderAnswer, OrderRequest } from '../../lib/page/api';
import { give } from '../server/ask';
import { counted, t } from '../texts/texts';
import { backOf } from './back';
import { stale } from './resource';
import { identify, store } from './store';
import { toast } from './ui';

/** Orders to the guards. What became of one is told at once; who gives it the server knows. */

/** What to say when an order was followed, and the way back: a function, or the same order with what was there before. */
interface Done {
  readonly text: string;
  readonly undo?: (() => void) | 'before';
}

/**
 * @returns whether it was followed for at least one asset
 */
export async function order(request: OrderRequest, done?: Done): Promise<boolean> {
  let answer: OrderAnswer;
  try {
    answer = await give(request);
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
  if (done !== undefined) toast(done.text, 'done', done.undo === 'before' ? undoOf(request, answer) : done.undo);
  return true;
}

function undoOf(request: OrderRequest, answer: OrderAnswer): (() => void) | undefined {
  const back = backOf(request, answer);
  return back && (() => back.forEach(takeBack));
}

function takeBack(request: OrderRequest): void {
  const { keys } = request;
  const asset = keys.length === 1 ? (store.fleet.get(keys[0]!)?.asset ?? '') : counted('names-all', keys.length);
  void order(request, { text: t('done.taken-back', { asset }) });
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
