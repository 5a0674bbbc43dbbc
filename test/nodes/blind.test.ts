import assert from 'node:assert/strict';
import decision from '../../nodes/decision/decision';
import ingest from '../../nodes/ingest/ingest';
import response from '../../nodes/response/response';
import scaler from '../../nodes/scaler/scaler';
import { type Bench, createBench, type Received, settle, until } from '../fixtures/node-red';

const FLOW: Record<string, unknown>[] = [
  { id: 'flow', type: 'tab', label: 'test' },
  { id: 'in', z: 'flow', type: 'twin-ingest', wires: [['scale'], []] },
  { id: 'scale', z: 'flow', type: 'twin-scaler', wires: [['decide'], []] },
  { id: 'decide', z: 'flow', type: 'twin-decision', wires: [['answer'], [], [], []] },
  { id: 'answer', z: 'flow', type: 'twin-response', wires: [['records'], ['alerts'], [], [], []] },
  { id: 'records', z: 'flow', type: 'helper' },
  { id: 'alerts', z: 'flow', type: 'helper' },
];

describe('a blind guard in Node-RED', () => {
  let bench: Bench;
  let alerts: Received[];
  let shown: Record<string, { fill?: string }>;

  beforeEach(async () => {
    bench = createBench();
    await bench.load([ingest, scaler, decision, response], FLOW);
    alerts = bench.collect('alerts');
    shown = {};
    for (const id of ['in', 'decide', 'answer']) {
      const node = bench.node(id);
      node.status = ((status: { fill?: string }) => {
        shown[id] = status;
      }) as never;
    }
  });
  afterEach(() => bench.unload());

  const send = (payload: unknown): void => bench.node('in').receive({ topic: 'pump', payload } as never);
  const yellow = (): boolean => ['in', 'decide', 'answer'].every((id) => shown[id]?.fill === 'yellow');
  const green = (): boolean => ['decide', 'answer'].every((id) => shown[id]?.fill !== 'yellow');

  it('of a gateway that hangs: an operator gets one alert, the nodes turn yellow, and all is well again by itself', async () => {
    const time = Date.now();
    for (let i = 0; i < 300; i++) send({ time, a: 1, b: 2 });
    await until(() => alerts.length > 0 && yellow());
    await settle();
    assert.equal(alerts.length, 1);
    assert.match(
      String(alerts[0]!.payload['sentence']),
      /^The guard of pump is blind: \d+ of \d+ messages came before/,
    );
    for (let i = 1; i < 30; i++) send({ time: time + i * 1000, a: i, b: 2 });
    await until(() => alerts.length > 1 && green());
    assert.equal(alerts[1]!.payload['alert'], 'cleared');
  });

  it('of forged messages of 2099: what the plant sends goes through, and an operator is told', async () => {
    const records = bench.collect('records');
    const start = Date.now() - 400_000;
    let real = 0;
    for (let i = 0; i < 400; i++) {
      if (i > 100 && i % 9 === 0) send({ time: Date.UTC(2099, 0, 1) + i * 1000, a: 500, b: 2 });
      send({ time: start + i * 1000, a: Math.sin(i), b: 2 });
      real++;
    }
    const judged = (): number =>
      records.filter(({ payload }) => payload.comms?.historical !== true && payload.values['a']! < 2).length;
    await until(() => judged() === real && alerts.length > 0 && yellow());
    assert.match(String(alerts[0]!.payload['sentence']), /claim times far ahead of its clock/);
    assert.ok(records.every(({ payload }) => payload.comms?.stray === true || payload.time < Date.now() + 60_000));
  });
});
