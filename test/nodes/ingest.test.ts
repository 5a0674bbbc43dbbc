import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { hubOf } from '../../lib/node-red/page/hub-of';
import type { Mark } from '../../lib/page/history/history';
import type { Hub } from '../../lib/page/hub';
import decision from '../../nodes/decision/decision';
import ingest from '../../nodes/ingest/ingest';
import { type Bench, createBench, type Received, settle, until } from '../fixtures/node-red';

const flow = (settings: Record<string, unknown> = {}): Record<string, unknown>[] => [
  { id: 'flow', type: 'tab', label: 'test' },
  { id: 'in', z: 'flow', type: 'twin-ingest', ...settings, wires: [['records'], ['events']] },
  { id: 'records', z: 'flow', type: 'helper' },
  { id: 'events', z: 'flow', type: 'helper' },
  { id: 'problems', z: 'flow', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', z: 'flow', type: 'helper' },
];

describe('the ingest node', () => {
  let bench: Bench;
  let records: Received[];
  let events: Received[];
  let errors: Received[];

  const listen = (): void => {
    records = bench.collect('records');
    events = bench.collect('events');
    errors = bench.collect('errors');
  };
  const start = async (settings: Record<string, unknown> = {}): Promise<void> => {
    await bench.load([ingest], flow(settings));
    listen();
  };
  const send = async (payload: unknown, rest: object = {}): Promise<void> => {
    bench.node('in').receive({ payload, ...rest } as never);
    await settle();
  };

  beforeEach(() => {
    bench = createBench();
  });
  afterEach(() => bench.unload());

  it('makes a record of the first message and keeps the other properties', async () => {
    await start();
    await send({ temp: 65.2, pressure: 4.5 }, { topic: 'line1/pump1', mine: 7 });
    assert.equal(records.length, 1);
    assert.equal(records[0]!.payload.asset, 'line1/pump1');
    assert.deepEqual(records[0]!.payload.values, { temp: 65.2, pressure: 4.5 });
    assert.equal(records[0]!.topic, 'line1/pump1');
    assert.equal((records[0] as unknown as { mine: number }).mine, 7);
    assert.deepEqual(
      events.map(({ payload }) => payload['event']),
      ['asset', 'format'],
    );
  });

  it('puts a clock that was set on the time axis of the operator page', async () => {
    const marks: Mark[] = [];
    const history = { see() {}, tick() {}, alarm() {}, alarms: async () => [], mark: (mark: Mark) => marks.push(mark) };
    let hub: Hub | undefined;
    const served = (RED: NodeAPI): void => {
      hub = Object.assign(hubOf(RED), { served: true, history });
    };
    const wired = flow().map((node) => (node['id'] === 'in' ? { ...node, wires: [['judge'], ['events']] } : node));
    const judge = { id: 'judge', z: 'flow', type: 'twin-decision', wires: [['records'], [], [], []] };
    await bench.load([ingest, decision, served], [...wired, judge]);
    const start = Date.UTC(2026, 0, 1, 12);
    for (let i = 0; i < 40; i++) await send({ time: start + i * 1000, temp: i % 7 }, { topic: 'pump' });
    for (let i = 0; i < 40; i++) await send({ time: start - 3_600_000 + i * 1000, temp: i % 7 }, { topic: 'pump' });
    Object.assign(hub!, { served: false, history: undefined });
    assert.deepEqual(
      marks.filter(({ what }) => what === 'clock').map(({ key, text }) => [key, text]),
      [['judge~pump', 'the clock was set back; times are taken as they are now']],
    );
  });

  it('says how many kinds of messages wait for a mapping, and tells each once', async () => {
    await start();
    const kind = (key: string) => [
      { [key]: 'temp', zahl: 61.5 },
      { [key]: 'flow', zahl: 4.25 },
    ];
    for (const key of ['wat', 'wat', 'quoi', 'cosa']) await send(kind(key), { topic: 'line1' });
    assert.equal(errors.length, 4);
    for (const { error } of errors) assert.match(error.message, /confirm the mapping that the node's dialog proposes/);
    const told = (): Received[] => events.filter(({ payload }) => payload['event'] === 'mapping');
    await until(() => told().length >= 3);
    assert.equal(told().length, 3);
    assert.deepEqual(told()[0]!.payload['proposal'], {
      assetPath: '',
      timePath: '',
      tagPath: 'payload[].wat',
      valuePath: 'payload[].zahl',
    });
  });

  it('sends one record for each row', async () => {
    await start();
    await send([{ a: 1 }, { a: 2 }, { a: 3 }]);
    assert.deepEqual(
      records.map(({ payload }) => payload.values['a']),
      [1, 2, 3],
    );
  });

  it('hands each bad message to Catch once, named, and goes on', async () => {
    await start();
    await send({ a: 1, b: 2 });
    for (const bad of [undefined, {}, { c: Number.NaN, d: null }, 'warm', JSON.parse('{"__proto__":{"x":1}}')])
      await send(bad);
    await send({ a: 3, b: 4 });
    assert.equal(errors.length, 5);
    for (const { error } of errors) assert.match(error.message, /^payload/);
    assert.deepEqual(
      records.map(({ payload }) => payload.values),
      [
        { a: 1, b: 2 },
        { a: 3, b: 4 },
      ],
    );
  });

  it('goes on after a restart with the tags that it has learned', async () => {
    await start({ settle: 2 });
    for (let i = 0; i < 3; i++) await send({ a: 1, b: 2 });
    await bench.restart();
    listen();
    await send({ a: 1, b: 2, c: 3 });
    assert.deepEqual(records[0]!.payload.features, ['a', 'b']);
    assert.ok(events.some(({ payload }) => payload['event'] === 'new-tag' && payload['tag'] === 'c'));
  });

  it('takes no deploy for an outage: nothing is missing in the first record after it', async () => {
    await start({ settle: 2 });
    for (let i = 0; i < 12; i++) await send({ time: 1.7e12 + i * 3_600_000, a: i, b: 2 });
    await bench.restart();
    listen();
    await send({ time: 1.7e12 + 12 * 3_600_000, a: 1, b: 2 });
    assert.equal(records[0]!.payload.comms?.interval, 3_600_000);
    assert.equal(records[0]!.payload.comms?.gap ?? 0, 0);
  });

  it('follows reset and status, and names the orders that it knows', async () => {
    await start({ settle: 1, orders: true });
    await send({ a: 1 });
    await send(undefined, { control: 'status' });
    assert.deepEqual(events.at(-1)!.payload.features, ['a']);
    await send(undefined, { control: 'reset' });
    await send({ a: 1, c: 3 });
    assert.deepEqual(records.at(-1)!.payload.features, ['a', 'c']);
    await send(undefined, { control: 'dance' });
    assert.match(errors.at(-1)!.error.message, /control.*known: reset, status/);
  });

  it('follows no order of a source unless its setting says so, and passes none on', async () => {
    await start({ settle: 1 });
    await send({ a: 1 });
    await send({ a: 2 }, { control: 'reset' });
    await send({ a: 3, c: 3 }, { control: { do: 'reset' } });
    assert.deepEqual(
      records.map(({ payload }) => payload.features),
      [['a'], ['a'], ['a']],
    );
    assert.ok(records.every((record) => !('control' in record)));
    assert.ok(events.some(({ payload }) => payload['event'] === 'order-ignored'));
    await send(undefined, { control: 'reset' });
    assert.match(errors.at(-1)!.error.message, /control: is not followed.*setting Orders/);
  });

  it('tells when an asset falls silent and when it is back', async () => {
    const told = (event: string): boolean => events.some(({ payload }) => payload['event'] === event);
    await start({ offlineAfter: 200 });
    await send({ a: 1 });
    await until(() => told('offline'));
    assert.ok(!told('back'));
    await send({ a: 1 });
    assert.ok(told('back'));
  });
});
