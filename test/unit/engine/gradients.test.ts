import assert from 'node:assert/strict';
import type { Dataset, TrainingOptions } from '../../../lib/engine/engine';
import { createWasmEngine } from '../../../lib/engine/wasm/engine';
import { WasmStepper } from '../../../lib/engine/wasm/stepper';
import { createRandom } from '../../../lib/math/random';
import { GraphBuilder } from '../../../lib/network/builder';
import { stepKey } from '../../../lib/network/dropout';
import { type Graph, parameterCount, type Ref, sizeOf } from '../../../lib/network/graph';
import { autoencoder, exampleOf, residualNet, rowDataset, rowsOf, windowDataset } from '../../fixtures/networks';
import { randomGraph } from '../../fixtures/random-graph';
import { evaluate, numericGradient, relativeError } from '../../fixtures/reference';

const TIME = 9;
const WIDTH = 6;

const OPTIONS: TrainingOptions = {
  epochs: 1,
  batch: 8,
  optimizer: { kind: 'sgd', rate: 1 },
  l2: 0,
  validation: new Int32Array(0),
  patience: 0,
  seed: 5,
};

/** The operation between two trained layers, so that gradients flow into and through it. */
function around(make: (g: GraphBuilder, x: Ref) => Ref): Graph {
  const g = new GraphBuilder();
  const x = g.input('x', [TIME, WIDTH]);
  const y = make(g, g.dense(x, WIDTH, { name: 'before', activation: 'tanh' }));
  const flat = g.reshape(y, [sizeOf(g.shape(y))]);
  const target = g.reshape(g.slice(x, 0, 0, 1), [WIDTH]);
  const loss = g.meanSquaredError(g.dense(flat, WIDTH, { name: 'after' }), target);
  return g.build({ loss, outputs: { loss, y } });
}

const column = (g: GraphBuilder, x: Ref): Ref => g.dense(x, 1, { name: 'column' });
const vector = (g: GraphBuilder, x: Ref): Ref => g.dense(g.mean(x, 0), WIDTH, { name: 'vector' });
const other = (g: GraphBuilder, x: Ref): Ref => g.dense(x, WIDTH, { name: 'other' });

const OPERATIONS: Record<string, (g: GraphBuilder, x: Ref) => Ref> = {
  'dense of 1 unit': (g, x) => g.dense(x, 1, { name: 'd' }),
  'dense of 3 units with relu': (g, x) => g.dense(x, 3, { name: 'd', activation: 'relu' }),
  'dense of 4 units': (g, x) => g.dense(x, 4, { name: 'd' }),
  'dense of 7 units with gelu': (g, x) => g.dense(x, 7, { name: 'd', activation: 'gelu' }),
  'dense of 13 units with relu': (g, x) => g.dense(x, 13, { name: 'd', activation: 'relu' }),
  'dense of 58 units on a flat input': (g, x) => g.dense(g.reshape(x, [TIME * WIDTH]), 58, { name: 'd' }),
  'conv1d, same': (g, x) => g.conv1d(x, 5, 3, { name: 'c' }),
  'conv1d, same, even kernel': (g, x) => g.conv1d(x, 8, 4, { name: 'c', activation: 'relu' }),
  'conv1d of kernel 1': (g, x) => g.conv1d(x, 3, 1, { name: 'c' }),
  'conv1d, same, stride 2': (g, x) => g.conv1d(x, 4, 3, { name: 'c', stride: 2 }),
  'conv1d, same, stride 3, kernel 2': (g, x) => g.conv1d(x, 4, 2, { name: 'c', stride: 3 }),
  'conv1d, same, dilation 2': (g, x) => g.conv1d(x, 6, 3, { name: 'c', dilation: 2 }),
  'conv1d, causal': (g, x) => g.conv1d(x, 9, 3, { name: 'c', padding: 'causal', activation: 'relu' }),
  'conv1d, causal, dilation 4': (g, x) => g.conv1d(x, 12, 3, { name: 'c', padding: 'causal', dilation: 4 }),
  'conv1d, causal, stride 2, dilation 2': (g, x) =>
    g.conv1d(x, 3, 3, { name: 'c', padding: 'causal', stride: 2, dilation: 2 }),
  'relu that shares its operand': (g, x) => g.add(x, g.activate(x, 'relu')),
  gelu: (g, x) => g.activate(x, 'gelu'),
  tanh: (g, x) => g.activate(x, 'tanh'),
  sigmoid: (g, x) => g.activate(x, 'sigmoid'),
  softmax: (g, x) => g.softmax(x),
  'layer norm': (g, x) => g.layerNorm(x, { name: 'n' }),
  'layer norm of 5': (g, x) => g.layerNorm(g.dense(x, 5, { name: 'd' }), { name: 'n' }),
  parameter: (g, x) => g.add(x, g.parameter('p', [TIME, WIDTH], { kind: 'normal', deviation: 0.5 })),
  add: (g, x) => g.add(x, other(g, x)),
  'add to itself': (g, x) => g.add(x, x),
  'add, spread over time': (g, x) => g.add(x, vector(g, x)),
  'add, spread over channels': (g, x) => g.add(x, column(g, x)),
  subtract: (g, x) => g.subtract(other(g, x), x),
  'subtract, spread over time': (g, x) => g.subtract(x, vector(g, x)),
  'subtract, spread over channels': (g, x) => g.subtract(x, column(g, x)),
  multiply: (g, x) => g.multiply(x, other(g, x)),
  'multiply by itself': (g, x) => g.multiply(x, x),
  'multiply, spread over time': (g, x) => g.multiply(x, vector(g, x)),
  'multiply, spread over channels': (g, x) => g.multiply(x, column(g, x)),
  'multiply by one number per example': (g, x) =>
    g.multiply(x, g.mean(g.mean(x, 0, { keep: true }), 1, { keep: true })),
  'concat over time': (g, x) => g.concat([x, other(g, x), g.slice(x, 0, 0, 2)], 0),
  'concat over channels': (g, x) => g.concat([g.slice(x, 1, 1, 4), x], 1),
  'slice of time': (g, x) => g.slice(x, 0, 2, 7),
  'slice of channels': (g, x) => g.slice(x, 1, 1, 4),
  'two slices of one value': (g, x) => g.add(g.slice(x, 0, 0, 5), g.slice(x, 0, 4, 9)),
  'mean over time': (g, x) => g.globalAveragePool(x),
  'mean over channels, kept': (g, x) => g.mean(x, 1, { keep: true }),
  dropout: (g, x) => g.dropout(x, 0.4),
  'squared error': (g, x) => g.squaredError(x, other(g, x)),
  'squared error of a value that is used again': (g, x) => g.add(g.squaredError(x, other(g, x)), x),
};

describe('wasm engine: values and gradients', () => {
  for (const [name, make] of Object.entries(OPERATIONS)) {
    it(`agree with the float64 reference: ${name}`, () => {
      const graph = around(make);
      const data: Dataset = {
        rows: rowsOf(40, WIDTH),
        width: WIDTH,
        starts: Int32Array.of(0, 3, 7, 12, 20),
        inputs: { x: { offset: 1, length: TIME } },
      };
      checkAgainstReference(graph, data);
    });
  }

  it('agree with the float64 reference: several losses combined, of values of unlike size', () => {
    const g = new GraphBuilder();
    const x = g.input('x', [WIDTH]);
    const h = g.dense(x, 5, { name: 'h', activation: 'sigmoid' });
    const y = g.dense(h, WIDTH, { name: 'y' });
    const first = g.meanSquaredError(y, x);
    const second = g.mean(g.squaredError(h, g.slice(y, 0, 1, 6)), 0);
    const loss = g.combine([first, second, first], [0.5, 2, -0.1]);
    checkAgainstReference(g.build({ loss, outputs: { loss, first, second } }), rowDataset(7, WIDTH));
  });

  it("agree with the float64 reference: the first paper's autoencoder", () => {
    checkAgainstReference(autoencoder(10, [16, 8, 5, 8, 16]), rowDataset(6, 10));
  });

  it('agree with the float64 reference: a residual net with two heads', () => {
    const graph = residualNet({ window: 8, width: 5, embed: 8, kernels: [3, 5] });
    checkAgainstReference(graph, windowDataset(3, 8, 5));
  });

  for (let seed = 1; seed <= 40; seed++) {
    it(`agree with the float64 reference: random graph ${seed}`, () => {
      const { graph, time, width } = randomGraph(seed);
      const starts = Int32Array.from({ length: 1 + (seed % 5) }, (_, i) => 3 * i);
      checkAgainstReference(graph, {
        rows: rowsOf(40, width),
        width,
        starts,
        inputs: { x: { offset: 2, length: time } },
      });
    });
  }

  it('leave the gradient of an unused parameter at zero', () => {
    const g = new GraphBuilder();
    const x = g.input('x', [3]);
    const unused = g.dense(x, 2, { name: 'unused' });
    const loss = g.meanSquaredError(g.dense(x, 3, { name: 'used' }), x);
    const graph = g.build({ loss, outputs: { unused } });
    const { gradients } = gradientOf(graph, rowDataset(4, 3), new Float32Array(parameterCount(graph)).fill(0.5));
    assert.deepEqual([...gradients.subarray(0, 8)], new Array(8).fill(0));
    assert.ok(gradients.subarray(8).some((g) => g !== 0));
  });
});

/** Random weights of a size at which nothing saturates and no unit is dead. */
function weightsFor(graph: Graph): Float32Array {
  const random = createRandom(11);
  return Float32Array.from({ length: parameterCount(graph) }, () => 0.4 * random.normal());
}

function gradientOf(graph: Graph, data: Dataset, weights: Float32Array) {
  const stepper = new WasmStepper(graph, data, OPTIONS, weights);
  const examples = Int32Array.from(data.starts.keys());
  stepper.gradient(examples, 3, 0, examples.length);
  return { gradients: stepper.views().gradients, loss: stepper.takeLoss() / examples.length };
}

function checkAgainstReference(graph: Graph, data: Dataset): void {
  const weights = weightsFor(graph);
  const examples = Array.from(data.starts, (_, i) => exampleOf(graph, data, i));
  const { gradients } = gradientOf(graph, data, weights);
  let from = 0;
  for (const { name, shape } of graph.parameters) {
    const size = sizeOf(shape);
    // Large tensors are looked at in some of their elements, spread over all rows and columns.
    const stride = size <= 40 ? 1 : Math.ceil(size / 40) | 1;
    const which = Array.from({ length: Math.ceil(size / stride) }, (_, i) => from + i * stride);
    const expected = numericGradient(graph, weights, examples, stepKey(OPTIONS.seed, 3), which);
    const error = relativeError(
      which.map((i) => gradients[i]!),
      expected,
    );
    // A gradient that is zero by symmetry is only noise in both.
    const noise = Math.hypot(...expected) < 1e-7;
    assert.ok(noise || error <= 1e-3, `gradient of ${name}: relative error ${error}`);
    from += size;
  }
  checkValues(graph, data, weights, examples);
}

function checkValues(
  graph: Graph,
  data: Dataset,
  weights: Float32Array,
  examples: readonly Record<string, Float32Array>[],
): void {
  const engine = createWasmEngine();
  const scorer = engine.scorer(graph, weights);
  examples.forEach((inputs) => {
    const expected = evaluate(graph, weights, inputs);
    for (const [name, values] of Object.entries(inputs)) scorer.input(name).set(values);
    scorer.run();
    for (const [name, ref] of Object.entries(graph.outputs)) {
      const values = expected[ref]!;
      const error =
        Math.hypot(...scorer.output(name).map((y, i) => y - values[i]!)) / Math.max(1, Math.hypot(...values));
      assert.ok(error <= 1e-5, `output ${name}: error ${error}`);
    }
  });
  assert.equal(data.starts.length, examples.length);
}
