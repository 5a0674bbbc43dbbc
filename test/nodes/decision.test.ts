import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import type { TwinRecord } from '../../lib/record/record';
import { verifyAudit } from '../../lib/store/audit-check';
import { type Bench, createBench, settle, until } from '../fixtures/node-red';
import { type Disturbance, Plant } from '../unit/decision/plant';

const register = (name: string): ((RED: NodeAPI) => void) => require(`../../nodes/${name}/${name}`);

const COMMANDS = JSON.stringify([
  { name: 'close', kinds: ['sensor-fault'], severity: 'low', topic: 'valve/set', payload: { open: false } },
]);
const flow = (more: Record<string, unknown> = {}): Record<string, unknown>[] => [
  { id: 'tab', type: 'tab', label: 'test' },
  { id: 'd', z: 'tab', type: 'twin-decision', wires: [['r'], [], [], ['told']] },
  {
    id: 'r',
    z: 'tab',
    type: 'twin-response',
    commands: COMMANDS,
    ...more,
    wires: [['out'], ['alerts'], ['commands'], ['retrain'], ['events']],
  },
  ...['out', 'told', 'alerts', 'commands', 'retrain', 'events', 'errors'].map((id) => ({
    id,
    z: 'tab',
    type: 'helper',
  })),
  { id: 'problems', z: 'tab', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
];
const offset: Disturbance = (row) => {
  row['flow']! += 0.5;
};

describe('decision and response in Node-RED', () => {
  let bench: Bench;
  let plant: Plant;
  beforeEach(async () => {
    bench = createBench();
    plant = new Plant();
    await bench.load([register('decision'), register('response')], flow());
  });
  afterEach(() => bench.unload());

  /** Sends records and waits until the last one has come through. */
  const send = async (records: TwinRecord[]): Promise<void> => {
    const out = bench.collect('out');
    for (const payload of records) bench.node('d').receive({ payload } as never);
    await until(() => out.length >= records.length);
    await settle();
  };
  const order = async (node: string, control: unknown): Promise<void> => {
    bench.node(node).receive({ control } as never);
    await settle();
  };

  it('a fault raises an alert and a return to normal clears it; normal records pass untouched', async () => {
    const alerts = bench.collect('alerts');
    const out = bench.collect('out');
    await send(plant.records(300));
    assert.equal(out.length, 300);
    assert.ok(out.every(({ payload }) => payload.decision === undefined && payload.response === undefined));
    await send(plant.records(30, true, offset));
    await send(plant.records(80));
    const told = alerts.map(({ payload }) => payload['alert']);
    assert.equal(told[0], 'raised');
    assert.equal(told.at(-1), 'cleared');
    const last = alerts.at(-2)!.payload;
    assert.deepEqual([last['kind'], last['tags'], last.asset], ['sensor-fault', ['flow'], 'plant']);
  });

  it('a command leaves as a message of its own, only after somebody armed the node', async () => {
    const commands = bench.collect('commands');
    await send(plant.records(300));
    await send(plant.records(20, true, offset));
    assert.equal(commands.length, 0);
    await order('r', { do: 'arm', by: 'Ada' });
    await send(plant.records(5, true, offset));
    assert.equal(commands.length, 1);
    assert.deepEqual([commands[0]!.topic, commands[0]!.payload], ['valve/set', { open: false }]);
  });

  it('alarm, alerts and learning go on after a restart; commands are in dry run again', async () => {
    await send(plant.records(300));
    await order('r', 'arm');
    await send(plant.records(30, true, offset));
    await bench.restart();
    const alerts = bench.collect('alerts');
    const commands = bench.collect('commands');
    const out = bench.collect('out');
    await send(plant.records(20, true, offset));
    assert.deepEqual([alerts, commands], [[], []]);
    assert.equal(out.at(-1)?.payload.decision?.alarm, 'unacknowledged');
    await send(plant.records(80));
    assert.deepEqual(
      alerts.map(({ payload }) => payload['alert']),
      ['cleared'],
    );
  });

  it('alarms and orders are in one audit log whose chain is whole', async () => {
    await send(plant.records(300));
    await send(plant.records(20, true, offset));
    await order('d', { do: 'acknowledge', by: 'Ada' });
    await order('r', { do: 'arm', by: 'Bob' });
    const file = join(bench.userDir, 'twin-guard', 'audit.jsonl');
    const report = await verifyAudit(file);
    assert.deepEqual(report.problems, []);
    const entries = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const events = entries.map(({ event, do: what }) => what ?? event);
    for (const event of ['alarm-raised', 'alert-raised', 'command-held', 'acknowledge', 'arm']) {
      assert.ok(events.includes(event), `${event} in ${events}`);
    }
    assert.deepEqual(
      entries.filter(({ by }) => by !== undefined).map(({ by }) => by),
      ['Ada', 'Bob'],
    );
  });

  it('an audit log that cannot be written is told, and the guard goes on', async () => {
    mkdirSync(join(bench.userDir, 'twin-guard', 'audit.jsonl'), { recursive: true });
    const told = bench.collect('told');
    const alerts = bench.collect('alerts');
    await send(plant.records(300));
    await send(plant.records(20, true, offset));
    assert.ok(told.some(({ payload }) => payload['event'] === 'audit-failed'));
    assert.equal(alerts[0]?.payload['alert'], 'raised');
  });

  it('an order that is wrong reaches Catch once and changes nothing', async () => {
    const errors = bench.collect('errors');
    await send(plant.records(10));
    await order('d', { do: 'shelve', minutes: -1 });
    await order('r', { do: 'approve', command: 'close', by: 'Ada' });
    await order('r', 'explode');
    assert.equal(errors.length, 3);
    assert.match(errors[0]!.error.message, /control\.minutes: is -1/);
    assert.match(errors[2]!.error.message, /known: arm, disarm/);
  });
});
