import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import { fitScaling } from '../../../lib/scaling/fit';
import { SCALING_METHODS } from '../../../lib/scaling/methods';
import { transform } from '../../../lib/scaling/scaling';
import { FeatureStatistics } from '../../../lib/scaling/statistics';
import { usualFeatures, usualOf } from '../../../lib/scaling/usual';
import { offset, one, rubbishBurst, scattered, sines, stuck } from '../outliers/plants';

function statisticsOf(values: readonly number[]): FeatureStatistics {
  const random = createRandom(1);
  const of = new FeatureStatistics();
  for (const value of values) of.add(value, random);
  return of;
}

describe('what is usual for a feature', () => {
  for (const method of SCALING_METHODS) {
    it(`is not moved by what came once, with the method ${method}`, () => {
      const clean = fitScaling(method, sines(300), 4);
      const spoils = [one(1e9), one(-1e6), one(20), rubbishBurst(20), scattered(15), offset(20, 20), stuck(100)];
      for (const spoil of spoils) {
        for (const at of [0, 110, 200]) {
          const rows = sines(300);
          spoil(rows, at);
          const scaling = fitScaling(method, rows, 4);
          for (const value of [-1, 0, 1]) {
            const [x, usual] = [scaling, clean].map(
              (s) => transform(s, [value, value, value, value], [0, 0, 0, 0])[0]!,
            );
            assert.ok(Math.abs(x! - usual!) < 0.25, `${value} becomes ${x} instead of ${usual}, spoiled at ${at}`);
          }
        }
      }
    });
  }

  it('is that of all values where nothing is odd, be they few or many', () => {
    const random = createRandom(4);
    for (const n of [100, 5000]) {
      const of = statisticsOf(Array.from({ length: n }, () => Math.exp(0.5 * random.normal())));
      assert.equal(usualOf(of), of);
    }
  });

  it('holds for more values than are kept', () => {
    const values = sines(5000).map(([x]) => x!);
    const clean = statisticsOf(values);
    for (const wild of [1e9, -1e6, 30]) {
      const spoiled = [...values];
      for (const at of [0, 2000, 4999]) spoiled[at] = wild;
      const { min, max, deviation, independent } = usualOf(statisticsOf(spoiled));
      assert.ok(min > -2 && max < 2 && deviation < 1, `${min}..${max}, ${deviation}`);
      assert.ok(independent < 3 * clean.independent, `${independent} instead of ${clean.independent}`);
    }
  });

  it('keeps what a feature does rarely, but again and again', () => {
    const random = createRandom(4);
    const flow = (n: number): number[] =>
      Array.from({ length: n }, (_, t) => (t % 400 < 6 ? 50 : 0) + 0.1 * random.normal());
    for (const n of [1000, 20_000]) assert.ok(usualOf(statisticsOf(flow(n))).max > 49);
    const flag = Array.from({ length: 300 }, (_, t) => (t === 200 ? 1 : 0));
    assert.equal(usualOf(statisticsOf(flag)).max, 1);
  });

  it('keeps a short phase that several features share, and names what it left out', () => {
    const rows = sines(300).map(([a, b, ...row], t) => [
      ...(t >= 100 && t < 120 ? [a! + 20, b! - 9] : [a!, b!]),
      ...row,
    ]);
    rows[250]![3] = 500;
    const all = new Map([0, 1, 2, 3].map((i) => [`t${i}`, statisticsOf(rows.map((row) => row[i]!))]));
    const { features, left } = usualFeatures(all);
    assert.ok(features.get('t0')!.max > 20 && features.get('t1')!.min < -8);
    assert.deepEqual(left, [{ feature: 't3', from: 250, to: 251, reason: 'wild value', value: 500 }]);
  });

  it('goes on from a snapshot', () => {
    const values = sines(900).map(([x]) => x!);
    values[20] = 77;
    const of = statisticsOf(values);
    assert.deepEqual(
      { ...usualOf(new FeatureStatistics(JSON.parse(JSON.stringify(of.snapshot())))), sorted: [] },
      { ...usualOf(of), sorted: [] },
    );
  });
});
