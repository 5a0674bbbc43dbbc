import assert from 'node:assert/strict';
import type { Engine, TrainingOptions } from '../../../lib/engine/engine';
import { Refusal } from '../../../lib/engine/tensorflow/backends';
import { EngineCrashError } from '../../../lib/engine/tensorflow/connection';
import { openTensorflow } from '../../../lib/engine/tensorflow/tensorflow';
import { createWasmEngine } from '../../../lib/engine/wasm/engine';
import { GraphBuilder } from '../../../lib/network/builder';
import { autoencoder, rowsOf, windowNet } from './nets';
import { assertClose, assertLossesAgree } from './parity';

const OPTIONS: TrainingOptions = {
  epochs: 4,
  batch: 20,
  optimizer: { kind: 'adam', rate: 1e-3 },
  l2: 1e-4,
  clipNorm: 1,
  validation: Int32Array.of(0, 1, 2, 3, 4),
  patience: 0,
  seed: 5,
};

// A software driver is enough to see that WebGPU trains and scores; it is asked for by name, as no GPU may be here.
describe('tensorflow engine on WebGPU (software Vulkan)', () => {
  const wasm = createWasmEngine();
  let webgpu: Engine;

  before(async function () {
    try {
      webgpu = await openTensorflow('webgpu-software', []);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      console.log(`      skipped: ${error.message}`);
      this.skip();
    }
  });
  after(async () => {
    await webgpu?.close();
  });

  it('names the software driver as what it is', () => {
    assert.match(webgpu.device, /^webgpu \(.*, software\)$/);
  });

  for (const [name, net] of [
    ['autoencoder', autoencoder],
    ['net of windows with every operation', windowNet],
  ] as const) {
    it(`trains and scores the ${name} like the wasm engine`, async () => {
      const { graph, data } = net(105);
      const expected = await wasm.train(graph, data, OPTIONS);
      const trained = await webgpu.train(graph, data, OPTIONS);
      assertLossesAgree(trained, expected);
      const outputs = Object.keys(graph.outputs);
      const scores = await webgpu.predict(graph, expected.weights, data, outputs);
      const reference = await wasm.predict(graph, expected.weights, data, outputs);
      for (const output of outputs) assertClose(scores[output]!, reference[output]!, 1e-5, output);
    });
  }

  it('fails clearly on what the device cannot hold, and works again', async () => {
    const g = new GraphBuilder();
    const x = g.input('x', [10]);
    const y = g.dense(g.dense(x, 20_000, { name: 'vast' }), 10, { name: 'out' });
    const loss = g.meanSquaredError(y, x);
    const vast = g.build({ loss, outputs: { score: loss } });
    await assert.rejects(webgpu.train(vast, rowsOf(8192, 10), { ...OPTIONS, batch: 8192, epochs: 1 }), (error) => {
      assert.ok(error instanceof EngineCrashError, String(error));
      assert.match(error.message, /GPU error/);
      return true;
    });
    const { graph, data } = autoencoder(40);
    await webgpu.train(graph, data, OPTIONS);
  });
});
