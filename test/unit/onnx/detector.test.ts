import assert from 'node:assert/strict';
import * as ort from 'onnxruntime-node';
import { createWasmEngine } from '../../../lib/engine/wasm/engine';
import { exportDetector } from '../../../lib/onnx/detector';
import { transform } from '../../../lib/scaling/scaling';
import { featuresOf } from '../../../lib/score/features';
import { LiveScore } from '../../../lib/score/live-score';
import { parseConfig as parseAutoencoder } from '../../../nodes/autoencoder/config';
import { autoencoderBlueprint } from '../../../nodes/autoencoder/network';
import { parseConfig as parseDualBranch } from '../../../nodes/dual-branch/config';
import { dualBranchBlueprint } from '../../../nodes/dual-branch/network';
import { assertClose } from '../engine/parity';
import { instant, learn, plant, WIDTH, windowed } from './models';

/** New rows, some of them attacked, frozen, missing or far outside. */
function unseen(): Float64Array[] {
  const rows = plant(120, 2);
  for (let t = 40; t < 60; t++) rows[t]![1]! += 0.05 * (t - 40);
  rows[70]![0] = Number.NaN;
  rows[71]![3] = Number.NaN;
  rows[80]![2] = 1e6;
  rows[81]![2] = -50;
  rows[90]![3] = 0.4;
  return rows;
}

describe('ONNX export of a detector', () => {
  for (const [name, blueprint, method] of [
    ['of instants, min-max scaled', instant(), 'minmax'],
    ['of instants, scaled by quantiles', instant(), 'quantile'],
    ['of windows, standard scaled', windowed(), 'standard'],
    ['of windows, robustly scaled', windowed(), 'robust'],
    ['of the autoencoder node', autoencoderBlueprint(WIDTH, parseAutoencoder({ epochs: 3 })), 'minmax'],
    ['of the dual-branch node', dualBranchBlueprint(WIDTH, parseDualBranch({ epochs: 2, window: 16 })), 'minmax'],
  ] as const) {
    it(`${name}: scores and contributions are those of the node, row by row`, async () => {
      const model = await learn(blueprint, method);
      const rows = unseen();
      const scorer = createWasmEngine().scorer(model.blueprint.graph, model.learned.weights);
      const features = featuresOf(model.features, model.blueprint.kinds);
      const live = new LiveScore(model.blueprint, model.learned, features, scorer);
      const scores: number[] = [];
      const shares: number[] = [];
      for (const row of rows) {
        const score = live.step(transform(model.scaling, row, new Float64Array(WIDTH)), row);
        scores.push(score ?? Number.NaN);
        if (score === undefined) continue;
        live.explain(score);
        const total = live.contributions.reduce((sum, part) => sum + part, 0);
        shares.push(...live.contributions.map((part) => part / total));
      }
      live.dispose();
      const session = await ort.InferenceSession.create(exportDetector(model));
      const x = new ort.Tensor('float64', Float64Array.from(rows.flatMap((row) => [...row])), [rows.length, WIDTH]);
      const results = await session.run({ x });
      const judged = (name: string) => (results[name]!.data as Float64Array).filter((value) => !Number.isNaN(value));
      assertClose(
        judged('score'),
        scores.filter((score) => !Number.isNaN(score)),
        1e-5,
        'score',
      );
      assertClose(judged('contributions'), shares, 1e-4, 'contributions');
      // The scores are no constant: the attack stands out.
      assert.ok(Math.max(...scores.slice(40, 60)) > 3 * Math.max(...scores.slice(20, 40)));
      await session.release();
    });
  }

  it('says in its metadata what it is', async () => {
    const text = Buffer.from(exportDetector(await learn(instant(), 'minmax'))).toString('latin1');
    for (const part of ['features', '["pressure","level","flow","valve"]', 'calibration', 'twin-test']) {
      assert.ok(text.includes(part), part);
    }
  });
});
