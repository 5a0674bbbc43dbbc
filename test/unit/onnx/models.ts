import type { Model } from '../../../lib/detector/model';
import { createWasmEngine } from '../../../lib/engine/wasm/engine';
import { GraphBuilder } from '../../../lib/network/builder';
import { createRandom } from '../../../lib/random';
import { fitScaling } from '../../../lib/scaling/fit';
import type { ScalingMethod } from '../../../lib/scaling/methods';
import { transform } from '../../../lib/scaling/scaling';
import type { Blueprint } from '../../../lib/score/blueprint';
import { fitScore } from '../../../lib/score/fit-score';

export const FEATURES = ['pressure', 'level', 'flow', 'valve'];
export const WIDTH = FEATURES.length;
const TRAINING = {
  epochs: 4,
  batch: 32,
  optimizer: { kind: 'adam', rate: 1e-2 },
  l2: 1e-5,
  patience: 0,
} as const;
const CHART = {
  kind: 'mewma',
  combine: 'sum',
  rates: [1, 0.2, 0.05],
  shrinkage: 0.05,
  ridge: 0.01,
  bias: 0.05,
} as const;

/** Rows of a plant in engineering units: a pressure far from zero, a valve that is mostly shut. */
export function plant(count: number, seed: number): Float64Array[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, t) => {
    const swing = Math.sin(t / 9) + 0.1 * random.normal();
    return Float64Array.of(
      101_325 + 4 * swing,
      2 + 0.3 * swing + 0.02 * random.normal(),
      7 - swing,
      t % 10 < 7 ? 0 : 1,
    );
  });
}

/** An instant detector of paper 1's kind. */
export function instant(): Blueprint {
  const g = new GraphBuilder();
  const input = g.input('window', [WIDTH]);
  const latent = g.dense(g.dropout(input, 0.1), 2, { name: 'encoder', activation: 'relu' });
  const said = g.dense(latent, WIDTH, { name: 'decoder' });
  return {
    window: 1,
    graph: g.build({ loss: g.meanSquaredError(said, input), outputs: { said, latent } }),
    context: 1,
    parts: [
      { name: 'reconstruction', ...CHART, of: 'reconstruction', output: 'said', weight: 1 },
      { name: 'position', ...CHART, of: 'values', weight: 2 },
    ],
    input: 'centred',
    keep: 'best',
    folds: 2,
    training: TRAINING,
    validation: 0.2,
  };
}

/** A detector of windows with every kind of part that is summed; the next row is an input of its loss alone. */
export function windowed(): Blueprint {
  const g = new GraphBuilder();
  const input = g.input('window', [6, WIDTH]);
  const next = g.input('next', [WIDTH]);
  const h = g.conv1d(input, 5, 3, { name: 'conv', padding: 'causal', activation: 'gelu' });
  const encoding = g.globalAveragePool(h);
  const last = g.reshape(g.slice(h, 0, 5, 6), [5]);
  const rebuilt = g.dense(last, WIDTH, { name: 'rebuild' });
  const forecast = g.dense(g.concat([encoding, last], 0), WIDTH, { name: 'forecast' });
  const now = g.reshape(g.slice(input, 0, 5, 6), [WIDTH]);
  const loss = g.combine([g.meanSquaredError(rebuilt, now), g.meanSquaredError(forecast, next)], [1, 1]);
  return {
    window: 6,
    graph: g.build({ loss, outputs: { rebuilt, forecast } }),
    context: 6,
    parts: [
      { name: 'reconstruction', ...CHART, of: 'reconstruction', output: 'rebuilt', weight: 1 },
      { name: 'forecast', ...CHART, of: 'prediction', output: 'forecast', weight: 1 },
      { name: 'position', ...CHART, of: 'values', weight: 0.5 },
      { name: 'bands', kind: 'bands', combine: 'sum', rates: [0.2, 0.05], weight: 1 },
      { name: 'contrast', kind: 'course', combine: 'sum', prototypes: 5, weight: 0.5 },
    ],
    input: 'centred',
    keep: 'best',
    kinds: ['measured', 'flag', 'measured', 'command'],
    folds: 2,
    training: TRAINING,
    validation: 0.2,
  };
}

export async function learn(blueprint: Blueprint, method: ScalingMethod): Promise<Model> {
  const raw = plant(400, 1);
  const scaling = fitScaling(method, raw, WIDTH);
  const rows = new Float32Array(raw.length * WIDTH);
  for (const [t, row] of raw.entries()) rows.set(transform(scaling, row, new Float64Array(WIDTH)), t * WIDTH);
  const flat = Float64Array.from(raw.flatMap((row) => [...row]));
  const job = { blueprint, features: FEATURES, rows, raw: flat, seams: [], seed: 3 };
  const learned = await fitScore(createWasmEngine(), job);
  const training = { rows: 400, from: null, to: null, data: '', seed: 3, pack: '0.0.0' };
  return {
    id: 'test',
    version: 1,
    node: 'twin-test',
    features: FEATURES,
    scaling,
    blueprint,
    learned,
    training,
    notes: [],
  };
}
