import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import type { TwinRecord } from '../../lib/record/record';
import { verifyAudit } from '../../lib/store/audit-check';
import { type Bench, createBench, settle, until } from '../fixtures/node-red';
import { type Disturbance, Plant } from '../unit/decision/plant';

const register = (name: string): ((RED: NodeAPI) => void) => require(`../../nodes/${name}/${name}`);

const FLOW: Record<string, unknown>[] = [
  { id: 'tab', type: 'tab', label: 'test' },
  { id: 'a', z: 'tab', type: 'twin-autoencoder', engine: 'wasm', records: 100_000, wires: [['d'], ['learns']] },
  { id: 'd', z: 'tab', type: 'twin-decision', calm: 10, wires: [['out'], ['a'], [], ['told']] },
  ...['out', 'learns', 'told'].map((id) => ({ id, z: 'tab', type: 'helper' })),
];
const takeover: Disturbance = (row) => {
  row['valve']! += 0.1;
};

describe('the posture in Node-RED', () => {
  let bench: Bench;
  let plant: Plant;
  beforeEach(async () => {
    bench = createBench();
    plant = new Plant();
    await bench.load([register('autoencoder'), register('decision')], FLOW);
  });
  afterEach(() => bench.unload());

  const send = async (records: TwinRecord[]): Promise<TwinRecord> => {
    const out = bench.collect('out');
    for (const record of records) {
      record.scaled = record.features!.map((name) => record.values[name] ?? record.derived?.[name] ?? 0);
      bench.node('a').receive({ payload: record } as never);
    }
    await until(() => out.length >= records.length);
    await settle();
    return out.at(-1)!.payload;
  };
  const frozenBy = async (): Promise<unknown> => {
    const learns = bench.collect('learns');
    bench.node('a').receive({ control: 'status' } as never);
    await until(() => learns.some(({ payload }) => payload['event'] === 'status'));
    return learns.find(({ payload }) => payload['event'] === 'status')!.payload['frozenBy'];
  };

  it('an attack freezes the detector over the wire, a restart keeps it, quiet ends it, and the log has it all', async () => {
    await send(plant.records(300));
    assert.equal(await frozenBy(), undefined);
    const attacked = await send(plant.records(30, true, takeover));
    assert.equal(attacked.posture?.level, 'elevated');
    assert.deepEqual(await frozenBy(), ['posture']);
    await bench.restart();
    assert.equal((await send(plant.records(1))).posture?.level, 'elevated');
    assert.deepEqual(await frozenBy(), ['posture']);
    bench.node('a').receive({ control: { do: 'freeze', by: 'Ada' } } as never);
    assert.equal((await send(plant.records(900))).posture, undefined);
    assert.deepEqual(await frozenBy(), ['person']);
    const file = join(bench.userDir, 'twin-guard', 'audit.jsonl');
    assert.deepEqual((await verifyAudit(file)).problems, []);
    const log = readFileSync(file, 'utf8');
    for (const text of ['"level":"elevated"', '"level":"normal"', '"hold":"posture"'])
      assert.ok(log.includes(text), text);
  });

  it('a person sets it, with a name, and the answer says what holds now', async () => {
    await send(plant.records(300));
    const told = bench.collect('told');
    bench.node('d').receive({ control: { do: 'posture', level: 'lockdown', minutes: 5, by: 'Ada' } } as never);
    await settle();
    assert.deepEqual(
      told.map(({ payload }) => payload['event']),
      ['posture-changed', 'posture'],
    );
    const { level, measures } = told[1]!.payload.posture as unknown as { level: string; measures: { confirm: number } };
    assert.deepEqual([level, measures.confirm], ['lockdown', 2]);
    assert.deepEqual(await frozenBy(), ['posture']);
    assert.match((await send(plant.records(1))).posture!.why, /^set by Ada until /);
  });
});
