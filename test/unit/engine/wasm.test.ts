import assert from 'node:assert/strict';
import { CancelledError, type Dataset, type TrainingOptions } from '../../../lib/engine/engine';
import { createWasmEngine } from '../../../lib/engine/wasm/engine';
import { Scorers } from '../../../lib/engine/wasm/scorer';
import { WasmStepper } from '../../../lib/engine/wasm/stepper';
import { GraphBuilder } from '../../../lib/network/builder';
import type { Graph } from '../../../lib/network/graph';
import { initialWeights } from '../../../lib/network/initial';
import { autoencoder, exampleOf, residualNet, rowDataset, windowDataset } from '../../fixtures/networks';
import { numericGradient, relativeError } from '../../fixtures/reference';

const OPTIONS: TrainingOptions = {
  epochs: 5,
  batch: 32,
  optimizer: { kind: 'adam', rate: 3e-3 },
  l2: 0,
  validation: new Int32Array(0),
  patience: 0,
  seed: 1,
};

/** One dense layer with a bias, small enough to follow by hand. */
function line(): Graph {
  const g = new GraphBuilder();
  const x = g.input('x', [2]);
  const target = g.slice(x, 0, 1, 2);
  const loss = g.meanSquaredError(g.dense(g.slice(x, 0, 0, 1), 1, { name: 'line' }), target);
  return g.build({ loss, outputs: { loss } });
}

describe('wasm engine: training', () => {
  const engine = createWasmEngine();
  const graph = autoencoder();

  it('learns', async () => {
    const { history, bestEpoch, device } = await engine.train(graph, rowDataset(500, 10), { ...OPTIONS, epochs: 30 });
    assert.equal(history.length, 30);
    assert.equal(bestEpoch, 30);
    assert.equal(device, engine.device);
    assert.ok(history.at(-1)!.loss < history[0]!.loss / 10, `${history[0]!.loss} to ${history.at(-1)!.loss}`);
  });

  it('repeats itself bit by bit for a seed, and differs for another', async () => {
    const data = rowDataset(300, 10);
    const [first, second, other] = await Promise.all([
      engine.train(graph, data, OPTIONS),
      engine.train(graph, data, OPTIONS),
      engine.train(graph, data, { ...OPTIONS, seed: 2 }),
    ]);
    assert.deepEqual(first, second);
    assert.notDeepEqual(first.weights, other.weights);
  });

  it('goes on from given weights', async () => {
    const data = rowDataset(300, 10);
    const first = await engine.train(graph, data, { ...OPTIONS, epochs: 20 });
    const second = await engine.train(graph, data, { ...OPTIONS, start: first.weights });
    assert.ok(second.history[0]!.loss < first.history[0]!.loss / 5);
  });

  it('gives the same in memory that another training has used', async () => {
    const data = rowDataset(100, 10);
    const options = { ...OPTIONS, epochs: 3 };
    const { weights } = await engine.train(graph, data, options);
    await engine.train(autoencoder(10, [24, 5, 24]), rowDataset(300, 10), options);
    assert.deepEqual((await engine.train(graph, data, options)).weights, weights);
  });

  it('stops early and gives back the weights of the best epoch', async () => {
    const data = rowDataset(120, 10);
    // So few examples with a high rate: the validation loss soon rises again.
    const validation = Int32Array.from({ length: 60 }, (_, i) => 2 * i);
    const options = {
      ...OPTIONS,
      optimizer: { kind: 'adam', rate: 0.03 } as const,
      epochs: 500,
      patience: 8,
      validation,
    };
    const { weights, history, bestEpoch } = await engine.train(graph, data, options);
    assert.ok(history.length < 500);
    assert.equal(history.length, bestEpoch + 8);
    const best = Math.min(...history.map((progress) => progress.validationLoss));
    assert.equal(history[bestEpoch - 1]!.validationLoss, best);
    const held = { ...data, starts: validation };
    const { loss } = await engine.predict(graph, weights, held, ['score']).then(({ score }) => ({
      loss: score!.reduce((sum, x) => sum + x, 0) / score!.length,
    }));
    assert.ok(Math.abs(loss - best) <= 1e-6 * best, `${loss}, ${best}`);
  });

  it('does not train on the examples held out', async () => {
    const data = rowDataset(100, 10);
    const validation = Int32Array.from({ length: 50 }, (_, i) => i);
    const changed = { ...data, rows: data.rows.map((x, i) => (i < 500 ? x + 1 : x)) };
    const first = await engine.train(graph, data, { ...OPTIONS, epochs: 1, validation });
    const second = await engine.train(graph, changed, { ...OPTIONS, epochs: 1, validation });
    assert.deepEqual(first.weights, second.weights);
    assert.notEqual(first.history[0]!.validationLoss, second.history[0]!.validationLoss);
  });

  it('is cancelled between steps', async () => {
    let steps = 0;
    const training = engine.train(graph, rowDataset(500, 10), OPTIONS, { cancelled: () => ++steps > 20 });
    await assert.rejects(training, CancelledError);
    assert.equal(steps, 21);
  });

  it('says when it diverges', async () => {
    const options = { ...OPTIONS, optimizer: { kind: 'sgd', rate: 1e6 } as const };
    await assert.rejects(
      engine.train(graph, rowDataset(100, 10), options),
      /diverged in epoch 1 .*lower the learning rate/,
    );
  });

  it('lowers the learning rate along a cosine', async () => {
    const data = rowDataset(64, 10);
    const constant = await engine.train(graph, data, { ...OPTIONS, epochs: 2 });
    const cosine = await engine.train(graph, data, { ...OPTIONS, epochs: 2, schedule: 'cosine' });
    assert.equal(cosine.history[0]!.loss, constant.history[0]!.loss);
    assert.notDeepEqual(cosine.weights, constant.weights);
  });
});

describe('wasm engine: one step', () => {
  const graph = line();
  const data: Dataset = {
    rows: Float32Array.of(1, 2, -1, 3, 0.5, -2),
    width: 2,
    starts: Int32Array.of(0, 1, 2),
    inputs: { x: { offset: 0, length: 1 } },
  };
  const start = Float32Array.of(0.5, -0.25);
  const examples = Int32Array.of(0, 1, 2);
  const inputs = [0, 1, 2].map((i) => exampleOf(graph, data, i));

  /** Weights after some steps in float64. */
  function expected(steps: number, rule: (w: Float64Array, g: Float64Array, step: number) => void): Float64Array {
    const w = Float64Array.from(start);
    for (let step = 0; step < steps; step++) rule(w, numericGradient(graph, w, inputs), step);
    return w;
  }

  function actual(steps: number, options: Partial<TrainingOptions>): Float32Array {
    const stepper = new WasmStepper(graph, data, { ...OPTIONS, ...options }, start);
    for (let step = 0; step < steps; step++) stepper.step(examples, step, 0.1);
    return stepper.weights();
  }

  function assertNear(
    options: Partial<TrainingOptions>,
    rule: (w: Float64Array, g: Float64Array, step: number) => void,
  ) {
    const error = relativeError(actual(6, options), expected(6, rule));
    assert.ok(error < 1e-5, `relative error ${error}`);
  }

  function move(w: Float64Array, g: Float64Array, rate: number): void {
    for (let i = 0; i < w.length; i++) w[i]! -= rate * g[i]!;
  }

  it('is that of plain SGD', () => {
    assertNear({ optimizer: { kind: 'sgd', rate: 0.1 } }, (w, g) => move(w, g, 0.1));
  });

  it('is that of SGD with momentum', () => {
    const u = new Float64Array(2);
    assertNear({ optimizer: { kind: 'sgd', rate: 0.1, momentum: 0.9 } }, (w, g) => {
      for (let i = 0; i < 2; i++) {
        u[i] = 0.9 * u[i]! + g[i]!;
        w[i]! -= 0.1 * u[i]!;
      }
    });
  });

  it('is that of Adam, algorithm 1', () => {
    const m = new Float64Array(2);
    const v = new Float64Array(2);
    assertNear({ optimizer: { kind: 'adam', rate: 0.1, beta1: 0.8, beta2: 0.99, epsilon: 0.01 } }, (w, g, step) => {
      for (let i = 0; i < 2; i++) {
        m[i] = 0.8 * m[i]! + 0.2 * g[i]!;
        v[i] = 0.99 * v[i]! + 0.01 * g[i]! ** 2;
        const mean = m[i]! / (1 - 0.8 ** (step + 1));
        w[i]! -= (0.1 * mean) / (Math.sqrt(v[i]! / (1 - 0.99 ** (step + 1))) + 0.01);
      }
    });
  });

  it('adds L2 to the weights and not to the biases', () => {
    assertNear({ optimizer: { kind: 'sgd', rate: 0.1 }, l2: 0.3 }, (w, g) => {
      w[1]! -= 0.1 * g[1]!;
      w[0]! -= 0.1 * (g[0]! + 2 * 0.3 * w[0]!);
    });
  });

  it('clips the gradient by its global norm', () => {
    assertNear({ optimizer: { kind: 'sgd', rate: 0.1 }, clipNorm: 0.5 }, (w, g) => {
      const scale = Math.min(1, 0.5 / Math.hypot(...g));
      move(w, g, 0.1 * scale);
    });
  });
});

describe('wasm engine: a batch', () => {
  it('has the gradient of its examples together, however many pass through the network at once', () => {
    const g = new GraphBuilder();
    const x = g.input('x', [64, 16]);
    const h = g.dropout(g.conv1d(x, 32, 3, { name: 'c', activation: 'relu' }), 0.3);
    const loss = g.meanSquaredError(g.dense(h, 16, { name: 'd' }), x);
    const graph = g.build({ loss, outputs: {} });
    const data = { ...rowDataset(100, 16), starts: Int32Array.from({ length: 60 }, (_, i) => (i * 7) % 36) };
    const window = { ...data, inputs: { x: { offset: 0, length: 64 } } };
    const stepper = new WasmStepper(graph, window, { ...OPTIONS, batch: 60 }, initialWeights(graph, 1));
    const examples = Int32Array.from(data.starts.keys());
    const sum = new Float64Array(stepper.views().weights.length);
    for (const i of examples) {
      stepper.gradient(Int32Array.of(i), 5, i, 60);
      stepper.views().gradients.forEach((value, k) => {
        sum[k]! += value;
      });
    }
    const loss60 = stepper.takeLoss();
    stepper.gradient(examples, 5, 0, 60);
    assert.ok(relativeError(stepper.views().gradients, sum) < 1e-5);
    assert.ok(Math.abs(stepper.takeLoss() / loss60 - 1) < 1e-6);
  });
});

describe('wasm engine: wrong data', () => {
  const engine = createWasmEngine();
  const graph = autoencoder(10, [4]);
  const good = rowDataset(20, 10);
  const cases: [string, Partial<Dataset>, Partial<TrainingOptions>, RegExp][] = [
    ['NaN in the rows', { rows: good.rows.with(33, Number.NaN) }, {}, /data\.rows: is NaN in row 3, column 3/],
    ['infinity in the rows', { rows: good.rows.with(0, Infinity) }, {}, /data\.rows: is Infinity in row 0, column 0/],
    ['another width', { width: 5 }, {}, /data\.inputs\.x: has 1 rows of 5 numbers but the graph needs 10 numbers/],
    [
      'rows that end in the middle',
      { rows: good.rows.slice(3) },
      {},
      /data\.rows: has 197 numbers, which is no multiple/,
    ],
    [
      'a start after the end',
      { starts: Int32Array.of(0, 20) },
      {},
      /data\.starts\[1\]: is 20: input 'x' would take rows 20/,
    ],
    ['a start before the beginning', { starts: Int32Array.of(-1) }, {}, /data\.starts\[0\]: is -1/],
    ['no input', { inputs: {} }, {}, /data\.inputs\.x: is missing/],
    [
      'nothing to train on',
      { starts: Int32Array.of(0) },
      { validation: Int32Array.of(0) },
      /leaves no example to train on/,
    ],
    [
      'an unknown validation example',
      {},
      { validation: Int32Array.of(20) },
      /options\.validation: names example 20 of 20/,
    ],
    ['a batch of 0', {}, { batch: 0 }, /options\.batch: is 0/],
    [
      'weights of another network',
      {},
      { start: new Float32Array(3) },
      /options\.start: has 3 numbers but the graph has/,
    ],
  ];
  for (const [name, data, options, message] of cases) {
    it(`is told before anything runs: ${name}`, async () => {
      await assert.rejects(engine.train(graph, { ...good, ...data }, { ...OPTIONS, ...options }), message);
    });
  }

  it('is told when it needs more memory than there is, before anything runs', async () => {
    const g = new GraphBuilder();
    const x = g.input('x', [1e6, 1]);
    const y = g.dense(g.dense(x, 100, { name: 'wide', activation: 'relu' }), 1, { name: 'narrow' });
    const long = g.build({ loss: g.meanSquaredError(x, y), outputs: {} });
    const rows = { ...rowDataset(1e6, 1), starts: new Int32Array(10), inputs: { x: { offset: 0, length: 1e6 } } };
    const training = engine.train(long, rows, OPTIONS);
    await assert.rejects(training, /out of memory: the network and its data need \d+ MB; use a smaller window/);
  });

  it('names the outputs that there are', async () => {
    const weights = initialWeights(graph, 1);
    const predicting = engine.predict(graph, weights, good, ['scores']);
    await assert.rejects(predicting, /names 'scores'; the graph has score, reconstruction, error/);
  });
});

describe('wasm engine: scoring', () => {
  const engine = createWasmEngine();
  const graph = residualNet({ window: 16, width: 6, embed: 8, kernels: [3, 5] });
  const data = windowDataset(300, 16, 6);
  const weights = initialWeights(graph, 3);

  it('gives one by one what predict gives in batches', async () => {
    const { score, prediction } = await engine.predict(graph, weights, data, ['score', 'prediction']);
    const scorer = engine.scorer(graph, weights);
    for (let i = 0; i < 300; i += 7) {
      for (const [name, values] of Object.entries(exampleOf(graph, data, i))) scorer.input(name).set(values);
      scorer.run();
      assert.ok(Math.abs(scorer.output('score')[0]! - score![i]!) <= 1e-6 * score![i]!);
      assert.ok(relativeError(scorer.output('prediction'), prediction!.subarray(i * 6, i * 6 + 6)) <= 1e-5);
    }
  });

  it('gives the same on several threads', async () => {
    const large = residualNet({ window: 64, width: 8, embed: 64, kernels: [5, 7] });
    const windows = windowDataset(1200, 64, 8);
    const own = initialWeights(large, 3);
    const one = await createWasmEngine({ threads: 1 }).predict(large, own, windows, ['score', 'prediction']);
    const three = await createWasmEngine({ threads: 3 }).predict(large, own, windows, ['score', 'prediction']);
    assert.deepEqual(three, one);
  });

  it('predicts again and again in the same memory', async () => {
    const small = autoencoder(6);
    const own = initialWeights(small, 3);
    const first = await engine.predict(small, own, rowDataset(1000, 6), ['score']);
    await engine.predict(graph, weights, data, ['score']);
    assert.deepEqual(await engine.predict(small, own, rowDataset(1000, 6), ['score']), first);
  });

  it('gives NaN for NaN, never a score that looks normal', () => {
    const scorer = engine.scorer(graph, weights);
    scorer.input('x').fill(0.1).fill(Number.NaN, 20, 21);
    scorer.input('next').fill(0);
    scorer.run();
    assert.ok(Number.isNaN(scorer.output('score')[0]));
    scorer.dispose();
  });

  it('gives nothing for no examples', async () => {
    const { score } = await engine.predict(graph, weights, { ...data, starts: new Int32Array(0) }, ['score']);
    assert.equal(score?.length, 0);
  });

  it('keeps many scorers of one graph and of others apart, while the memory grows', () => {
    const seeds = Array.from({ length: 300 }, (_, i) => i);
    const other = autoencoder(6);
    const scorers = seeds.map((seed) => {
      const net = seed % 3 === 0 ? other : graph;
      return { net, own: engine.scorer(net, initialWeights(net, seed)), seed };
    });
    const run = ({ net, own }: (typeof scorers)[number]): number => {
      const source = net === other ? rowDataset(20, 6) : data;
      for (const [name, values] of Object.entries(exampleOf(net, source, 5))) own.input(name).set(values);
      own.run();
      return own.output('score')[0]!;
    };
    const first = scorers.map(run);
    assert.equal(new Set(first).size, 300);
    assert.deepEqual([...scorers].reverse().map(run).reverse(), first);
    const alone = createWasmEngine().scorer(graph, initialWeights(graph, 298));
    assert.equal(run({ net: graph, own: alone, seed: 298 }), first[298]);
  });

  it('gives the memory of a disposed scorer to the next one, and refuses to run it', () => {
    const fresh = createWasmEngine();
    const first = fresh.scorer(graph, weights);
    first.dispose();
    assert.throws(() => first.run(), /disposed/);
    const before = fresh.scorer(graph, weights);
    before.run();
    const score = before.output('score');
    for (let i = 0; i < 300; i++) fresh.scorer(graph, weights).dispose();
    const wider = (width: number) => autoencoder(width, [8]);
    for (let i = 0; i < 300; i++) {
      const net = wider(3 + (i % 7));
      fresh.scorer(net, initialWeights(net, 1)).dispose();
    }
    // The view would be empty had the memory grown.
    assert.equal(score.length, 1);
  });

  it('allocates nothing per row', () => {
    const small = autoencoder(10);
    const scorer = engine.scorer(small, initialWeights(small, 1));
    const row = rowDataset(1, 10).rows;
    const total = new Float64Array(1);
    const run = (times: number): void => {
      for (let i = 0; i < times; i++) {
        scorer.input('x').set(row);
        scorer.run();
        total[0]! += scorer.output('score')[0]!;
      }
    };
    run(50_000);
    const before = process.memoryUsage().heapUsed;
    run(200_000);
    const bytes = (process.memoryUsage().heapUsed - before) / 200_000;
    assert.ok(bytes < 4, `${bytes} bytes per row`);
  });

  it('costs an asset more its weights and nothing else', () => {
    const scorers = new Scorers();
    const net = residualNet({ window: 64, width: 10, embed: 16, kernels: [3, 5] });
    const own = initialWeights(net, 1);
    const memory = (): number => scorers['machine'].buffer.byteLength;
    scorers.scorer(net, own);
    const before = memory();
    for (let i = 0; i < 1000; i++) scorers.scorer(net, own);
    const perAsset = (memory() - before) / 1000;
    // The memory grows by an eighth more than it must.
    assert.ok(perAsset < own.byteLength * 1.2, `${perAsset} bytes for ${own.byteLength} bytes of weights`);
  });

  it('names the inputs that there are', () => {
    assert.throws(() => engine.scorer(graph, weights).input('y'), /no input 'y'; it has x, next/);
  });

  it('refuses weights that are not finite', () => {
    assert.throws(() => engine.scorer(graph, weights.with(7, Number.NaN)), /weights: is NaN at 7/);
  });
});
