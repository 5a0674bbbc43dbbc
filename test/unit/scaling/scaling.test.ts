import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import { fitScaling, ScalingFit } from '../../../lib/scaling/fit';
import { SCALING_METHODS } from '../../../lib/scaling/methods';
import { scaleValue, transform, unscaleValue } from '../../../lib/scaling/scaling';

const NEAR = 1e-9;

function near(actual: number, expected: number, tolerance = NEAR): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} instead of ${expected}`);
}

function rows(count: number, seed = 3): number[][] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => [random.normal() * 2 + 10, random.next() < 0.1 ? 1 : 0, random.next()]);
}

describe('scaling methods', () => {
  it('min-max maps the learned range to 0..1, as in paper 1', () => {
    const scaling = fitScaling('minmax', [[10], [30], [20]], 1);
    assert.deepEqual(transform(scaling, [10], [0]), [0]);
    assert.deepEqual(transform(scaling, [30], [0]), [1]);
    assert.deepEqual(transform(scaling, [50], [0]), [2]);
  });

  it('standard uses mean and population deviation', () => {
    const scaling = fitScaling('standard', [[2], [4], [4], [4], [5], [5], [7], [9]], 1);
    near(scaling.center[0]!, 5);
    near(scaling.scale[0]!, 2);
  });

  it('robust uses median and interquartile range and forgets an outlier', () => {
    const scaling = fitScaling('robust', [[1], [2], [3], [4], [1e9]], 1);
    near(scaling.center[0]!, 3);
    near(scaling.scale[0]!, 2);
  });

  it('robust falls back to the deviation when half of the values are the same', () => {
    const scaling = fitScaling('robust', [[0], [0], [0], [0], [0], [0], [0], [0], [0], [10]], 1);
    near(scaling.scale[0]!, 3);
  });

  it('quantile spreads values evenly over 0..1 and goes on beyond', () => {
    const scaling = fitScaling(
      'quantile',
      Array.from({ length: 321 }, (_, i) => [(i / 320) ** 3]),
      1,
    );
    near(scaleValue(scaling, 0, 0.5 ** 3), 0.5, 1e-3);
    near(scaleValue(scaling, 0, 0.9 ** 3), 0.9, 1e-2);
    near(scaleValue(scaling, 0, 2), 2);
    near(scaleValue(scaling, 0, -1), -1);
  });

  it('quantile gives a repeated value the middle of its levels', () => {
    const scaling = fitScaling(
      'quantile',
      Array.from({ length: 100 }, (_, i) => [i < 50 ? 0 : 1]),
      1,
    );
    near(scaleValue(scaling, 0, 0), 0.25, 0.02);
    near(scaleValue(scaling, 0, 1), 0.75, 0.02);
  });

  it('the reservoir tells quantiles of a long stream', () => {
    const fit = new ScalingFit('robust', 1);
    const random = createRandom(8);
    for (let i = 0; i < 20000; i++) fit.add([random.normal()]);
    const scaling = fit.finish();
    near(scaling.center[0]!, 0, 0.15);
    near(scaling.scale[0]!, 1.349, 0.2);
    assert.ok(JSON.stringify(fit.snapshot()).length < 16000);
  });
});

for (const method of SCALING_METHODS) {
  describe(`every scaling method: ${method}`, () => {
    it('is undone by its inverse, inside and outside of the learned range', () => {
      const scaling = fitScaling(method, rows(300), 3);
      for (const row of [
        [10, 0, 0.5],
        [14.2, 1, 0.01],
        [-40, 5, 3],
      ]) {
        const scaled = transform(scaling, row, [0, 0, 0]);
        row.forEach((value, i) => {
          near(unscaleValue(scaling, i, scaled[i]!), value, 1e-6);
        });
      }
    });

    it('rises with the value', () => {
      const scaling = fitScaling(method, rows(300), 3);
      let before = -Infinity;
      for (let x = 0; x < 20; x += 0.25) {
        const scaled = scaleValue(scaling, 0, x);
        assert.ok(scaled > before);
        before = scaled;
      }
    });

    it('keeps a constant from exploding, whatever its magnitude', () => {
      const scaling = fitScaling(
        method,
        [
          [1, 0, 50, 1e-9],
          [1, 0, 50, 1e-9],
          [1, 0, 50, 1e-9],
        ],
        4,
      );
      const scaled = transform(scaling, [0, 1, 55, 1.1e-9], [0, 0, 0, 0]);
      [-1, 1, 1, 1].forEach((expected, i) => {
        near(scaled[i]!, expected, 1e-6);
      });
    });

    it('keeps a constant with rounding noise from exploding', () => {
      const scaling = fitScaling(method, [[0.1 + 0.2], [0.3], [0.3]], 1);
      assert.ok(Math.abs(scaleValue(scaling, 0, 0.33)) < 2);
    });

    it('leaves missing values out and missing in the result', () => {
      const whole = fitScaling(method, rows(100), 3);
      const holes = fitScaling(method, [...rows(100), [NaN, NaN, NaN]], 3);
      assert.equal(holes.version, whole.version);
      assert.deepEqual(transform(whole, [NaN, NaN, NaN], [0, 0, 0]), [NaN, NaN, NaN]);
    });

    it('passes a feature that was never seen as it is', () => {
      const scaling = fitScaling(method, [[NaN], [NaN]], 1);
      assert.equal(scaleValue(scaling, 0, 7), 7);
    });

    it('has one version for one fit and another for another', () => {
      assert.equal(fitScaling(method, rows(50), 3).version, fitScaling(method, rows(50), 3).version);
      assert.notEqual(fitScaling(method, rows(50), 3).version, fitScaling(method, rows(50, 4), 3).version);
    });

    it('is frozen', () => {
      const scaling = fitScaling(method, rows(50), 3);
      assert.ok(Object.isFrozen(scaling) && Object.isFrozen(scaling.center) && Object.isFrozen(scaling.scale));
    });
  });
}
