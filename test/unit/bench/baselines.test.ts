import assert from 'node:assert/strict';
import { bands } from '../../../bench/baselines/bands';
import { isolationForest } from '../../../bench/baselines/isolation-forest';
import { kmeans } from '../../../bench/baselines/kmeans';
import { matrixProfile } from '../../../bench/baselines/matrix-profile';
import type { Method } from '../../../bench/baselines/method';
import { oneClassSvm } from '../../../bench/baselines/one-class-svm';
import { mahalanobis, pca } from '../../../bench/baselines/pca';
import { linearAr, linearFromOthers, randomFourier } from '../../../bench/baselines/regression';
import { standardizer } from '../../../bench/baselines/standardize';
import { symmetricEigen } from '../../../bench/baselines/symmetric-eigen';
import { loadAi4i } from '../../../bench/datasets/ai4i';
import { loadTep } from '../../../bench/datasets/tep';
import { missedDetection } from '../../../bench/metrics/missed-detection';
import type { Matrix } from '../../../lib/data/matrix';
import { createRandom } from '../../../lib/math/random';
import { rocAuc } from '../../../lib/metrics/roc-auc';
import { requireShared } from '../../fixtures/shared';

/** Two features that move together; an anomaly breaks the bond without leaving either range. */
function bonded(rows: number, seed: number, broken: (row: number) => boolean): Matrix {
  const random = createRandom(seed);
  const data = new Float64Array(rows * 3);
  for (let row = 0; row < rows; row++) {
    const x = random.normal();
    data.set(
      [x, (broken(row) ? -x : x) + 0.1 * random.normal(), 0.1 * random.normal() + (broken(row) ? 1 : 0)],
      row * 3,
    );
  }
  return { columns: ['x', 'y', 'z'], rows, width: 3, data };
}

const METHODS: readonly Method[] = [
  isolationForest(),
  oneClassSvm(),
  pca('q', 0.5),
  mahalanobis,
  kmeans(1, 10),
  linearFromOthers,
  randomFourier,
];

describe('baselines', () => {
  for (const method of METHODS) {
    it(`${method.name} ranks broken rows above normal ones, the same for the same seed`, () => {
      const train = bonded(500, 1, () => false);
      const test = bonded(400, 2, (row) => row >= 200);
      const labels = Array.from({ length: 400 }, (_, row) => (row >= 200 ? 1 : 0));
      const scores = method.fit(train, 3)(test);
      assert.ok(rocAuc(labels, scores) > 0.9, `AUC ${rocAuc(labels, scores)}`);
      assert.deepEqual(method.fit(train, 3)(test), scores);
    });
  }

  it('bands rank a tag that leaves its range above all others, and see no broken bond', () => {
    const train = bonded(500, 1, () => false);
    const scores = bands.fit(train, 1)({ ...train, rows: 2, data: Float64Array.from([1, 1, 0, 0, 0, 1]) });
    assert.ok(scores[1]! > 3 * scores[0]!);
    const broken = bands.fit(train, 1)({ ...train, rows: 2, data: Float64Array.from([1, 1, 0, 1, -1, 0]) });
    assert.ok(Math.abs(broken[0]! - broken[1]!) < 0.3);
  });

  it('the matrix profile and the autoregression find a rhythm that no row shows', () => {
    const saw = (rows: number, from: number, period: number): Matrix => {
      const data = Float64Array.from({ length: rows }, (_, t) => ((t + from) % period) / period);
      return { columns: ['saw'], rows, width: 1, data };
    };
    for (const method of [matrixProfile(8), linearAr]) {
      const score = method.fit(saw(400, 0, 8), 1);
      const end = (rows: Float64Array): number => rows.subarray(30).reduce((a, b) => a + b, 0);
      assert.ok(end(score(saw(60, 3, 5))) > 10 * end(score(saw(60, 3, 8))) + 1, method.name);
    }
  });

  it('One-Class SVM leaves about the share nu of its training rows outside', () => {
    const train = bonded(500, 1, () => false);
    const scores = oneClassSvm(0.1).fit(train, 1)(train);
    const sorted = Float64Array.from(scores).sort();
    // At the solution the rows outside are those above rho, the score of the margin: nu n of them, within a few.
    const onMargin = sorted.filter((s) => Math.abs(s - sorted[449]!) < 1e-3 * Math.abs(sorted[449]!));
    assert.ok(onMargin.length >= 2, 'rows lie on the margin where the 10 % end');
  });

  it('k-means is causal: a later row changes no earlier score', () => {
    const score = kmeans(5, 3).fit(
      bonded(200, 1, () => false),
      1,
    );
    const test = bonded(50, 2, () => false);
    const changed = { ...test, data: Float64Array.from(test.data) };
    changed.data.fill(9, 40 * 3);
    assert.deepEqual(score(changed).subarray(0, 40), score(test).subarray(0, 40));
    assert.ok(score(changed)[40]! > score(test)[40]!);
  });

  it('a column that is constant in training cannot explode', () => {
    const flat: Matrix = { columns: ['a'], rows: 3, width: 1, data: Float64Array.from([5, 5, 5]) };
    assert.deepEqual([...standardizer(flat)({ ...flat, rows: 1, data: Float64Array.from([6]) }).data], [1]);
  });

  it('finds eigenvalues and vectors of a symmetric matrix', () => {
    const { values, vectors } = symmetricEigen(Float64Array.from([2, 1, 0, 1, 2, 0, 0, 0, 5]), 3);
    assert.deepEqual(
      [...values].map((v) => Math.round(v * 1e9) / 1e9),
      [5, 3, 1],
    );
    assert.ok(Math.abs(Math.abs(vectors[1]![0]!) - Math.SQRT1_2) < 1e-9);
  });

  it('reach the published figures on the Tennessee Eastman process', async function () {
    const { normal, faults } = await loadTep(`${requireShared(this, 'data')}/tep`);
    const score = pca('q', 11).fit(normal.train, 1);
    const quiet = score(normal.test);
    const published: Record<string, number> = { 'tep/1': 0.003, 'tep/4': 0.034, 'tep/5': 0.743, 'tep/10': 0.634 };
    for (const { name, test } of faults) {
      if (published[name] === undefined) continue;
      const missed = missedDetection(quiet, score(test).subarray(160));
      assert.ok(Math.abs(missed - published[name]) < 0.0006, `${name}: ${missed}, published ${published[name]}`);
    }
  });

  it('reach the published figures on AI4I', async function () {
    const { train, test, labels } = await loadAi4i(`${requireShared(this, 'data')}/ai4i`, 3);
    const scale = standardizer(train);
    for (const [method, published] of [
      [mahalanobis, 0.872],
      [isolationForest(), 0.836],
    ] as const) {
      const auc = rocAuc(labels, method.fit(scale(train), 1)(scale(test)));
      assert.ok(Math.abs(auc - published) < 0.03, `${method.name}: ${auc}, published ${published}`);
    }
  });
});
