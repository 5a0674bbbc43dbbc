import assert from 'node:assert/strict';
import scaler from '../../nodes/scaler/scaler';
import { type Bench, createBench, type Flow, settle } from '../fixtures/node-red';

const flow = (settings: Record<string, unknown>): Flow => [
  { id: 'tab', type: 'tab', label: 'test' },
  { id: 'scaler', z: 'tab', type: 'twin-scaler', warmup: 20, wires: [['out'], ['events']], ...settings },
  { id: 'out', z: 'tab', type: 'helper' },
  { id: 'events', z: 'tab', type: 'helper' },
  { id: 'problems', z: 'tab', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', z: 'tab', type: 'helper' },
];

describe('scaler node', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = createBench();
  });
  afterEach(() => bench.unload());

  const send = (message: unknown): void => bench.node('scaler').receive(message as never);
  const feed = (count: number, asset = 'twin'): void => {
    for (let i = 0; i < count; i++) send({ payload: { asset, time: i * 1000, values: { a: i % 11, b: 5 } } });
  };

  it('works right behind an inject node with a plain object of numbers', async () => {
    await bench.load([scaler], flow({}));
    const out = bench.collect('out');
    for (let i = 0; i < 21; i++) send({ payload: { a: i % 11, b: 5 } });
    await settle();
    assert.equal(out[0]?.payload.verdict, 'learning');
    assert.deepEqual(out[20]?.payload.features, ['a', 'b']);
    assert.deepEqual(out[20]?.payload.scaled, [0.9, 0]);
  });

  it('keeps its scaling over a restart and a full deploy', async () => {
    await bench.load([scaler], flow({}));
    feed(20);
    await settle();
    await bench.restart();
    const out = bench.collect('out');
    feed(1);
    await settle();
    assert.deepEqual(out[0]?.payload.scaled, [0, 0]);
    await bench.deploy(flow({}), 'full');
    const after = bench.collect('out');
    feed(1);
    await settle();
    assert.equal(after[0]?.payload.scaling?.version, out[0]?.payload.scaling?.version);
  });

  it('keeps the scalings of assets apart', async () => {
    await bench.load([scaler], flow({}));
    const out = bench.collect('out');
    feed(20, 'one');
    feed(1, 'two');
    await settle();
    assert.ok(out[19]?.payload.scaled);
    assert.equal(out[20]?.payload.verdict, 'learning');
  });

  it('tells when it has learned, and answers orders', async () => {
    await bench.load([scaler], flow({}));
    const events = bench.collect('events');
    feed(20);
    send({ control: 'status' });
    await settle();
    assert.equal(events[0]?.payload['event'], 'scaling-learned');
    assert.equal(events[1]?.payload['event'], 'status');
    assert.deepEqual(events[1]?.payload['features'], ['a', 'b']);
  });

  it('answers an unusable value and an unknown order with one error each, and goes on', async () => {
    await bench.load([scaler], flow({}));
    const out = bench.collect('out');
    const errors = bench.collect('errors');
    feed(19);
    send({ payload: { asset: 'twin', time: 1, values: { a: 1, b: 5 }, features: 'a' } });
    send({ control: 'explode' });
    feed(1);
    await settle();
    assert.match(errors[0]!.error.message, /^payload\.features/);
    assert.match(errors[1]!.error.message, /^control: .*known: refit/);
    assert.equal(errors.length, 2);
    assert.ok(out.at(-1)?.payload.scaled);
  });

  it('refuses settings outside of their limits by name', async () => {
    await bench.load([scaler], flow({ warmup: 3 }));
    const errors = bench.collect('errors');
    feed(1);
    await settle();
    assert.match(errors[0]!.error.message, /^warmup: is 3; give a whole number from 10/);
  });
});
