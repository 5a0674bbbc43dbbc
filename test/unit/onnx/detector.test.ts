import assert from 'node:assert/strict';
import * as ort from 'onnxruntime-node';
import { exportDetector } from '../../../lib/onnx/detector';
import { parseConfig as parseAutoencoder } from '../../../nodes/autoencoder/config';
import { autoencoderBlueprint } from '../../../nodes/autoencoder/network';
import { parseConfig as parseDualBranch } from '../../../nodes/dual-branch/config';
import { dualBranchBlueprint } from '../../../nodes/dual-branch/network';
import { assertClose } from '../engine/parity';
import { climbing, FEATURES, instant, learn, plant, standing, WIDTH, windowed } from './models';

/** New rows: some attacked, frozen, far outside, lacking one value, most or all; and how many records did not come before each. */
function unseen(): { rows: Float64Array[]; missed: Float64Array } {
  const rows = plant(260, 2);
  for (let t = 40; t < 60; t++) rows[t]![1]! += 0.05 * (t - 40);
  rows[70]![0] = Number.NaN;
  rows[71]![3] = Number.NaN;
  rows[80]![2] = 1e6;
  rows[81]![2] = -50;
  rows[90]![3] = 0.4;
  // Two wild rows, three of another column, and two with one that lacks in between.
  for (let t = 92; t < 95; t++) [rows[t]![0], rows[t]![2]] = [t < 94 ? -30 : rows[t]![0]!, 7 + t];
  [rows[110]![1], rows[111]![1], rows[112]![1]] = [90, Number.NaN, 80];
  // A few rows that nobody can judge are bridged, many are a gap.
  rows[100]!.fill(Number.NaN, 0, 3);
  rows[101]!.fill(Number.NaN);
  // As far as nothing goes in one row, but it had three.
  rows[102]![0] = 40;
  for (let t = 120; t < 130; t++) rows[t]!.fill(Number.NaN);
  const missed = new Float64Array(rows.length);
  missed[150] = 2;
  missed[160] = 12;
  // The level, which one plant is followed in: a wild value, also as the first one after a gap, and one that lacks there.
  rows[85]![1] = 65_535;
  rows[130]![1] = 65_535;
  rows[160]![1] = Number.NaN;
  // For nearly as long as its slow mean holds, and back.
  for (let t = 200; t < 246; t++) rows[t]![1] = 65_535;
  // Where it stood, in the plant that it stood in, and at another level for a while.
  for (let t = 10; t < 20; t++) rows[t]![1] = 2;
  for (let t = 20; t < 30; t++) rows[t]![1] = 5;
  for (let t = 165; t < 200; t++) rows[t]![1] = 2.4;
  return { rows, missed };
}

describe('ONNX export of a detector', () => {
  const paper = { score: 'paper', epochs: 3 };
  for (const [name, blueprint, method, of = plant] of [
    ['of instants, min-max scaled', instant(), 'minmax'],
    ['of instants, scaled by quantiles', instant(), 'quantile'],
    ['of windows, standard scaled', windowed(), 'standard'],
    ['of windows, robustly scaled', windowed(), 'robust'],
    ['of instants, a level that climbed', instant(), 'minmax', climbing],
    ['of windows, a level that climbed', windowed(), 'standard', climbing],
    ['of instants, a level that stood', instant(), 'minmax', standing],
    ['of windows, a level that stood', windowed(), 'standard', standing],
    ['of the autoencoder node', autoencoderBlueprint(WIDTH, parseAutoencoder({ epochs: 3 })), 'minmax'],
    ['of the autoencoder node, as in paper 1', autoencoderBlueprint(WIDTH, parseAutoencoder(paper)), 'minmax'],
    ['of the dual-branch node', dualBranchBlueprint(WIDTH, parseDualBranch({ epochs: 2, window: 16 })), 'minmax'],
    [
      'of the dual-branch node, as in paper 2',
      dualBranchBlueprint(WIDTH, parseDualBranch({ ...paper, window: 8, alpha: 0.3 })),
      'standard',
    ],
  ] as const) {
    it(`${name}: gives what the node gives, from its first record on`, async () => {
      const { model, recordOf, start } = await learn(blueprint, method, of);
      assert.equal(model.fitted.input.rate[1]! > 0, of !== plant);
      const { rows, missed } = unseen();
      const judged = [false, true].map((told) => {
        const node = start();
        const records = rows.map((row, t) => recordOf(row, missed[t], told));
        for (const record of records) node.step(record);
        node.close?.();
        return {
          scores: records.map(({ score = Number.NaN }) => score),
          shares: records.flatMap(({ contributions }) => FEATURES.map((tag) => contributions?.[tag] ?? Number.NaN)),
        };
      });
      const { scores, shares } = judged[0]!;
      assert.deepEqual(judged[1], judged[0], 'whether a gap is told or seen by the times');
      const session = await ort.InferenceSession.create(exportDetector(model));
      // A record that did not come is a row of NaN.
      const all = rows.flatMap((row, t) => [...new Array<number>(WIDTH * missed[t]!).fill(Number.NaN), ...row]);
      const x = new ort.Tensor('float64', Float64Array.from(all), [all.length / WIDTH, WIDTH]);
      const results = await session.run({ x });
      const came = rows.flatMap((_, t) => [...new Array<boolean>(missed[t]!).fill(false), true]);
      const ofRecords = (name: string): Float64Array => {
        const data = results[name]!.data as Float64Array;
        return data.filter((_, at) => came[Math.floor((at * came.length) / data.length)]);
      };
      compare(ofRecords('score'), scores, 1e-5, 'score');
      compare(ofRecords('contributions'), shares, 1e-4, 'contributions');
      assert.equal(scores.findIndex(Number.isFinite), blueprint.context - 1);
      // The scores are no constant: the value far outside stands out.
      assert.ok(scores[80]! > 3 * scores[79]!);
      await session.release();
    });
  }

  it('says in its metadata what it is', async () => {
    const { model } = await learn(instant(), 'minmax');
    const text = Buffer.from(exportDetector(model)).toString('latin1');
    for (const part of ['features', '["pressure","level","flow","valve"]', 'calibration', 'twin-test']) {
      assert.ok(text.includes(part), part);
    }
  });
});

/** Close where there is a number, and none where there is none. */
function compare(actual: Float64Array, expected: readonly number[], tolerance: number, what: string): void {
  const gaps = (values: ArrayLike<number>) => Array.from(values, (value, t) => (Number.isNaN(value) ? t : -1));
  assert.deepEqual(gaps(actual), gaps(expected), `${what}: where there is none`);
  const known = (values: ArrayLike<number>) => Array.from(values).filter((value) => !Number.isNaN(value));
  assertClose(known(actual), known(expected), tolerance, what);
}
