import assert from 'node:assert/strict';
import { invertPositive } from '../../../lib/math/matrix';
import { createRandom } from '../../../lib/math/random';
import { distanceToNearest, learnPrototypes } from '../../../lib/score/course/prototypes';
import { MewmaChart } from '../../../lib/score/mewma/chart';
import { fitMewma } from '../../../lib/score/mewma/fit';

describe('inverse of a positive definite matrix', () => {
  it('times the matrix is one', () => {
    const matrix = Float64Array.from([4, 1, 0.5, 1, 3, 0.2, 0.5, 0.2, 2]);
    const inverse = invertPositive(matrix, 3);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        const sum = [0, 1, 2].reduce((s, k) => s + matrix[i * 3 + k]! * inverse[k * 3 + j]!, 0);
        assert.ok(Math.abs(sum - (i === j ? 1 : 0)) < 1e-12);
      }
    }
  });

  it('does not exist for a matrix that is not positive definite', () => {
    assert.throws(() => invertPositive(Float64Array.from([1, 2, 2, 1]), 2), /not positive definite/);
  });
});

describe('a multivariate EWMA chart', () => {
  const OPTIONS = { rates: [1, 0.3, 0.1], shrinkage: 0.01, ridge: 0.01, bias: 0.05 };
  const random = createRandom(3);
  const rows = Float32Array.from({ length: 2000 }, () => random.normal());
  const { fitted, heldOut } = fitMewma(rows, 2, OPTIONS);

  it('is about 1 at the border of normal', () => {
    const scores = [...heldOut].filter(Number.isFinite).sort((a, b) => a - b);
    assert.ok(scores.length > 900);
    assert.ok(scores[Math.floor(scores.length * 0.99)]! < 1.2 && scores.at(-1)! > 0.7);
  });

  it('shows a jump at once', () => {
    const meter = new MewmaChart(fitted);
    meter.step([0, 0]);
    assert.ok(meter.step([8, 0]) > 2);
  });

  it('shows a small lasting shift that no single row shows', () => {
    const meter = new MewmaChart(fitted);
    const noise = createRandom(8);
    const results = Array.from({ length: 60 }, () => meter.step([1 + noise.normal(), 1 + noise.normal()]));
    assert.ok(results[0]! < 0.5 && results.at(-1)! > 1, `${results[0]} then ${results.at(-1)}`);
  });

  it('forgets what has added up soon after the shift is over', () => {
    const meter = new MewmaChart(fitted);
    let result = 0;
    for (let t = 0; t < 60; t++) result = meter.step([2, 2]);
    assert.ok(result > 2);
    for (let t = 0; t < 8; t++) result = meter.step([0, 0]);
    assert.ok(result < 0.5, String(result));
  });

  it('lets a missing component fade instead of counting it', () => {
    const meter = new MewmaChart(fitted);
    const high = meter.step([4, 0]);
    let last = high;
    for (let t = 0; t < 100; t++) last = meter.step([Number.NaN, 0]);
    assert.ok(last < 0.05 * high);
  });

  it('blames the component that is off', () => {
    const meter = new MewmaChart(fitted);
    meter.step([0, 5]);
    const shares = new Float64Array(2);
    meter.share(1, [0, 1], shares);
    assert.ok(shares[1]! > 10 * shares[0]!);
  });

  it('bounds what a component that never moved can say', () => {
    const flat = Float32Array.from(rows, (x, i) => (i % 2 === 0 ? 0 : x));
    const meter = new MewmaChart(fitMewma(flat, 2, OPTIONS).fitted);
    const result = meter.step([1, 0]);
    assert.ok(result > 1 && result < 1e4, String(result));
  });
});

describe('prototypes', () => {
  it('find the groups of the rows', () => {
    const random = createRandom(5);
    const rows = Float32Array.from({ length: 600 }, (_, i) => ((i >> 1) % 3) * 10 + random.normal());
    const prototypes = learnPrototypes(rows, 2, 3, 1);
    assert.equal(prototypes.length, 6);
    for (const place of [0, 10, 20]) assert.ok(distanceToNearest([place, place], 0, prototypes, 2) < 1);
    assert.ok(distanceToNearest([5, 5], 0, prototypes, 2) > 20);
  });

  it('are no more than there are different rows', () => {
    assert.equal(learnPrototypes(new Float32Array(20).fill(2), 2, 4, 1).length, 2);
  });

  it('give no finite distance to a row that is not a number', () => {
    assert.ok(Number.isNaN(distanceToNearest([Number.NaN, 0], 0, Float32Array.from([0, 0, 1, 1]), 2)));
  });
});
