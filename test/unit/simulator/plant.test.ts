import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTagTable } from '../../../lib/record/tags';
import { createPlant } from '../../../nodes/simulator/plant/plant';
import { ROOT } from '../../fixtures/shared';
import { CONFIG, deviation, mean, run, SIGNALS } from './watch';

/** The tag table of the demo's ingest node. */
function demoTable(): ReturnType<typeof parseTagTable> {
  const flow = JSON.parse(readFileSync(join(ROOT, 'examples', 'flows', 'guard-a-twin.json'), 'utf8')) as {
    type: string;
    tags?: string;
  }[];
  return parseTagTable(JSON.parse(flow.find(({ type }) => type === 'twin-ingest')!.tags!));
}

describe('simulated plant', () => {
  it('repeats a life from its seed, and lives another from another', () => {
    const rows = run(createPlant(CONFIG), 500);
    assert.deepEqual(run(createPlant(CONFIG), 500), rows);
    assert.notDeepEqual(run(createPlant({ ...CONFIG, seed: 2 }), 500), rows);
  });

  it('goes on from a snapshot through JSON as if it had never stopped, in the middle of drills', () => {
    const plant = createPlant(CONFIG);
    run(plant, 150);
    plant.drill({ drill: 'spoof' });
    plant.drill({ drill: 'spikes' });
    plant.drill({ drill: 'delay' });
    plant.drill({ drill: 'pump-wear' });
    plant.drill({ drill: 'replay' });
    run(plant, 30);
    const copy = createPlant(CONFIG, JSON.parse(JSON.stringify(plant.snapshot())));
    assert.deepEqual(run(copy, 400), run(plant, 400));
  });

  it('does not use a snapshot of another plant', () => {
    const plant = createPlant(CONFIG);
    run(plant, 100);
    const other = { ...CONFIG, seed: 2 };
    assert.deepEqual(createPlant(other, plant.snapshot()).step(), createPlant(other).step());
  });

  it("sends every tag of the demo's table once per second, with a time that moves forward", () => {
    const rows = run(createPlant(CONFIG), 1000);
    const tags = [...demoTable().keys()].sort();
    for (const row of rows) {
      assert.deepEqual(
        Object.keys(row)
          .filter((tag) => tag !== 'time')
          .sort(),
        tags,
      );
      for (const tag of Object.keys(row)) assert.ok(Number.isFinite(row[tag]), tag);
    }
    const intervals = rows.slice(1).map((row, i) => row.time - rows[i]!.time);
    assert.ok(Math.min(...intervals) > 900 && Math.max(...intervals) < 1100);
    assert.ok(Math.abs(mean(intervals) - 1000) < 1);
  });

  it('keeps the mass: what flows in and not out is in the tank', () => {
    const rows = run(createPlant({ ...CONFIG, noise: 0 }), 600);
    for (let start = 100; start < 600; start += 100) {
      const part = rows.slice(start - 1, start + 99);
      const litres = (rows[start + 99]?.['L1'] ?? part[99]!['L1']!) - part[0]!['L1']!;
      const steps = rows[start + 99] === undefined ? part.slice(0, 99) : part;
      const net = steps.reduce((sum, row) => sum + (row['Fin']! - row['F12']!) / 60, 0);
      assert.ok(Math.abs(litres * 50 - net) < 0.05, `${litres * 50} L in the tank, ${net} L through the pipes`);
    }
  });

  it('holds its three loops near their setpoints', () => {
    const rows = run(createPlant(CONFIG), 4000).slice(300);
    assert.ok(deviation(rows.map(SIGNALS['L1~setpoint']!)) < 0.015);
    assert.ok(deviation(rows.map(SIGNALS['L2~setpoint']!)) < 0.015);
    assert.ok(deviation(rows.map(SIGNALS['T2~setpoint']!)) < 0.3);
    for (const row of rows) {
      for (const command of ['cmd_pump', 'cmd_valve', 'cmd_heater']) {
        assert.ok(row[command]! > 0.15 && row[command]! < 0.85, `${command} ${row[command]}`);
      }
    }
  });

  it('has a twin that stays in step: no residual grows over hours', () => {
    const plant = createPlant(CONFIG);
    run(plant, 1000);
    const early = run(plant, 3000);
    run(plant, 20_000);
    const late = run(plant, 3000);
    for (const [name, signal] of Object.entries(SIGNALS)) {
      const spread = deviation(early.map(signal));
      assert.ok(Math.abs(mean(late.map(signal)) - mean(early.map(signal))) < spread, name);
      assert.ok(deviation(late.map(signal)) < 1.5 * spread, name);
    }
  });

  it('has a twin that is exactly right without mismatch, noise and wandering disturbances', () => {
    const rows = run(createPlant({ ...CONFIG, noise: 0, mismatch: 0 }), 2000).slice(300);
    assert.ok(Math.max(...rows.map((r) => Math.abs(SIGNALS['rpm~twin']!(r)))) < 0.5);
    assert.ok(Math.max(...rows.map((r) => Math.abs(SIGNALS['Fin~twin']!(r)))) < 0.02);
  });

  it('shows the truth only when asked to', () => {
    const plant = createPlant({ ...CONFIG, label: true });
    assert.equal(plant.step()['drill'], 0);
    plant.drill({ drill: 'bias' });
    assert.equal(plant.step()['drill'], 2);
    plant.drill({ drill: 'pump-wear' });
    assert.equal(plant.step()['drill'], 3);
    plant.clear();
    assert.equal(plant.step()['drill'], 0);
    assert.ok(!('drill' in createPlant(CONFIG).step()));
  });
});
