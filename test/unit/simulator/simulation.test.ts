import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OrderName } from '../../../lib/layer/orders';
import { parseConfig } from '../../../nodes/simulator/config';
import { createPace } from '../../../nodes/simulator/pace';
import type { Row } from '../../../nodes/simulator/plant/message';
import { createSimulation, type Simulation } from '../../../nodes/simulator/simulation';
import { removeFolder } from '../../fixtures/remove-folder';

interface Run {
  readonly simulation: Simulation;
  readonly rows: Row[];
  readonly events: Record<string, unknown>[];
}

function start(folder?: string, settings: Record<string, unknown> = {}): Run {
  const rows: Row[] = [];
  const events: Record<string, unknown>[] = [];
  const simulation = createSimulation(parseConfig(settings), folder, {
    record: (row) => rows.push(row),
    event: (event) => events.push(event),
    fail: (error) => assert.fail(error),
  });
  return { simulation, rows, events };
}

function order(run: Run, name: OrderName, options: Record<string, unknown> = {}): Record<string, unknown> {
  run.simulation.order({ do: name, asset: undefined, by: undefined, options });
  return run.events.at(-1)!;
}

describe('simulation', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-simulator-'));
  });
  afterEach(() => removeFolder(folder));

  it('goes on exactly where it was after an orderly stop, drills included', () => {
    const whole = start();
    const before = start(folder);
    for (const run of [whole, before]) {
      run.simulation.send(200);
      order(run, 'drill', { drill: 'spikes' });
      run.simulation.send(50);
    }
    before.simulation.close();
    const after = start(folder);
    assert.equal(after.simulation.drills()[0]?.name, 'spikes');
    for (const run of [whole, after]) run.simulation.send(100);
    assert.deepEqual(after.rows, whole.rows.slice(250));
  });

  it('never runs backwards after a crash', async () => {
    const before = start(folder, { speed: 2 });
    for (let i = 0; i < 300; i++) {
      before.simulation.send(1);
      if (i % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const after = start(folder, { speed: 2 });
    after.simulation.send(1);
    const gap = after.rows[0]!.time - before.rows.at(-1)!.time;
    assert.ok(gap > 0 && gap < 120_000, `${gap} ms`);
    before.simulation.close();
  });

  it('never runs backwards after a reset or with another seed', () => {
    const run = start(folder);
    run.simulation.send(100);
    order(run, 'reset');
    run.simulation.send(1);
    assert.ok(run.rows[100]!.time > run.rows[99]!.time);
    run.simulation.close();
    const other = start(folder, { seed: 7 });
    other.simulation.send(1);
    assert.ok(other.rows[0]!.time > run.rows[100]!.time);
  });

  it('lives the same life after a reset, only later', () => {
    const run = start();
    run.simulation.send(200);
    order(run, 'reset');
    run.simulation.send(200);
    const timeless = (row: Row): Row => ({ ...row, time: 0 });
    assert.deepEqual(run.rows.slice(200).map(timeless), run.rows.slice(0, 200).map(timeless));
  });

  it('tells when a drill begins and ends', () => {
    const run = start();
    const begun = order(run, 'drill', { drill: 'bias', tag: 'Fin', magnitude: 5, seconds: 20 });
    assert.deepEqual(begun, {
      event: 'drill',
      asset: 'two-tank',
      time: Date.UTC(2026, 0, 1),
      drill: 'bias',
      kind: 'fault',
      tag: 'Fin',
      magnitude: 5,
      seconds: 20,
      text: 'a sensor reads too high by a constant',
    });
    run.simulation.send(30);
    assert.equal(run.events.length, 2);
    assert.equal(run.events[1]?.['event'], 'drill-ended');
    assert.equal(run.events[1]?.['drill'], 'bias');
  });

  it('follows start, stop, set, clear and status', () => {
    const run = start(undefined, { running: false });
    assert.equal(run.simulation.running, false);
    order(run, 'start');
    assert.equal(run.simulation.running, true);
    order(run, 'stop');
    assert.equal(run.simulation.running, false);
    order(run, 'set', { speed: 30 });
    assert.equal(run.simulation.speed, 30);
    order(run, 'drill', { drill: 'noise' });
    assert.deepEqual(order(run, 'status')['drills'], ['noise']);
    assert.deepEqual(order(run, 'clear')['drills'], ['noise']);
    assert.deepEqual(run.simulation.drills(), []);
    assert.throws(
      () => order(run, 'set', { speed: 'fast' }),
      /speed: is "fast"; give a number from 0 to 10000 records\/s/,
    );
    assert.equal(run.simulation.speed, 30);
    assert.throws(() => order(run, 'set', {}), /control\.speed: is missing/);
  });
});

describe('pace', () => {
  it('owes as many records as the speed says, whatever the rounds', () => {
    const pace = createPace(() => 25, 0);
    let sent = 0;
    for (let now = 0; now <= 10_000; now += 17) sent += pace.due(now);
    assert.ok(Math.abs(sent - 250) <= 1, `${sent}`);
  });

  it('does not make up for a long pause', () => {
    const pace = createPace(() => 10, 0);
    assert.ok(pace.due(3_600_000) <= 11);
    assert.equal(pace.due(3_600_020), 0);
  });

  it('spreads what it makes up for over rounds', () => {
    const pace = createPace(() => 10_000, 0);
    let sent = pace.due(1000);
    assert.ok(sent <= 500);
    for (let now = 1020; now <= 10_000; now += 20) {
      const due = pace.due(now);
      assert.ok(due <= 500);
      sent += due;
    }
    assert.ok(Math.abs(sent - 100_000) <= 1, `${sent}`);
  });

  it('counts fractions: a slow plant sends too', () => {
    const pace = createPace(() => 0.5, 0);
    let sent = 0;
    for (let now = 0; now <= 20_000; now += 20) sent += pace.due(now);
    assert.ok(Math.abs(sent - 10) <= 1);
  });
});
