import assert from 'node:assert/strict';
import { ConfigError } from '../../../lib/config/fields';
import type { OrderRequest } from '../../../lib/page/api';
import { Hub } from '../../../lib/page/hub';
import type { Member, Seat } from '../../../lib/page/member';
import { followRequest, readRequest, rightOf } from '../../../lib/page/order-request';
import { inGerman } from '../../../lib/speech/speak';

const ASSETS = ['A', 'B', 'C'];
const LIMIT = new ConfigError('control.settling', 'is 1000000000; give a number from 0 to 86400 s', { key: 'number' });

/** Two thresholds one after the other, and what they were ordered. */
class Plant {
  readonly ordered: string[] = [];
  readonly failures: string[] = [];
  readonly seats = new Map<string, Seat>();
  readonly hub: Hub;
  readonly keys: readonly string[];

  /** @param refuse what a node makes of an order about an asset */
  constructor(private readonly refuse: (node: string, asset: string) => Error | undefined = () => undefined) {
    const behind = (id: string): Set<string> => new Set(id === 't1' ? ['t2'] : []);
    this.hub = new Hub({ now: () => 0, soon: (run) => run(), behind, fail: assert.fail });
    this.hub.served = true;
    for (const id of ['t1', 't2']) this.start(id);
    this.hub.rewire();
    this.keys = this.hub.fleet().assets.map(({ key }) => key);
  }

  start(id: string): void {
    this.seats.set(id, this.hub.join(this.#member(id)));
  }

  set(more: Partial<OrderRequest> = {}) {
    const request = readRequest({ keys: this.keys, layer: 'threshold', do: 'set', options: { settling: 1 }, ...more });
    return followRequest(request, { by: 'ann', fail: ({ message }) => this.failures.push(message) }, this.hub);
  }

  #member(id: string): Member {
    return {
      id,
      type: 'twin-threshold',
      layer: 'threshold',
      name: id,
      orders: ['set', 'freeze'],
      assets: () => ASSETS,
      has: () => true,
      status: () => undefined,
      report: () => ({}),
      before: () => ({ settling: 0 }),
      follow: ({ asset }) => {
        const error = this.refuse(id, asset!);
        if (error !== undefined) throw error;
        this.ordered.push(`${id} ${asset}`);
        return {};
      },
    };
  }
}

describe('an order from the page', () => {
  it('goes to all nodes of the layer, or to the one that it names; the answer says who has followed', () => {
    const plant = new Plant();
    const keys = [plant.keys[0]!];
    assert.deepEqual(
      plant.set({ keys }).done.map(({ node }) => node),
      ['t1', 't2'],
    );
    assert.deepEqual(plant.set({ keys, node: 't2' }).done, [
      { key: keys[0], node: 't2', answer: {}, before: { settling: 0 } },
    ]);
    assert.deepEqual(plant.ordered, ['t1 A', 't2 A', 't2 A']);
    const { done, refused } = plant.set({ keys, node: 'gone' });
    assert.deepEqual(done, []);
    assert.match(refused[0]!.error, /no threshold that follows set is in the chain of A/);
    assert.throws(() => plant.set({ node: 5 as never }), /^InputError: node: is 5; /);
  });

  it('that one asset refuses is followed for the others, and the answer says both', () => {
    const plant = new Plant((_, asset) => (asset === 'B' ? LIMIT : undefined));
    const { done, refused } = plant.set({ node: 't2' });
    assert.deepEqual(
      [done.map(({ key }) => key), refused],
      [[plant.keys[0], plant.keys[2]], [{ key: plant.keys[1], error: LIMIT.message }]],
    );
    assert.deepEqual(plant.failures, []);
    assert.equal(inGerman(LIMIT.message), 'settling ist 1000000000; gehen würde eine Zahl von 0 bis 86400 s');
  });

  it('at which a node fails is told in the log, and no less is said of the other assets', () => {
    const plant = new Plant((_, asset) => (asset === 'B' ? new TypeError('x is undefined') : undefined));
    const { done, refused } = plant.set({ node: 't2' });
    assert.equal(done.length, 2);
    assert.deepEqual(refused, [{ key: plant.keys[1], error: 'this went wrong; see the log of Node-RED' }]);
    assert.deepEqual(plant.failures, ['x is undefined']);
  });

  it('waits for a deploy: it says so, in both languages, and no node that is closed is ordered', () => {
    const plant = new Plant();
    const keys = [plant.keys[0]!];
    plant.seats.get('t1')!.leave();
    const told = (): string[] => plant.set({ keys }).refused.map(({ error }) => error);
    assert.deepEqual(told(), ['key: its nodes are being deployed; try again']);
    assert.deepEqual(told().map(inGerman), ['ihre Knoten werden gerade übernommen; versuchen Sie es noch einmal']);
    // The other one was not touched by the deploy.
    assert.equal(plant.set({ keys, node: 't2' }).done.length, 1);
    plant.start('t1');
    assert.equal(told().length, 1);
    assert.deepEqual(plant.ordered, ['t2 A']);
    plant.hub.rewire();
    assert.deepEqual(told(), []);
    for (const seat of plant.seats.values()) seat.leave();
    assert.equal(told().length, 1);
  });

  it('needs the same right while nodes are deployed, and what no node follows is told so', () => {
    const plant = new Plant();
    const asked = { keys: plant.keys, layer: 'threshold', options: {} } as const;
    assert.equal(rightOf({ ...asked, do: 'set' }, plant.hub), 'tune');
    for (const seat of plant.seats.values()) seat.leave();
    assert.equal(rightOf({ ...asked, do: 'set' }, plant.hub), 'tune');
    for (const name of ['explode', 'toString'])
      assert.throws(() => rightOf({ ...asked, do: name }, plant.hub), /is no order that a threshold of/);
  });
});
