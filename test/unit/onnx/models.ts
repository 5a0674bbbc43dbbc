import type { DetectorLayer } from '../../../lib/detector/layer';
import { type Model, readModel } from '../../../lib/detector/models/model';
import { createDetectorLayer } from '../../../lib/detector/modes';
import { createRandom } from '../../../lib/math/random';
import { GraphBuilder } from '../../../lib/network/builder';
import type { TwinRecord } from '../../../lib/record/record';
import { fitScaling } from '../../../lib/scaling/fit';
import type { ScalingMethod } from '../../../lib/scaling/methods';
import { transform } from '../../../lib/scaling/scaling';
import type { Blueprint } from '../../../lib/score/blueprint';
import { parseConfig } from '../../../nodes/autoencoder/config';
import { testContext } from '../../fixtures/layer-context';

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
    kinds: ['measured', 'flag', 'measured', 'command'],
    folds: 2,
    training: TRAINING,
    validation: 0.2,
  };
}

const LEARNED = 400;

/** A node's blueprint, drawn in the thread that trains: what its settings hold. */
export function given(_features: number, config: { readonly blueprint: Blueprint }): Blueprint {
  return config.blueprint;
}

/** The plant while its level climbs. */
export function climbing(count: number, seed: number): Float64Array[] {
  return plant(count, seed).map((row, t) => row.map((x, i) => (i === 1 ? x + t / 50 : x)));
}

/** The plant while its level stands. */
export function standing(count: number, seed: number): Float64Array[] {
  return plant(count, seed).map((row) => row.map((x, i) => (i === 1 ? 2 : x)));
}

/** Learns from the plant as the node does that a spec is for, from records that a scaler of that method has seen. */
export async function learn(blueprint: Blueprint, method: ScalingMethod, of = plant): Promise<Learned> {
  const context = testContext();
  const scaling = { ...fitScaling(method, of(LEARNED, 1), WIDTH), version: 'test' };
  let time = 0;
  const recordOf = (row: Float64Array, missed = 0, told = false): TwinRecord => {
    time += 1000 * (1 + missed);
    const values = Object.fromEntries(FEATURES.flatMap((name, i) => (Number.isNaN(row[i]!) ? [] : [[name, row[i]!]])));
    const scaled = [...transform(scaling, row, new Float64Array(WIDTH))];
    return {
      asset: 'twin',
      time,
      values,
      features: FEATURES,
      scaled,
      scaling,
      ...(told && { comms: { gap: missed } }),
    };
  };
  const config = { ...CONFIG, blueprint };
  const source = { module: __filename, name: 'given' };
  const spec = { node: 'twin-test', window: () => blueprint.window, blueprint: source };
  const create = (snapshot?: unknown): DetectorLayer => createDetectorLayer(spec, config, context, snapshot);
  const layer = create();
  for (const row of of(LEARNED, 1)) layer.step(recordOf(row));
  await layer.settled();
  const { inForce: _, ...snapshot } = layer.snapshot() as Record<string, unknown>;
  layer.close?.();
  const model = readModel(context.models.get(1)!);
  return { model, recordOf, start: () => create(JSON.parse(JSON.stringify(snapshot))) };
}

export interface Learned {
  readonly model: Model;
  /** The next record. @param missed how many did not come before it */
  /** @param told whether its source says how many records it missed before, as ingest does */
  recordOf(row: Float64Array, missed?: number, told?: boolean): TwinRecord;
  /** The node as it starts with the model and no record before. */
  start(): DetectorLayer;
}

const CONFIG = parseConfig({ grow: false, records: LEARNED, engine: 'wasm' });
