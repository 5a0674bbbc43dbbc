import assert from 'node:assert/strict';
import type { Dataset, Engine, TrainingOptions } from '../../../lib/engine/engine';
import { openTensorflow } from '../../../lib/engine/tensorflow/tensorflow';
import { createWasmEngine } from '../../../lib/engine/wasm/engine';
import type { Graph } from '../../../lib/network/graph';
import { initialWeights } from '../../../lib/network/initial';
import { parseConfig as parseAutoencoder } from '../../../nodes/autoencoder/config';
import { autoencoderBlueprint } from '../../../nodes/autoencoder/network';
import { parseConfig as parseDualBranch } from '../../../nodes/dual-branch/config';
import { dualBranchBlueprint } from '../../../nodes/dual-branch/network';
import { autoencoder, detectorNet, windowNet } from './nets';
import { assertClose, assertLossesAgree } from './parity';

/** 20 steps: 5 epochs of 4 batches, the last one of each smaller. */
const TWENTY_STEPS: TrainingOptions = {
  epochs: 5,
  batch: 16,
  optimizer: { kind: 'adam', rate: 2e-3 },
  l2: 1e-4,
  validation: Int32Array.from({ length: 10 }, (_, i) => i * 3),
  patience: 0,
  seed: 21,
};

const VARIANTS: Readonly<Record<string, Partial<TrainingOptions>>> = {
  adam: {},
  'SGD with momentum, clipped, cosine': {
    optimizer: { kind: 'sgd', rate: 0.05, momentum: 0.9 },
    clipNorm: 0.5,
    schedule: 'cosine',
  },
};

const NETS: readonly (readonly [string, () => { graph: Graph; data: Dataset }])[] = [
  ['autoencoder', () => autoencoder(70)],
  ['net with every operation', () => windowNet(70)],
  ['network of the autoencoder node', () => detectorNet(autoencoderBlueprint(6, parseAutoencoder({})), 70, 6)],
  [
    'network of the dual-branch node',
    () =>
      detectorNet(
        dualBranchBlueprint(6, parseDualBranch({ window: 8, width: 8, bottleneck: 4, kernels: '3, 5' })),
        40,
        6,
      ),
  ],
];

describe('wasm and tensorflow engines', () => {
  const wasm = createWasmEngine();
  let tensorflow: Engine;
  before(async () => {
    tensorflow = await openTensorflow('tfjs-cpu', []);
  });
  after(() => tensorflow.close());

  for (const [name, net] of NETS) {
    for (const [variant, options] of Object.entries(VARIANTS)) {
      it(`take the same 20 steps on the ${name} (${variant})`, async () => {
        const { graph, data } = net();
        const a = await wasm.train(graph, data, { ...TWENTY_STEPS, ...options });
        const b = await tensorflow.train(graph, data, { ...TWENTY_STEPS, ...options });
        assertLossesAgree(a, b);
        assert.equal(a.bestEpoch, b.bestEpoch);
        // Adam blows the rounding of a gradient that should be zero up to a full step; plain steps keep the weights close.
        if (options.optimizer?.kind === 'sgd') assertClose(a.weights, b.weights, 1e-4, 'weights');
      });
    }

    it(`give the same outputs for the ${name}`, async () => {
      const { graph, data } = net();
      const weights = initialWeights(graph, 8);
      const outputs = Object.keys(graph.outputs);
      const a = await wasm.predict(graph, weights, data, outputs);
      const b = await tensorflow.predict(graph, weights, data, outputs);
      for (const output of outputs) assertClose(a[output]!, b[output]!, 1e-5, output);
    });

    it(`have the same gradient for the ${name}, parameter by parameter`, async () => {
      const { graph, data } = net();
      // One plain step of rate 1 leaves the start by exactly the gradient.
      const step: TrainingOptions = {
        ...TWENTY_STEPS,
        epochs: 1,
        batch: 100,
        l2: 0,
        optimizer: { kind: 'sgd', rate: 1 },
        validation: new Int32Array(0),
        start: initialWeights(graph, 4),
      };
      const a = await wasm.train(graph, data, step);
      const b = await tensorflow.train(graph, data, step);
      let at = 0;
      for (const { name: parameter, shape } of graph.parameters) {
        const end = at + shape.reduce((x, y) => x * y, 1);
        const gradient = (weights: Float32Array) => weights.slice(at, end).map((w, i) => step.start![at + i]! - w);
        const [mine, oracle] = [gradient(a.weights), gradient(b.weights)];
        const error = norm(mine.map((g, i) => g - oracle[i]!)) / Math.max(norm(oracle), 1e-4);
        assert.ok(error <= 1e-3, `${parameter}: relative error ${error}`);
        at = end;
      }
    });
  }
});

function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
