import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import type { TagRole } from '../../../lib/record/words';
import { fitBands } from '../../../lib/score/bands/fit';
import { BandsMeter } from '../../../lib/score/bands/meter';
import { featuresOf, judgedOf, kindsOf, measuredOf } from '../../../lib/score/features';

const SIZE = 3;
const RATES = [0.1, 0.03];

/** A noisy swing, a switch that goes to and fro, and a constant; centred. */
function plant(count: number, seed: number): Float32Array {
  const random = createRandom(seed);
  const rows = new Float32Array(count * SIZE);
  for (let t = 0; t < count; t++) {
    rows.set([0.3 * Math.sin(t / 15) + 0.05 * random.normal(), t % 40 < 20 ? 0.5 : -0.5, 0], t * SIZE);
  }
  return rows;
}

/** Results for rows, of which the first ones may be changed. */
function results(meter: BandsMeter, rows: Float32Array, change?: (row: Float32Array, t: number) => void): number[] {
  return Array.from({ length: rows.length / SIZE }, (_, t) => {
    const row = rows.slice(t * SIZE, (t + 1) * SIZE);
    change?.(row, t);
    return meter.step(row);
  });
}

const most = (values: readonly number[]): number => Math.max(...values);

describe('bands of single features', () => {
  const { fitted, heldOut } = fitBands(plant(2000, 1), SIZE, RATES);
  const fresh = (): BandsMeter => {
    const meter = new BandsMeter(fitted);
    results(meter, plant(200, 3));
    return meter;
  };

  it('are seldom left in normal operation', () => {
    const left = results(fresh(), plant(1000, 2)).filter((result) => result > 1).length;
    assert.ok(left <= 30, `${left} of 1000 rows`);
    assert.ok(heldOut.filter((result) => result > 1).length <= 40);
  });

  for (const [what, change] of [
    ['a sensor that freezes', (row: Float32Array) => row.fill(0.1, 0, 1)],
    ['a sensor that grows noisy', (row: Float32Array, t: number) => row.fill(t % 2 === 0 ? 0.3 : -0.3, 0, 1)],
    ['a switch that is stuck', (row: Float32Array) => row.fill(0.5, 1, 2)],
    ['a level that was never there', (row: Float32Array) => row.fill(1.5, 1, 2)],
    ['a constant that moves', (row: Float32Array) => row.fill(0.5, 2, 3)],
  ] as const) {
    it(`show ${what}, and blame it`, () => {
      const meter = fresh();
      assert.ok(most(results(meter, plant(120, 4), change)) > 3);
      const shares = new Float64Array(SIZE);
      meter.share(1, [0, 1, 2], shares);
      const blamed = change(Float32Array.of(9, 9, 9), 0).findIndex((value) => value !== 9);
      assert.equal(shares.indexOf(most([...shares])), blamed);
    });
  }

  it('are calm again soon after the trouble is over', () => {
    const meter = fresh();
    results(meter, plant(60, 4), (row) => row.fill(1.5, 1, 2));
    const after = results(meter, plant(200, 5)).slice(100);
    const calm = results(fresh(), plant(200, 5)).slice(100);
    assert.ok(most(after.map((result, t) => result - calm[t]!)) < 0.5);
  });

  it('take a missing value for no evidence, and what comes after it for no jump', () => {
    const meter = fresh();
    const missing = results(meter, plant(60, 4), (row, t) => {
      if (t % 7 === 3) row.fill(Number.NaN);
    });
    assert.ok(most(missing) < 3, String(most(missing)));
  });

  it('say nothing of rows that are too few to be compared, and find what is wrong after them', () => {
    const meter = fresh();
    meter.reset();
    assert.ok(most(results(meter, plant(120, 7))) <= 1);
    assert.ok(most(results(meter, plant(120, 4), (row) => row.fill(1.5, 1, 2))) > 3);
  });

  it('go on identically from a snapshot', () => {
    for (const rows of [0, 10, 200]) {
      const one = new BandsMeter(fitted);
      const other = new BandsMeter(fitted);
      results(one, plant(rows, 3));
      other.restore(JSON.parse(JSON.stringify(one.snapshot())));
      assert.deepEqual(results(one, plant(150, 6)), results(other, plant(150, 6)));
    }
  });

  it('begin anew from a snapshot that does not fit', () => {
    const other = fresh();
    other.restore(fresh().snapshot().slice(1));
    assert.deepEqual(results(other, plant(150, 6)), results(new BandsMeter(fitted), plant(150, 6)));
  });
});

describe('features that are judged', () => {
  const features = ['flow', 'valve_cmd', 'valve~command', 'flow_sp', 'flow_sp~rate'];
  const known = (names: readonly string[], roles: Record<string, TagRole>, flags: readonly number[] = []) =>
    featuresOf(names, kindsOf(names, roles, flags));

  it('are all but commands and setpoints', () => {
    const roles = { valve_cmd: 'command', flow_sp: 'setpoint', valve: 'actuator' } as const;
    assert.deepEqual(judgedOf(known(features, roles)), [0, 2]);
  });

  it('are residuals instead of the measurements that a twin predicts', () => {
    const names = ['level', 'flow', 'level~twin', 'level~setpoint'];
    assert.deepEqual(judgedOf(known(names, {})), [1, 2, 3]);
  });

  it('have bands unless they are flags', () => {
    assert.deepEqual(measuredOf(known(['a', 'b', 'c', 'd'], { a: 'command' }, [0, 2])), [1, 3]);
    assert.deepEqual(measuredOf(known(['a', 'b'], {}, [0, 1])), []);
  });

  it('are all where no role is known, or nothing else would be left', () => {
    assert.deepEqual(judgedOf(known(features, {})), [0, 1, 2, 3, 4]);
    assert.deepEqual(judgedOf(known(['toString'], {})), [0]);
    assert.deepEqual(judgedOf(known(['a', 'b'], { a: 'command', b: 'setpoint' })), [0, 1]);
  });
});
