import assert from 'node:assert/strict';
import { createRandom } from '../../lib/math/random';
import threshold from '../../nodes/threshold/threshold';
import { type Bench, createBench, type Flow, settle } from '../fixtures/node-red';

const flow = (settings: Record<string, unknown>): Flow => [
  { id: 'tab', type: 'tab', label: 'test' },
  { id: 'threshold', z: 'tab', type: 'twin-threshold', scores: 50, wires: [['out'], ['events']], ...settings },
  { id: 'out', z: 'tab', type: 'helper' },
  { id: 'events', z: 'tab', type: 'helper' },
  { id: 'problems', z: 'tab', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', z: 'tab', type: 'helper' },
];

describe('threshold node', () => {
  let bench: Bench;
  let random = createRandom(1);
  beforeEach(() => {
    bench = createBench();
    random = createRandom(1);
  });
  afterEach(() => bench.unload());

  const send = (message: unknown): void => bench.node('threshold').receive(message as never);
  const score = (value: number, time = 1e6): void =>
    send({ payload: { asset: 'twin', time, values: { a: 1 }, score: value } });
  const feed = (count: number): void => {
    for (let i = 0; i < count; i++) score(0.5 + 0.1 * random.normal() ** 2, i * 1000);
  };

  it('calibrates, then tells normal from anomalous', async () => {
    await bench.load([threshold], flow({}));
    const [out, events] = [bench.collect('out'), bench.collect('events')];
    feed(50);
    score(9);
    await settle();
    assert.equal(out[10]?.payload.verdict, 'learning');
    assert.equal(out[49]?.payload.verdict, 'normal');
    assert.equal(out[50]?.payload.verdict, 'anomaly');
    assert.ok(out[50]!.payload.threshold! < 9);
    assert.equal(events[0]?.payload['event'], 'calibrated');
  });

  it('takes a bare score', async () => {
    await bench.load([threshold], flow({ strategy: 'static', value: 2 }));
    const out = bench.collect('out');
    send({ payload: { score: 3 } });
    await settle();
    assert.equal(out[0]?.payload.verdict, 'anomaly');
  });

  it('keeps its limit over a restart', async () => {
    await bench.load([threshold], flow({}));
    feed(50);
    await settle();
    await bench.restart();
    const out = bench.collect('out');
    score(9);
    await settle();
    assert.equal(out[0]?.payload.verdict, 'anomaly');
  });

  it('keeps its calibration when the strategy is changed and deployed', async () => {
    await bench.load([threshold], flow({}));
    feed(50);
    await settle();
    await bench.deploy(flow({ strategy: 'quantile' }), 'nodes');
    const out = bench.collect('out');
    score(9);
    await settle();
    assert.equal(out[0]?.payload.verdict, 'anomaly');
  });

  it('passes a score that is no number as fault, with one error at Catch', async () => {
    await bench.load([threshold], flow({ strategy: 'static' }));
    const [out, errors] = [bench.collect('out'), bench.collect('errors')];
    score(Number.NaN);
    await settle();
    assert.equal(out[0]?.payload.verdict, 'fault');
    assert.equal(errors.length, 1);
    assert.match(errors[0]!.error.message, /^payload\.score: is NaN/);
  });

  it('stops a record without a score, with one error that says what to do', async () => {
    await bench.load([threshold], flow({}));
    const [out, errors] = [bench.collect('out'), bench.collect('errors')];
    send({ payload: { a: 1, b: 2 } });
    await settle();
    assert.equal(out.length, 0);
    assert.match(errors[0]!.error.message, /^payload\.score: is missing; put a detector/);
  });

  it('follows orders and refuses wrong ones', async () => {
    await bench.load([threshold], flow({}));
    const [events, errors] = [bench.collect('events'), bench.collect('errors')];
    feed(50);
    send({ control: { do: 'set', limit: 0.1 } });
    send({ control: { do: 'set', colour: 'red' } });
    send({ control: 'train' });
    await settle();
    assert.equal(events[1]?.payload['limit'], 0.1);
    assert.match(errors[0]!.error.message, /^control\.colour/);
    assert.match(errors[1]!.error.message, /^control: .*known: calibrate/);
  });
});
