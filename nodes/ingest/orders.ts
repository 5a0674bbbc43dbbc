import { describe, InputError } from '../../lib/input';
import { type Order, type OrderName, parseOrder } from '../../lib/layer/orders';
import type { Member } from '../../lib/page/member';
import type { Ingest } from './api';
import type { IngestConfig } from './config';
import type { IngestEvent } from './event';
import { rehearse } from './rehearsal';
import { learnedTable } from './report';

/** The orders that ingest follows. */
export const ORDERS: readonly OrderName[] = ['reset', 'status'];

/**
 * Follows an order and answers it for each asset that it is for.
 * @param now ms since the epoch
 * @param forget removes what was saved of an asset
 * @throws InputError when the asset is not known
 */
export function followOrder(ingest: Ingest, order: Order, now: number, forget: (asset: string) => void): IngestEvent[] {
  const known = ingest.assets();
  if (order.asset !== undefined && !known.includes(order.asset)) {
    throw new InputError(
      'control.asset',
      `${describe(order.asset)} is not known here; known: ${known.slice(0, 10).join(', ') || 'none yet'}`,
    );
  }
  const assets = order.asset === undefined ? known : [order.asset];
  const { format, refused } = ingest.status();
  const answers = assets.map((asset) => ({
    event: order.do,
    asset,
    time: now,
    format,
    refused,
    ...learnedTable(ingest, asset),
  }));
  if (order.do === 'reset') {
    ingest.reset(order.asset);
    for (const asset of assets) forget(asset);
  }
  return answers.length > 0 ? answers : [{ event: order.do, asset: '', time: now, text: 'no asset is known yet' }];
}

/** What the operator page may know of the node, and ask of it. */
export function memberOf(
  ingest: Ingest,
  config: IngestConfig,
  follow: Member['follow'],
): Omit<Member, 'id' | 'layer' | 'name'> {
  const has = (asset: string): boolean => ingest.schema(asset) !== undefined;
  return {
    type: 'twin-ingest',
    orders: ORDERS,
    assets: () => ingest.assets(),
    has,
    status: () => undefined,
    report(asset) {
      if (!has(asset)) return undefined;
      return { ...followOrder(ingest, parseOrder({ do: 'status', asset }, ORDERS), 0, () => {})[0] };
    },
    follow,
    rehearse: (asset) => rehearse(ingest, config, asset),
    zone: config.zone,
  };
}
