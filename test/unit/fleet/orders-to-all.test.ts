import assert from 'node:assert/strict';
import type { Broker } from '../../../lib/fleet/broker';
import { MOST_ORDERS } from '../../../lib/fleet/mender';
import { OrdersToAll } from '../../../lib/fleet/orders-to-all';

/** A broker that has given so many orders. */
function brokerOf(count: number): Broker {
  const messages = {
    async *[Symbol.asyncIterator]() {
      for (let seq = 1; seq <= count; seq++) {
        yield { seq, data: Buffer.from(JSON.stringify({ do: 'freeze', seq })), info: { pending: count - seq } };
      }
    },
    async *status() {},
    stop() {},
  };
  return {
    js: { consumers: { get: async () => ({ consume: async () => messages }) } },
    jsm: { streams: { info: async () => ({ state: { messages: count } }) } },
    names: { orders: 'orders' },
    mender: { streams: async () => {} },
  } as unknown as Broker;
}

describe('orders to all of a fleet', () => {
  it('are all followed, and kept for who is late as the broker keeps them: the newest, and no more', async () => {
    const count = MOST_ORDERS + 500;
    const followed: number[] = [];
    const orders = new OrdersToAll(brokerOf(count), ({ seq }) => followed.push(seq));
    await orders.start();
    orders.stop();
    assert.equal(followed.length, count);
    assert.equal(orders.last, count);
    assert.deepEqual(
      orders.since(0).map(({ seq }) => seq),
      Array.from({ length: MOST_ORDERS }, (_, i) => count - MOST_ORDERS + 1 + i),
    );
    assert.equal(orders.since(count - 2).length, 2);
  });
});
