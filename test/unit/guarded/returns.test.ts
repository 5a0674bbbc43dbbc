import assert from 'node:assert/strict';
import { type Return, Returns, type ReturnsSnapshot } from '../../../lib/guarded/returns';
import { createRandom } from '../../../lib/math/random';
import { levelsOf } from '../../fixtures/golden';

const FEATURES = ['setting', 'flow', 'heat', 'noise', 'flow~setpoint'];
const random = createRandom(3);

/** A row of the plant at a setting; what is forged says something else. */
function rowAt(setting: number, forged: Readonly<Record<string, number>> = {}): Float64Array {
  const flow = 10 * setting + 0.05 * random.normal();
  const row = [setting, flow, 3 * setting + 0.05 * random.normal(), random.normal(), flow - 10 * setting];
  FEATURES.forEach((name, i) => {
    row[i] = forged[name] ?? row[i]!;
  });
  return Float64Array.from(row);
}

const LEARNED = 800;
const ROWS = Array.from({ length: LEARNED }, (_, t) => [...rowAt([1, 2, 1.5, 2][(t / 100) & 3]!)]).flat();
const LEVELS = levelsOf({ features: FEATURES, values: Float64Array.from(ROWS), seams: [] }, FEATURES);

/** A plant that is strange for some records, and elsewhere for many. */
class Plant {
  returns = new Returns();
  #t = 0;

  /** @returns the first time that it is where it comes back to, and in how many of the records it is */
  stay(records: number, setting: number, forged: Readonly<Record<string, number>> = {}): [Return | undefined, number] {
    const all = Array.from({ length: records }, () =>
      this.returns.meet(LEVELS, FEATURES, rowAt(setting, forged), 1000 * this.#t++),
    ).filter((one) => one !== undefined);
    return [all[0], all.length];
  }

  elsewhere(records: number): void {
    for (let k = 0; k < records; k++) this.returns.pass();
    this.#t += records;
  }

  /** What three stays that lie far enough apart say. */
  thrice(setting: number, forged: Readonly<Record<string, number>> = {}): [Return | undefined, number][] {
    return [0, 1, 2].map(() => {
      this.elsewhere(500);
      return this.stay(100, setting, forged);
    });
  }

  get now(): number {
    return 1000 * this.#t;
  }
}

describe('guarded learning: states that a plant comes back to', () => {
  it('are known on the third occasion, and told once', () => {
    const plant = new Plant();
    const [first, second, third] = plant.thrice(4);
    assert.deepEqual([first![1], second![1]], [0, 0]);
    assert.ok(third![1] > 95, `${third![1]} of 100 records`);
    const { now, occasions, isNews } = third![0]!;
    assert.deepEqual([now['setting'], occasions, isNews], [4, 3, true]);
    plant.elsewhere(500);
    const [again] = plant.stay(100, 4);
    assert.deepEqual([again!.occasions, again!.isNews], [4, false]);
  });

  it('are none where the plant came once and stayed, nor another state each time', () => {
    const plant = new Plant();
    assert.equal(plant.stay(5000, 4)[1], 0);
    const other = new Plant();
    for (const setting of [4, 5, 6, 7]) {
      other.elsewhere(500);
      assert.equal(other.stay(100, setting)[1], 0, `${setting}`);
    }
  });

  it('need as long as what was first learned, however often the plant is there', () => {
    const plant = new Plant();
    let [known, at] = [0, 0];
    for (; known === 0; at += 90) {
      plant.elsewhere(50);
      known = plant.stay(40, 4)[1];
    }
    assert.ok(at >= LEARNED - 90, `after ${at} records`);
  });

  it('are none that one tag says alone, however often, nor what a set point tells to be otherwise', () => {
    for (const forged of [{ flow: 60 }, { setting: 7 }, { flow: 60, 'flow~setpoint': 40 }, { noise: 40 }]) {
      const said = new Plant().thrice(1.5, forged).map(([, records]) => records);
      assert.deepEqual(said, [0, 0, 0], JSON.stringify(forged));
    }
    const apart = new Plant();
    apart.thrice(4);
    apart.elsewhere(500);
    assert.equal(apart.stay(100, 4, { 'flow~setpoint': 9 })[1], 0, 'it does not follow its set point');
  });

  it('do not cover what else is wrong in them', () => {
    const plant = new Plant();
    plant.thrice(4);
    plant.elsewhere(500);
    assert.equal(plant.stay(100, 4, { noise: 40 })[1], 0);
    assert.ok(plant.stay(100, 4)[1] > 95);
  });

  it('are forgotten where a person, or the decision, says that they were not normal', () => {
    const plant = new Plant();
    plant.elsewhere(500);
    plant.stay(100, 4);
    plant.elsewhere(500);
    const since = plant.now;
    plant.stay(100, 4);
    plant.returns.drop(since);
    plant.elsewhere(500);
    assert.equal(plant.stay(100, 4)[1], 0, 'the second occasion does not count');
    plant.elsewhere(500);
    assert.ok(plant.stay(100, 4)[1] > 95);
  });

  it('are not known of a model whose levels an older version kept', () => {
    const of = Object.fromEntries(
      Object.entries(LEVELS.of).map(([name, { below: _, above: __, ...level }]) => [name, level]),
    );
    const returns = new Returns();
    for (let t = 0; t < 3000; t++) {
      if (t % 300 < 200) returns.pass();
      else assert.equal(returns.meet({ ...LEVELS, of }, FEATURES, rowAt(4), t), undefined);
    }
  });

  it('go on identically from a snapshot, which stays small', () => {
    const [plant, other] = [new Plant(), new Plant()];
    for (const setting of [4, 5, 6, 7, 8, 9, 10, 11, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]) {
      for (const one of [plant, other]) {
        one.elsewhere(100);
        one.stay(40, setting);
      }
      other.returns = new Returns(JSON.parse(JSON.stringify(other.returns.snapshot())) as ReturnsSnapshot);
    }
    plant.elsewhere(100);
    other.elsewhere(100);
    const size = JSON.stringify(plant.returns.snapshot()).length;
    assert.ok(size < 3500, `${size} characters`);
    assert.ok(plant.stay(40, 11)[1] > 35 && other.stay(40, 11)[1] > 35);
  });
});
