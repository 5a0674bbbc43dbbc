import assert from 'node:assert/strict';
import type { Trained, TrainingOptions } from '../../../lib/engine/engine';
import { runTraining } from '../../../lib/engine/loop';
import { createWasmEngine } from '../../../lib/engine/wasm/engine';
import { PooledStepper, threadsFor } from '../../../lib/engine/wasm/pool';
import { GraphBuilder } from '../../../lib/network/builder';
import { initialWeights } from '../../../lib/network/initial';
import { autoencoder, residualNet, rowDataset, windowDataset } from '../../fixtures/networks';
import { relativeError } from '../../fixtures/reference';

const OPTIONS: TrainingOptions = {
  epochs: 4,
  batch: 30,
  optimizer: { kind: 'adam', rate: 1e-3 },
  l2: 1e-4,
  clipNorm: 0.1,
  validation: Int32Array.of(0, 3, 50, 51, 52, 53),
  patience: 0,
  seed: 2,
};

describe('training on several threads', () => {
  const graph = residualNet({ window: 16, width: 6, embed: 8, kernels: [3] });
  // The last batch of an epoch is smaller than the number of threads.
  const data = windowDataset(98, 16, 6);

  async function train(threads: number): Promise<Trained> {
    const pool = new PooledStepper(graph, data, OPTIONS, initialWeights(graph, 1), threads);
    try {
      return await runTraining(pool, data, OPTIONS, 'pool');
    } finally {
      await pool.close();
    }
  }

  it('takes the steps that one thread takes', async () => {
    const one = await train(1);
    const three = await train(3);
    three.history.forEach(({ loss, validationLoss }, i) => {
      assert.ok(Math.abs(loss / one.history[i]!.loss - 1) < 1e-4, `epoch ${i + 1}: ${loss}`);
      assert.ok(Math.abs(validationLoss / one.history[i]!.validationLoss - 1) < 1e-4);
    });
    assert.ok(relativeError(three.weights, one.weights) < 1e-3);
  });

  it('repeats itself bit by bit for a number of threads', async () => {
    assert.deepEqual(await train(3), await train(3));
  });

  it('drops the same elements as one thread', async () => {
    const g = new GraphBuilder();
    const x = g.input('x', [4]);
    const loss = g.meanSquaredError(g.dense(g.dropout(x, 0.5), 4, { name: 'd' }), x);
    const net = g.build({ loss, outputs: {} });
    const rows = rowDataset(40, 4);
    const options = { ...OPTIONS, validation: new Int32Array(0) };
    const losses = await Promise.all(
      [1, 3].map(async (threads) => {
        const pool = new PooledStepper(net, rows, options, initialWeights(net, 1), threads);
        const { history } = await runTraining(pool, rows, options, 'pool');
        await pool.close();
        return history.map((progress) => progress.loss);
      }),
    );
    assert.ok(relativeError(losses[0]!, losses[1]!) < 1e-5);
  });

  it('is used for large trainings only, and named', async () => {
    const large = residualNet({ window: 64, width: 25, embed: 32, kernels: [3, 5, 7] });
    const windows = windowDataset(256, 64, 25);
    const options = { ...OPTIONS, batch: 64, epochs: 2 };
    assert.equal(threadsFor(large, windows, options, 8), 8);
    assert.equal(threadsFor(large, windows, { ...options, batch: 8 }, 8), 2);
    assert.equal(threadsFor(autoencoder(), rowDataset(8000, 10), { ...options, batch: 32, epochs: 100 }, 8), 1);
    const small = await createWasmEngine({ threads: 8 }).train(graph, data, OPTIONS);
    assert.match(small.device, /^wasm (relaxed )?simd$/);
  });

  it('ends with the training', async () => {
    const large = residualNet({ window: 64, width: 25, embed: 32, kernels: [3] });
    const options = { ...OPTIONS, batch: 64, epochs: 1000 };
    let steps = 0;
    const training = createWasmEngine({ threads: 2 }).train(large, windowDataset(256, 64, 25), options, {
      cancelled: () => ++steps > 2,
    });
    await assert.rejects(training, /cancelled/);
    const threads = process.getActiveResourcesInfo().filter((name) => name === 'Worker' || name === 'MessagePort');
    assert.deepEqual(threads, []);
  });
});
