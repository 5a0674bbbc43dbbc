import assert from 'node:assert/strict';
import simulator from '../../nodes/simulator/simulator';
import { type Bench, createBench, type Flow, type Received, settle, until } from '../fixtures/node-red';

const flow = (settings: Record<string, unknown>): Flow => [
  { id: 'tab', type: 'tab', label: 'test' },
  { id: 'plant', z: 'tab', type: 'twin-simulator', wires: [['out'], ['said']], ...settings },
  { id: 'out', z: 'tab', type: 'helper' },
  { id: 'said', z: 'tab', type: 'helper' },
  { id: 'problems', z: 'tab', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', z: 'tab', type: 'helper' },
];

describe('simulator node', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = createBench();
  });
  afterEach(() => bench.unload());

  const order = (control: unknown): void => bench.node('plant').receive({ control } as never);
  const come = (messages: readonly Received[], count: number): Promise<void> => until(() => messages.length >= count);

  it('sends plain messages of its asset at a given speed', async () => {
    await bench.load([simulator], flow({ asset: 'tanks', speed: 200 }));
    const out = bench.collect('out');
    await come(out, 20);
    assert.equal(out[0]?.topic, 'tanks');
    assert.equal(typeof out[0]?.payload['L1'], 'number');
    assert.ok(out[19]!.payload.time > out[0]!.payload.time);
  });

  it('at full speed leaves turns to the flow: orders come through', async () => {
    await bench.load([simulator], flow({ speed: 0 }));
    const out = bench.collect('out');
    const said = bench.collect('said');
    await come(out, 200);
    order('stop');
    await come(said, 1);
    assert.equal(said[0]?.payload['event'], 'stop');
  });

  it('waits for the order when it shall not start on deploy', async () => {
    await bench.load([simulator], flow({ running: false, speed: 100 }));
    const out = bench.collect('out');
    const said = bench.collect('said');
    order('status');
    await come(said, 1);
    assert.equal(said[0]?.payload['running'], false);
    assert.equal(out.length, 0);
    order('start');
    await come(out, 1);
  });

  it('starts a drill and says what it does', async () => {
    await bench.load([simulator], flow({ running: false }));
    const said = bench.collect('said');
    order({ do: 'drill', drill: 'spoof', tag: 'T2' });
    await come(said, 1);
    assert.equal(said[0]?.topic, 'two-tank');
    assert.equal(said[0]?.payload['kind'], 'attack');
    assert.equal(said[0]?.payload['tag'], 'T2');
  });

  it('tells Catch once about an order or a drill that it does not know', async () => {
    await bench.load([simulator], flow({ running: false }));
    const errors = bench.collect('errors');
    order({ do: 'drill', drill: 'fire' });
    order('train');
    await come(errors, 2);
    await settle();
    assert.equal(errors.length, 2);
    assert.match(errors[0]!.error.message, /"fire" is not a drill; known: replay/);
    assert.match(errors[1]!.error.message, /"train" is not an order of this node; known: start, stop, drill/);
  });

  it('goes on after a restart where it was', async () => {
    await bench.load([simulator], flow({ speed: 500 }));
    const before = bench.collect('out');
    await come(before, 50);
    order('stop');
    await settle();
    await bench.restart();
    const after = bench.collect('out');
    await come(after, 1);
    const gap = after[0]!.payload.time - before.at(-1)!.payload.time;
    assert.ok(gap > 0 && gap < 20_000, `${gap} ms`);
  });

  it('stops sending when it is deployed away', async () => {
    await bench.load([simulator], flow({ speed: 500 }));
    const out = bench.collect('out');
    await come(out, 5);
    await bench.deploy(
      flow({}).filter((node) => node['id'] !== 'plant'),
      'nodes',
    );
    const sent = out.length;
    await settle(100);
    assert.equal(out.length, sent);
  });

  it('with a wrong setting answers every message with the reason', async () => {
    await bench.load([simulator], flow({ speed: -1 }));
    const errors = bench.collect('errors');
    order('start');
    await come(errors, 1);
    assert.match(errors[0]!.error.message, /speed: is -1; give a number from 0 to 10000 records\/s/);
  });
});
