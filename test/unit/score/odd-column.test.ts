import assert from 'node:assert/strict';
import { NormalEquations } from '../../../lib/math/normal-equations';
import { createRandom } from '../../../lib/math/random';
import { learnedTwin } from '../../../lib/score/learned-twin/learned-twin';
import type { Feature } from '../../../lib/score/part';
import { blamed, FEATURES, FLOW, judge, learnTwin, POWER, plant, VALVE } from './twin-plant';

const ROWS = 1000;
const random = createRandom(9);

/** What a plant may have beside what it is about, by row. */
const ODD: readonly (readonly [what: string, kind: Feature['kind'], at: (t: number) => number])[] = [
  ['a flag that is seldom true', 'flag', (t) => (t % 300 === 7 ? 1 : 0)],
  ['a flag that is true once in a hundred records', 'flag', (t) => (t % 100 === 7 ? 1 : 0)],
  ['a flag that was true once', 'flag', (t) => (t === 507 ? 1 : 0)],
  ['a command that is seldom given', 'command', (t) => (t % 250 < 3 ? 1 : 0)],
  ['a set point that was moved once', 'setpoint', (t) => (t < 550 ? 0.2 : 0.8)],
  ['a tag with rare spikes', 'measured', (t) => 0.3 + (t % 97 === 5 ? 0.5 : 0) + 0.001 * random.normal()],
  ['a tag that is mostly missing', 'measured', (t) => (t % 400 < 30 ? 0.5 + 0.1 * random.normal() : Number.NaN)],
];

describe('one odd column', () => {
  for (const [what, kind, at] of ODD) {
    it(`costs the other tags nothing: ${what}`, () => {
      const features = [...FEATURES, { name: 'odd', kind }];
      const beside = (rows: readonly Float64Array[]): Float64Array[] =>
        rows.map((row, t) => Float64Array.of(...row, at(t)));
      const { fitted } = learnTwin(beside(plant(ROWS, 1)), features);
      const told = new Set(fitted.judges.flatMap(({ judges, predictor }) => (judges ? [predictor.tag] : [])));
      assert.deepEqual(
        [VALVE, FLOW, POWER].filter((tag) => !told.has(tag)),
        [],
      );

      const live = learnedTwin.live(fitted, {}, features);
      const rows = beside(plant(1200, 3));
      const usual = judge(live, rows.slice(0, 1100));
      const inARow = usual.filter((_, t) => t >= 2 && Math.min(usual[t]!, usual[t - 1]!, usual[t - 2]!) > 1);
      assert.ok(inARow.length <= 6, `${inARow.length} of 1,100 usual rows, as an alarm takes them`);
      const biased = rows.slice(1100).map((row) => row.with(FLOW, row[FLOW]! + 0.08));
      const out = judge(live, biased).filter((value) => value > 1);
      assert.ok(out.length >= 90, `a biased flow is out in ${out.length} of 100 rows`);
      assert.equal(blamed(live, features), 'flow');
    });
  }

  for (const [what, at] of [
    ['three times', (t: number) => (t % 300 === 7 ? 1 : 0)],
    ['eight times', (t: number) => (t % 120 === 7 ? 1 : 0)],
    ['for a few rows, four times', (t: number) => (t % 250 < 3 ? 1 : 0)],
  ] as const) {
    it(`raises nothing when it turns again, where products with it were never seen: a flag that was true ${what}`, () => {
      for (const seed of [1, 2, 3]) {
        const random = createRandom(seed);
        const noise = (): number => 0.05 * random.normal();
        const rows = Array.from({ length: 2500 }, (_, t) => {
          const [a, b] = [Math.sin(t / 9) + noise(), Math.cos(t / 14) + noise()];
          return Float64Array.of(a, b, a + b + noise(), a - b + noise(), at(t));
        });
        const features = ['a', 'b', 'c', 'd'].map((name): Feature => ({ name, kind: 'measured' }));
        const all: readonly Feature[] = [...features, { name: 'odd', kind: 'flag' }];
        const live = learnedTwin.live(learnTwin(rows.slice(0, ROWS), all).fitted, {}, all);
        const out = judge(live, rows.slice(ROWS)).filter((value) => value > 1).length;
        assert.ok(out <= 3, `plant ${seed}: out in ${out} of 1,500 usual rows`);
      }
    });
  }

  it('is put back where it tells what nothing else does', () => {
    // The power needs twice as much while a heater is on that was switched eight times.
    const heater = (t: number): number => (t % 250 > 200 ? 1 : 0);
    const rows = plant(ROWS, 1).map((row, t) =>
      Float64Array.of(...row.with(POWER, row[POWER]! + 0.4 * heater(t)), heater(t)),
    );
    const { fitted } = learnTwin(rows, [...FEATURES, { name: 'heater', kind: 'command' }]);
    const [power] = fitted.judges.filter(({ family, predictor }) => family === 'cross' && predictor.tag === POWER);
    assert.ok(power?.predictor.inputs.includes(FEATURES.length));
  });
});

describe('a tag that was away for half of the time', () => {
  it('is told by the others all the same, and they by each other', () => {
    const rows = plant(2 * ROWS, 1).map((row, t) => (t < ROWS ? row : row.with(FLOW, Number.NaN)));
    const { fitted } = learnTwin(rows);
    const told = fitted.judges.flatMap(({ family, judges, predictor }) =>
      family === 'cross' && judges ? [predictor.tag] : [],
    );
    assert.deepEqual(
      [FLOW, POWER].filter((tag) => !told.includes(tag)),
      [],
    );
  });
});

describe('the sums of some columns', () => {
  it('solve as if the others had never been there', () => {
    const [all, some] = [new NormalEquations(4), new NormalEquations(2)];
    for (let t = 0; t < 50; t++) {
      const row = Float64Array.from({ length: 4 }, () => random.normal());
      const target = row[0]! - 2 * row[2]! + random.normal();
      all.add(row, target);
      some.add(Float64Array.of(row[0]!, row[2]!), target);
    }
    const [part, alone] = [all.part(Int32Array.of(0, 2)), some].map((sums) => {
      const { weights } = sums.solve([1, 1]);
      return [...weights, sums.error(weights)];
    });
    for (const [k, value] of part!.entries()) assert.ok(Math.abs(value - alone![k]!) < 1e-9);
  });
});
