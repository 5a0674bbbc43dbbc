import assert from 'node:assert/strict';
import { createBatchedScorer } from '../../../lib/engine/batched';
import type { Engine } from '../../../lib/engine/engine';
import { QueueFullError } from '../../../lib/engine/microbatch';
import { openTensorflow } from '../../../lib/engine/tensorflow/tensorflow';
import { createWasmEngine } from '../../../lib/engine/wasm/engine';
import { initialWeights } from '../../../lib/network/initial';
import { windowNet } from './nets';
import { assertClose } from './parity';

describe('live scoring in micro-batches', () => {
  const { graph, data } = windowNet(30);
  const weights = initialWeights(graph, 3);
  const { width } = data;
  const example = (i: number) => ({
    x: data.rows.subarray(i * width, (i + 12) * width),
    target: data.rows.subarray((i + 12) * width, (i + 13) * width),
  });
  let engine: Engine;
  before(async () => {
    engine = await openTensorflow('tfjs-cpu', []);
  });
  after(() => engine.close());

  it('answers each example with its own outputs, those of the built-in engine', async () => {
    const scorer = createBatchedScorer(engine, graph, weights, ['score', 'forecast'], {
      size: 8,
      milliseconds: 5,
      queue: 64,
    });
    const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => scorer.score(example(i))));
    const expected = await createWasmEngine().predict(graph, weights, data, ['score', 'forecast']);
    answers.forEach(({ score, forecast }, i) => {
      assertClose(score!, expected['score']!.subarray(i, i + 1), 1e-5, `score ${i}`);
      assertClose(forecast!, expected['forecast']!.subarray(i * width, (i + 1) * width), 1e-5, `forecast ${i}`);
    });
    const { batches, largest } = scorer.counters();
    assert.deepEqual({ batches, largest }, { batches: 4, largest: 8 });
    await scorer.close();
  });

  it('refuses examples that it cannot hold, and those that do not fit', async () => {
    const scorer = createBatchedScorer(engine, graph, weights, ['score'], { size: 2, milliseconds: 0, queue: 2 });
    const accepted = [0, 1, 2].map((i) => scorer.score(example(i)));
    await assert.rejects(scorer.score(example(3)), QueueFullError);
    await Promise.all(accepted);
    assert.throws(() => scorer.score({ x: [1], target: [2] }), /input 'x' has 1 numbers, not 60/);
    const { x, target } = example(0);
    assert.throws(() => scorer.score({ x, target: target.map(() => Number.NaN) }), /not finite/);
    await scorer.close();
  });
});
