import assert from 'node:assert/strict';
import * as ort from 'onnxruntime-node';
import type { Dataset, Engine } from '../../../lib/engine/engine';
import { openTensorflow } from '../../../lib/engine/tensorflow/tensorflow';
import { createRandom } from '../../../lib/math/random';
import { GraphBuilder } from '../../../lib/network/builder';
import type { Graph } from '../../../lib/network/graph';
import { initialWeights } from '../../../lib/network/initial';
import { autoencoder, windowNet } from '../engine/nets';
import { assertClose } from '../engine/parity';
import { exportOnnx } from './graph-model';

/** Pressures, temperatures and valves: offsets far larger than the spread. */
const CENTER = [101_325, 293.15, 0.5, -20, 0, 1e6, 4, 7, 1e-3, 42];
const SCALE = [5, 0.4, 0.1, 3, 1, 250, 1e-2, 2, 1e-4, 1];

/** Weights away from their start, so that biases, gains and offsets count. */
function moved(graph: Graph): Float32Array {
  const random = createRandom(3);
  return initialWeights(graph, 2).map((w) => w + 0.05 * random.normal());
}

/** The rows of every example in engineering units, [examples, rows, width] flat. */
function raw(data: Dataset, rows: number): Float64Array {
  const { width, starts } = data;
  const values = new Float64Array(starts.length * rows * width);
  let at = 0;
  for (const start of starts)
    for (let i = start * width; i < (start + rows) * width; i++)
      values[at++] = data.rows[i]! * SCALE[i % width]! + CENTER[i % width]!;
  return values;
}

describe('ONNX export of a graph', () => {
  let engine: Engine;
  before(async () => {
    engine = await openTensorflow('tfjs-cpu', []);
  });
  after(() => engine.close());

  async function compare(graph: Graph, data: Dataset, shape: readonly number[]): Promise<void> {
    const weights = moved(graph);
    const features = Array.from({ length: data.width }, (_, i) => `tag${i}`);
    const center = CENTER.slice(0, data.width);
    const scale = SCALE.slice(0, data.width);
    const bytes = exportOnnx({ graph, weights, inputs: data.inputs, features, center, scale });
    const session = await ort.InferenceSession.create(bytes);
    assert.deepEqual(session.inputNames, ['x']);
    const rows = shape.length === 1 ? 1 : shape[0]!;
    const x = new ort.Tensor('float64', raw(data, rows), [data.starts.length, ...shape]);
    const results = await session.run({ x });
    const names = Object.keys(graph.outputs);
    const expected = await engine.predict(graph, weights, data, names);
    for (const name of names) assertClose(results[name]!.data as Float32Array, expected[name]!, 1e-5, name);
    await session.release();
  }

  it("scores the autoencoder's rows in engineering units as the engine scores them scaled", async () => {
    const { graph, data } = autoencoder(50);
    await compare(graph, data, [10]);
  });

  it('maps every operation, over windows and the row behind them', async () => {
    const { graph, data } = windowNet(20);
    await compare(graph, data, [13, 5]);
  });

  it('repeats what depends on no input for every example', async () => {
    const g = new GraphBuilder();
    const x = g.input('x', [3]);
    const level = g.parameter('level', [3], { kind: 'normal', deviation: 1 });
    const loss = g.meanSquaredError(x, level);
    const graph = g.build({ loss, outputs: { score: loss, level, norm: g.meanSquaredError(level, level) } });
    const data = autoencoder(4, 3).data;
    await compare(graph, data, [3]);
  });

  it('takes inputs that are flat or begin later', async () => {
    const g = new GraphBuilder();
    const past = g.input('past', [8]);
    const now = g.input('now', [2]);
    const expected = g.dense(past, 2, { name: 'forecast' });
    const loss = g.meanSquaredError(expected, now);
    const graph = g.build({ loss, outputs: { score: loss, expected } });
    const { rows } = autoencoder(40, 2).data;
    const inputs = { past: { offset: -4, length: 4 }, now: { offset: 0, length: 1 } };
    // The example that begins at row s takes rows s - 4 to s; ONNX counts from the first row taken.
    const weights = moved(graph);
    const starts = Int32Array.from({ length: 20 }, (_, i) => i + 4);
    const [center, scale] = [CENTER.slice(0, 2), SCALE.slice(0, 2)];
    const bytes = exportOnnx({ graph, weights, inputs, features: ['a', 'b'], center, scale });
    const session = await ort.InferenceSession.create(bytes);
    const values = raw({ rows, width: 2, starts: starts.map((start) => start - 4), inputs }, 5);
    const { score } = await session.run({ x: new ort.Tensor('float64', values, [20, 5, 2]) });
    const reference = await engine.predict(graph, weights, { rows, width: 2, starts, inputs }, ['score']);
    assertClose(score!.data as Float32Array, reference['score']!, 1e-5, 'score');
  });
});
