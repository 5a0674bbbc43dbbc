import assert from 'node:assert/strict';
import { BrokerClock } from '../../../lib/fleet/broker';
import { Chain, type Owner } from '../../../lib/fleet/chain';

const OWNER: Owner = { changed() {}, keep: async () => {}, now: () => 0, clock: () => 0 };

describe('the clock of a broker', () => {
  it('goes as fast as ours, however often it is asked', () => {
    const clock = new BrokerClock();
    const began = performance.now();
    const first = clock.now();
    while (performance.now() - began < 200) clock.now();
    const gone = performance.now() - began;
    assert.ok(Math.abs(clock.now() - first - gone) < 20);
  });
});

describe('the chain of a process', () => {
  it('is handed out by one twin-fleet-in, and by another one once that has gone', () => {
    const chain = new Chain();
    const leave = chain.claim();
    assert.throws(() => chain.claim(), /twin-fleet-in: is in this Node-RED already; one is enough/);
    leave();
    assert.doesNotThrow(() => chain.claim());
  });

  it('refuses an asset that comes under two keys, and says what helps where a record names none', () => {
    const seat = new Chain().join('node', { snapshot: () => undefined, drop() {} });
    for (const asset of ['pump', 'twin']) seat.under(asset, 'north');
    assert.throws(() => seat.under('pump', 'south'), /belongs to the text "north"; send each asset under one subject/);
    assert.throws(
      () => seat.under('twin', 'south'),
      /is missing in records under .*; set it, or put twin-ingest behind twin-fleet-in/,
    );
  });

  it('leaves msg.fleet to the user where no record comes out of a fleet, and reads it where one does', () => {
    const chain = new Chain();
    const message = { fleet: { key: 'north', size: 12 } };
    assert.equal(chain.tokenOf(message), undefined);
    chain.owner = OWNER;
    assert.equal(chain.tokenOf(message)?.key, 'north');
    assert.equal(chain.tokenOf({ fleet: 'north' }), undefined);
    chain.release(OWNER);
    assert.equal(chain.tokenOf(message), undefined);
  });
});
