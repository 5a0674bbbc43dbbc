import assert from 'node:assert/strict';
import { mscred } from '../../../bench/baselines/mscred';
import { omniAnomaly } from '../../../bench/baselines/omni-anomaly';
import type { Rival } from '../../../bench/baselines/rival';
import { random } from '../../../bench/baselines/simple';
import { minMaxer } from '../../../bench/baselines/standardize';
import { tranad } from '../../../bench/baselines/tranad';
import { smallUsad, usad } from '../../../bench/baselines/usad';
import { steadyTimes } from '../../../bench/datasets/recording';
import { rival } from '../../../bench/detection/rivals/subject';
import type { Matrix } from '../../../lib/data/matrix';
import { createRandom } from '../../../lib/math/random';
import { rocAuc } from '../../../lib/metrics/roc-auc';

const BREAK = 120;

/** Three waves; from a row on the second one stands still, a quarter of its range above where it ever was. */
function waves(rows: number, seed: number, broken = Number.POSITIVE_INFINITY): Matrix {
  const random = createRandom(seed);
  const data = new Float64Array(rows * 3);
  for (let row = 0; row < rows; row++) {
    const wave = Math.sin(row / 5);
    const second = row < broken ? wave : 1.5;
    data.set([wave + 0.05 * random.normal(), second + 0.05 * random.normal(), Math.cos(row / 5)], row * 3);
  }
  return { columns: ['a', 'b', 'c'], rows, width: 3, data };
}

/** What is trained in a second or two here, and its weights as they follow from the layers that are published. */
const RIVALS: readonly { readonly rival: Rival; readonly columns: number; readonly weights: number }[] = [
  // 125-62-31-55 and twice 55-31-62-125, each with offsets.
  { rival: usad, columns: 25, weights: 11_525 + 2 * 11_595 },
  // 125-16-16-5 and twice 5-16-16-125.
  { rival: smallUsad, columns: 25, weights: 2373 + 2 * 2493 },
  // Of width d = 50: attention 4 d² + 4 d, feed-forward 33 d + 16; an encoder, two decoders of two attentions, 50-25.
  { rival: tranad, columns: 25, weights: 11_866 + 2 * 22_066 + 1275 },
  // Encoder 183,136; convolutional LSTMs 16 c² * 2 + 4 c for c of 32, 64, 128, 256; decoder 235,200.
  { rival: mscred, columns: 25, weights: 183_136 + 2_787_200 + 235_200 },
  // GRUs (in + u) 3 u + 3 u with u = 500 over 25 columns and over 3; two dense layers each; z, flows, x.
  { rival: omniAnomaly({ units: 500 }), columns: 25, weights: 789_000 + 756_000 + 4 * 250_500 + 3024 + 140 + 25_050 },
];

describe('the rivals', () => {
  for (const { rival, columns, weights } of RIVALS) {
    it(`${rival.name} has the weights of the published layers`, () => {
      assert.equal(rival.weights(columns), weights);
    });
  }

  for (const { rival, rows } of [
    { rival: usad, rows: 1000 },
    { rival: smallUsad, rows: 1000 },
    { rival: tranad, rows: 1000 },
    { rival: mscred, rows: 150 },
    { rival: omniAnomaly({ units: 16 }), rows: 200 },
  ]) {
    it(`${rival.name} ranks rows on which a wave stands still far above normal ones, causally, the same for the same seed`, () => {
      const train = waves(rows, 1);
      const scale = minMaxer(train);
      const score = rival.fit(scale(train), 3);
      const test = scale(waves(240, 2, BREAK));
      const scores = score(test);
      assert.equal(scores.length, test.rows);
      const labels = Array.from({ length: test.rows }, (_, row) => (row >= BREAK ? 1 : 0));
      // Chance has .5; a new matrix comes every 10 rows with MSCRED, and the windows of some reach over the border.
      const area = rocAuc(labels, scores);
      assert.ok(area > 0.8, `AUC ${area}`);
      const early = score({ ...test, rows: 150, data: test.data.subarray(0, 150 * 3) });
      // Batches of another size may round otherwise.
      early.forEach((value, row) => {
        assert.ok(
          Math.abs(value - scores[row]!) <= 1e-4 * (1 + Math.abs(value)),
          `row ${row}: ${value}, ${scores[row]}`,
        );
      });
      assert.deepEqual(rival.fit(scale(train), 3)(test), scores, 'another training with the same seed');
    });
  }

  it('are trained in a process of their own, once for a recording, with the limit of TranAD’s code', async () => {
    const [train, test] = [waves(500, 1), waves(500, 2)];
    const times = steadyTimes(500, 1000);
    const recording = { name: 'x', train, test, trainTimes: times, testTimes: times, labels: new Uint8Array(500) };
    const subject = rival(random);
    const judged = await subject.judge(recording, 4);
    assert.deepEqual(judged.scores, random.fit(train, 4)(test));
    const limit = judged.limits[0]!;
    assert.ok(limit > 0.95 && limit < 1, `98 % of uniform numbers are below .98, not ${limit}`);
    judged.scores.forEach((score, row) => {
      assert.equal(judged.predictions[row], score > limit ? 1 : 0);
    });
    assert.ok(judged.cost !== undefined && judged.cost.row_us > 0);
    assert.equal(await subject.judge(recording, 4), judged);
  });
});
