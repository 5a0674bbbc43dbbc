import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import type { TwinRecord } from '../../lib/record/record';
import { type Bench, createBench, type Received, until } from '../fixtures/node-red';
import { type Disturbance, Plant } from '../unit/decision/plant';

const decision: (RED: NodeAPI) => void = require('../../nodes/decision/decision');
const flow = (settings: object): Record<string, unknown>[] => [
  { id: 'tab', type: 'tab', label: 'test' },
  { id: 'd', z: 'tab', type: 'twin-decision', ...settings, wires: [['out'], [], [], ['told']] },
  { id: 'out', z: 'tab', type: 'helper' },
  { id: 'told', z: 'tab', type: 'helper' },
  { id: 'problems', z: 'tab', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', z: 'tab', type: 'helper' },
  { id: 'lights', z: 'tab', type: 'status', scope: null, wires: [['shown']] },
  { id: 'shown', z: 'tab', type: 'helper' },
];
const off: Disturbance = (row) => {
  row['flow']! += 0.5;
};

describe('what raises no alarm by a setting, in Node-RED', () => {
  let bench: Bench;
  let out: Received[];
  let told: Received[];
  let lights: { status: { fill?: string; shape?: string; text?: string } }[];
  beforeEach(() => {
    bench = createBench();
  });
  afterEach(() => bench.unload());

  /** Sends records and waits until the last one has come through. */
  const send = async (records: readonly TwinRecord[]): Promise<void> => {
    const before = out.length;
    for (const payload of records) bench.node('d').receive({ payload } as never);
    await until(() => out.length >= before + records.length);
  };
  const start = async (settings: object): Promise<Plant> => {
    await bench.load([decision], flow(settings));
    out = bench.collect('out');
    told = bench.collect('told');
    lights = bench.collect('shown') as unknown as typeof lights;
    const plant = new Plant();
    await send(plant.records(600).map((record) => ({ ...record, mode: 'run' })));
    return plant;
  };
  const isMasked = (): boolean => {
    const { fill, shape } = lights.at(-1)?.status ?? {};
    return fill === 'yellow' && shape === 'ring';
  };
  const alarms = (): number => told.filter(({ payload }) => payload['event'] === 'alarm-raised').length;

  it('a deviation below the least is passed on with the reason, and the node shows it', async () => {
    const plant = await start({ least: 'flow >= 1' });
    await send(plant.records(30, true, off));
    assert.match(out.at(-1)!.payload.masked!.why, /^flow deviates by less/);
    await until(isMasked);
    assert.equal(alarms(), 0);
    const far = plant.records(30, true, (row) => {
      row['flow']! += 2;
    });
    await send(far);
    assert.equal(alarms(), 1);
  });

  it('a plant that settles after a change of mode shows it, and is watched again when the time is over', async () => {
    const plant = await start({ settling: 60 });
    const starts = (count: number): TwinRecord[] =>
      plant.records(count, true, off).map((record) => ({ ...record, mode: 'start' }));
    await send(starts(50));
    await until(isMasked);
    assert.equal(alarms(), 0);
    await send(starts(20));
    assert.equal(alarms(), 1);
    assert.ok(told.some(({ payload }) => payload['event'] === 'mask-ended'));
  });

  it('a line that cannot be read is told with its number for every message', async () => {
    await bench.load([decision], flow({ least: 'T1 >= 2\nT2 > 3' }));
    const errors = bench.collect('errors');
    bench.node('d').receive({ payload: new Plant().record() } as never);
    await until(() => errors.length > 0);
    assert.match(errors[0]!.error.message, /least: line 2: "T2 > 3" is not understood; write tag >= deviation/);
  });
});
