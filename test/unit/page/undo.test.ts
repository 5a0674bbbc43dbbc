import assert from 'node:assert/strict';
import type { LayerName, OrderRequest } from '../../../lib/page/api';
import { Hub } from '../../../lib/page/hub';
import type { Member } from '../../../lib/page/member';
import { Undo } from '../../../lib/page/undo';
import { pageModule } from '../../fixtures/page-module';

const ASSETS = ['A', 'B'];
const NODES: Readonly<Record<string, LayerName>> = { a1: 'detector', a2: 'detector', t1: 'threshold', t2: 'threshold' };

function member(id: string, layer: LayerName): Member {
  return {
    id,
    type: `twin-${layer}`,
    layer,
    name: id,
    orders: ['set', 'freeze', 'unfreeze', 'pin', 'unpin'],
    assets: () => ASSETS,
    has: (asset) => ASSETS.includes(asset),
    status: () => undefined,
    report: () => ({}),
    follow: () => ({}),
  };
}

/** Records go from each node to the next one. */
function chain(): Hub {
  const ids = Object.keys(NODES);
  const behind = (id: string): Set<string> => new Set(ids.slice(ids.indexOf(id) + 1));
  const hub = new Hub({ now: () => 0, soon: (run) => run(), behind, fail: assert.fail });
  hub.served = true;
  for (const id of ids) hub.join(member(id, NODES[id]!));
  hub.rewire();
  hub.turn();
  return hub;
}

type Entry = Readonly<Record<string, unknown>>;
const order = (asset: string, name: string, more: Entry = {}, node = 't1'): Entry => ({
  event: 'order',
  node,
  type: 'twin-any',
  asset,
  do: name,
  via: 'page',
  verified: true,
  ...more,
});
const set = (asset: string, options: Entry, before: Entry | undefined): Entry =>
  order(asset, 'set', { ...options, ...(before && { before }) });
const refusal = (asset: string, name: string, node = 't1'): Entry => ({
  event: 'order-refused',
  node,
  asset,
  do: name,
  text: 'no',
});

/** What takes back each entry of a log, the oldest first: what it does at which node with what; undefined where nothing does. */
function undone(log: readonly Entry[]): unknown[] {
  const undo = new Undo(chain());
  return log
    .toReversed()
    .map((entry) => undo.of(entry))
    .map((request) => request && [request.do, request.node, request.options])
    .reverse();
}

describe('what takes an order of the log back', () => {
  it('goes to the node that followed it, and to no other one of its kind in the chain', () => {
    assert.deepEqual(
      undone([
        set('A', { budget: 10 }, { budget: 7 }),
        order('A', 'freeze', {}, 't2'),
        order('A', 'pin', { version: 3 }, 'a2'),
        order('A', 'freeze', {}, 'a1'),
      ]),
      [
        ['set', 't1', { budget: 7 }],
        ['unfreeze', 't2', undefined],
        ['unpin', 'a2', { version: 3 }],
        ['unfreeze', 'a1', undefined],
      ],
    );
  });

  it('on the page, too: what two nodes had before goes back to each', () => {
    const { backOf } = pageModule<typeof import('../../../page/state/back')>('state/back');
    const request: OrderRequest = { keys: ['A', 'B'], layer: 'threshold', do: 'set', options: { budget: 9 } };
    const done = [
      { key: 'A', node: 't1', before: { budget: 7 } },
      { key: 'A', node: 't2', before: { budget: 30 } },
      { key: 'B', node: 't1', before: { budget: 7 } },
    ].map((one) => ({ ...one, answer: {} }));
    assert.deepEqual(backOf(request, { done, refused: [] }), [
      { keys: ['A', 'B'], layer: 'threshold', node: 't1', do: 'set', options: { budget: 7 } },
      { keys: ['A'], layer: 'threshold', node: 't2', do: 'set', options: { budget: 30 } },
    ]);
    const unknown = { key: 'B', node: 't2', answer: {} };
    assert.equal(backOf(request, { done: [...done, unknown], refused: [] }), undefined);
  });

  it('is there for the newest that changed something, not for what was refused since', () => {
    const good = set('A', { tag: 'T1', least: 5 }, { tag: 'T1', least: 0 });
    const bad = set('A', { tag: 'T1', least: -1 }, { tag: 'T1', least: 5 });
    const back = ['set', 't1', { tag: 'T1', least: 0 }];
    assert.deepEqual(undone([good, bad, refusal('A', 'set')]), [back, undefined, undefined]);
    const others = [refusal('A', 'set', 't2'), refusal('B', 'set'), refusal('A', 'freeze')];
    assert.deepEqual(undone([good, ...others]), [back, undefined, undefined, undefined]);
    assert.deepEqual(undone([good, refusal('A', 'set')])[0], undefined);
  });

  it('is not there where an order to all has changed the same since, but for who refused that', () => {
    const two = [set('A', { settling: 60 }, { settling: 0 }), set('B', { settling: 60 }, { settling: 0 })];
    const all = set('*', { settling: 300 }, undefined);
    const back = ['set', 't1', { settling: 0 }];
    assert.deepEqual(undone([...two, all]), [undefined, undefined, undefined]);
    assert.deepEqual(undone([...two, all, refusal('B', 'set')]).slice(0, 2), [undefined, back]);
    assert.deepEqual(undone([...two, all, refusal('B', 'set'), all]).slice(0, 2), [undefined, undefined]);
    assert.deepEqual(undone([...two, set('*', { latch: true }, undefined)]).slice(0, 2), [back, back]);
    assert.deepEqual(undone([order('A', 'freeze'), order('*', 'unfreeze')]), [undefined, undefined]);
    assert.deepEqual(undone([order('A', 'freeze'), order('*', 'unfreeze', {}, 't2')])[0], [
      'unfreeze',
      't1',
      undefined,
    ]);
    // It would change what it cannot bring back.
    assert.deepEqual(undone([two[0]!, set('A', { settling: 300 }, undefined)]), [undefined, undefined]);
  });

  it('is not there where a part of it, the whole of it, or what it stands on has changed since', () => {
    const tag = set('A', { tag: 'T1', least: 5 }, { tag: 'T1', least: 0 });
    const other = set('A', { tag: 'T2', least: 5 }, { tag: 'T2', least: 0 });
    const list = set('A', { least: 'T1: 3' }, { least: '' });
    assert.notEqual(undone([tag, other])[0], undefined);
    assert.equal(undone([tag, list])[0], undefined);
    assert.equal(undone([list, tag])[0], undefined);
    const budget = set('A', { budget: 3 }, { budget: 7 });
    const limit = set('A', { limit: 5 }, { limit: null });
    assert.equal(undone([budget, set('A', { per: 'days' }, { per: 'weeks' })])[0], undefined);
    assert.equal(undone([limit, set('*', { budget: 3 }, undefined)])[0], undefined);
    assert.equal(undone([budget, limit])[0], undefined);
    const ended = { event: 'setting-ended', node: 't1', asset: 'A', text: 'budget: changed in the dialog' };
    assert.equal(undone([budget, ended])[0], undefined);
    assert.notEqual(undone([budget, { ...ended, asset: 'B' }])[0], undefined);
  });
});
