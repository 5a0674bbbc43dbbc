import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { ConfigError } from '../../lib/config/fields';
import { InputError } from '../../lib/input';
import type { LayerFactory } from '../../lib/layer/layer';
import { registerLayer } from '../../lib/node-red/layer-node';
import { type Bench, createBench, settle } from '../fixtures/node-red';

interface CounterConfig {
  readonly limit: number;
}

/** A small real layer: counts records, refuses negative values, saves every count at once. */
const createCounter: LayerFactory<CounterConfig> = (config, context, snapshot) => {
  const state = { count: 0, frozen: false, ...(snapshot as object | undefined) };
  return {
    step(record) {
      if ((record.values['x'] ?? 0) < 0) throw new InputError('payload.values.x', 'is negative; send 0 or more');
      if (!state.frozen) state.count += 1;
      record.score = state.count;
      context.save('now');
      if (state.count > config.limit) context.emit('event', { event: 'over', count: state.count });
    },
    order(order) {
      if (order.do === 'rollback' && state.count < 2) throw new InputError('control', 'there is nothing before this');
      if (order.do === 'train') throw new InputError('payload', 'holds no rows');
      if (order.do === 'reset') state.count = 0;
      else state.frozen = order.do === 'freeze';
      context.save('now');
      return { count: state.count };
    },
    snapshot: () => state,
    status: () => ({ state: 'watching', values: { count: state.count } }),
  };
};

const register = (RED: NodeAPI): void =>
  registerLayer(RED, {
    type: 'twin-counter',
    parseConfig(raw) {
      if (raw['limit'] === 'bad') throw new ConfigError('limit', 'is "bad"; give a number', { key: 'notNumber' });
      return { limit: Number(raw['limit'] ?? 1000) };
    },
    create: createCounter,
    orders: ['reset', 'freeze', 'unfreeze', 'train', 'rollback'],
    standing: ['freeze', 'unfreeze'],
    outputs: ['record', 'event'],
  });

/** Lets its state go when it closes, as a detector lets go of its model. */
const registerHolder = (RED: NodeAPI): void =>
  registerLayer(RED, {
    type: 'twin-counter',
    parseConfig: () => ({}),
    create: (_config, context, snapshot) => {
      let held: number | undefined = (snapshot as { held?: number } | undefined)?.held ?? 0;
      return {
        step(record) {
          held = (held ?? 0) + 1;
          record.score = held;
          context.save('soon');
        },
        order: () => ({}),
        snapshot: () => ({ held }),
        status: () => ({ state: 'watching' }),
        close() {
          held = undefined;
        },
      };
    },
    orders: [],
    outputs: ['record', 'event'],
  });

const flow = (limit: unknown = 1000): Record<string, unknown>[] => [
  { id: 'tab', type: 'tab', label: 'test' },
  { id: 'c', z: 'tab', type: 'twin-counter', limit, wires: [['out'], ['events']] },
  { id: 'out', z: 'tab', type: 'helper' },
  { id: 'events', z: 'tab', type: 'helper' },
  { id: 'problems', z: 'tab', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', z: 'tab', type: 'helper' },
];

describe('a node made of a layer', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = createBench();
  });
  afterEach(() => bench.unload());

  const start = async (limit?: unknown) => {
    await bench.load([register], flow(limit));
    return { out: bench.collect('out'), events: bench.collect('events'), errors: bench.collect('errors') };
  };
  const send = (message: unknown): void => bench.node('c').receive(message as never);

  it('adds its part to the record and passes everything else on untouched', async () => {
    const { out } = await start();
    send({ topic: 'plant/1', payload: { asset: 'a', time: 5, values: { x: 1 }, extra: 'kept' }, custom: 7 });
    await settle();
    // What a person, a function node and JSON see of it; the mark of a record of ours is not among that.
    const { _msgid, ...message } = JSON.parse(JSON.stringify(out[0])) as Record<string, unknown>;
    assert.deepEqual(message, {
      topic: 'plant/1',
      payload: { asset: 'a', time: 5, values: { x: 1 }, extra: 'kept', score: 1 },
      custom: 7,
    });
  });

  it('saves what has changed before its layers let go of it', async () => {
    await bench.load([registerHolder], flow());
    send({ payload: { asset: 'a', values: { x: 1 } } });
    await settle();
    await bench.restart();
    const out = bench.collect('out');
    send({ payload: { asset: 'a', values: { x: 1 } } });
    await settle();
    assert.equal(out[0]!.payload.score, 2);
  });

  it('keeps one state per asset, and order', async () => {
    const { out } = await start();
    for (let i = 0; i < 100; i++) send({ payload: { asset: i % 2 ? 'a' : 'b', time: i, values: { x: i } } });
    await settle();
    assert.deepEqual(
      out.map((m) => m.payload.values['x']),
      [...Array(100).keys()],
    );
    assert.equal(out.at(-1)!.payload.score, 50);
  });

  it('answers every bad message with one error at Catch that names the field, and changes nothing', async () => {
    const { out, errors } = await start();
    const bad: [unknown, RegExp][] = [
      [{ payload: 'hello' }, /^payload: is the text "hello"/],
      [{ payload: null }, /^payload: is null/],
      [{}, /^payload: is missing/],
      [{ payload: [] }, /^payload: is an empty array/],
      [{ payload: [1, Number.NaN] }, /^payload\[1\]: is NaN/],
      [{ payload: { x: '12 L' } }, /^payload\.x: is the text/],
      [{ payload: JSON.parse('{"__proto__": 1}') }, /^payload\.__proto__/],
      [{ payload: { asset: 'constructor', values: { x: 1 } } }, /^payload\.asset/],
      [{ payload: { asset: 'a', values: { x: Number.POSITIVE_INFINITY } } }, /^payload\.values\.x/],
      [{ payload: { asset: 'a', values: { x: -1 } } }, /^payload\.values\.x: is negative/],
      [{ payload: 1, control: 'explode' }, /^control: .*known: reset, freeze, unfreeze, train, rollback$/],
      [{ control: { do: 'reset', asset: 'nobody' } }, /^control\.asset: .*not known/],
    ];
    for (const [message] of bad) send(message);
    send({ payload: { asset: 'a', values: { x: 1 } } });
    await settle();
    assert.equal(errors.length, bad.length);
    for (const [i, [, pattern]] of bad.entries()) assert.match(errors[i]!.error.message, pattern);
    assert.equal(out.length, 1);
    assert.equal(out[0]!.payload.score, 1);
  });

  it('answers orders on the event output, for all assets or the one named', async () => {
    const { events } = await start();
    for (const asset of ['a', 'b']) send({ payload: { asset, values: { x: 1 } } });
    send({ control: 'freeze' });
    send({ control: { do: 'reset', asset: 'a' } });
    await settle();
    assert.deepEqual(
      events.map((m) => m.payload),
      [
        { asset: 'a', event: 'freeze', count: 1 },
        { asset: 'b', event: 'freeze', count: 1 },
        { asset: 'a', event: 'reset', count: 0 },
      ],
    );
  });

  it('bad messages leave no trace of the asset that they name', async () => {
    const { events, errors } = await start();
    send({ payload: { asset: 'ghost', values: { x: -1 } } });
    send({ payload: [], control: { do: 'train', asset: 'wraith' } });
    send({ payload: { asset: 'a', values: { x: 1 } } });
    send({ control: 'freeze' });
    await settle();
    assert.equal(errors.length, 2);
    assert.deepEqual(
      events.map((m) => m.payload.asset),
      ['a'],
    );
  });

  it('an asset that cannot follow an order to all keeps no other from it; none at all is an error', async () => {
    const { events, errors } = await start();
    for (const asset of ['a', 'b', 'b']) send({ payload: { asset, values: { x: 1 } } });
    send({ control: 'rollback' });
    await settle();
    assert.deepEqual(
      events.map((m) => [m.payload.asset, m.payload.event]),
      [
        ['a', 'order-refused'],
        ['b', 'rollback'],
      ],
    );
    assert.equal(errors.length, 0);
    send({ control: { do: 'rollback', asset: 'a' } });
    await settle();
    assert.equal(errors.length, 1);
  });

  it('an order to all assets also holds for those that come later, after a restart too', async () => {
    await start();
    send({ control: 'freeze' });
    await settle();
    await bench.restart();
    const out = bench.collect('out');
    send({ payload: { asset: 'late', values: { x: 1 } } });
    await settle();
    assert.equal(out[0]!.payload.score, 0);
  });

  it('goes on after a restart where it was', async () => {
    await start();
    for (let i = 0; i < 3; i++) send({ payload: { asset: 'a', values: { x: 1 } } });
    await settle();
    await bench.restart();
    const out = bench.collect('out');
    send({ payload: { asset: 'a', values: { x: 1 } } });
    await settle();
    assert.equal(out[0]!.payload.score, 4);
  });

  it('sends the record before what it says about it', async () => {
    await bench.load(
      [register],
      [
        ...flow(0).slice(0, 1),
        { id: 'c', z: 'tab', type: 'twin-counter', limit: 0, wires: [['out'], ['out']] },
        ...flow().slice(2),
      ],
    );
    const out = bench.collect('out');
    send({ payload: { asset: 'a', values: { x: 1 } } });
    await settle();
    assert.equal(out[0]!.payload.score, 1);
    assert.equal(out[1]!.payload['event'], 'over');
  });

  it('refuses more assets than the limit, so that forged names push out nobody', async () => {
    const { errors, out } = await start();
    for (let i = 0; i < 1005; i++) send({ payload: { asset: `a${i}`, values: { x: 1 } } });
    send({ payload: { asset: 'a0', values: { x: 1 } } });
    await settle(200);
    assert.equal(errors.length, 5);
    assert.match(errors[0]!.error.message, /^payload\.asset: .*limit is 1000/);
    assert.equal(out.at(-1)!.payload.score, 2);
  });

  it('a node with wrong settings says so for every message and lets the rest run', async () => {
    const { errors } = await start('bad');
    send({ payload: { x: 1 } });
    await settle();
    assert.match(errors[0]!.error.message, /^limit: is "bad"/);
  });
});
