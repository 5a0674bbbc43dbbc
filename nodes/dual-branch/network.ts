import { trainingOptions } from '../../lib/detector/settings';
import { GraphBuilder } from '../../lib/network/builder';
import type { Ref } from '../../lib/network/graph';
import type { Blueprint } from '../../lib/score/blueprint';
import type { PartPlan } from '../../lib/score/parts';
import { BAND_RATES, LEAPS, LEARNED_TWIN, MEWMA } from '../../lib/score/settings';
import type { DualBranchConfig } from './config';

/** Windows that one epoch learns from at most; more rows are taken with a larger stride. */
const MOST_WINDOWS = 1024;
/** Rows that are squeezed into one before the bottleneck. */
const SQUEEZE = 4;
/** Deviation of the position information at the start. */
const POSITION_DEVIATION = 0.1;

/**
 * Paper 2's structure-aware network. Outputs: reconstruction [features] of the last row of the window, prediction
 * [features] of the row after it, mask [width], importance [window].
 */
export function dualBranchBlueprint(features: number, config: DualBranchConfig): Blueprint {
  const g = new GraphBuilder();
  const window = g.input('window', [config.window, features]);
  const next = g.input('next', [features]);
  const { hidden, mask } = layers(g, window, config);
  const importance = timeImportance(g, hidden, config);
  const pooled = g.mean(g.multiply(hidden, g.reshape(importance, [config.window, 1])), 0);
  const restored = restore(g, squeeze(g, hidden, pooled, config), features, config);
  const prediction = predict(g, window, hidden, pooled, features, config);
  const loss = g.combine([g.meanSquaredError(restored, window), g.meanSquaredError(prediction, next)], [1, 1]);
  const reconstruction = lastRow(g, restored);
  const outputs = { reconstruction, prediction, mask, importance };
  const paper = config.score === 'paper';
  return {
    window: config.window,
    windows: MOST_WINDOWS,
    // The whole window is an output only where it is judged.
    graph: g.build({ loss, outputs: paper ? { ...outputs, restored } : outputs }),
    ...(paper ? asInThePaper(config) : guarding(config)),
    validation: config.validation,
    ...(config.attention && { shown: ['mask', 'importance'] }),
  };
}

type Judging = Pick<Blueprint, 'context' | 'parts' | 'input' | 'training' | 'folds'>;

function guarding(config: DualBranchConfig): Judging {
  return {
    context: config.window,
    parts: [...parts(config), LEAPS, ...(config.learnTwin ? [LEARNED_TWIN] : [])],
    input: 'centred',
    training: training(config),
    folds: config.folds,
  };
}

/**
 * S = alpha L_rec + (1 - alpha) L_pred of a window and the row after it, which is the record that is judged; by one
 * training to the last epoch. What is held out of it only calibrates the threshold.
 */
function asInThePaper(config: DualBranchConfig): Judging {
  const error = { kind: 'energy', combine: 'sum' } as const;
  const { alpha } = config;
  return {
    context: config.window + 1,
    parts: [
      { name: 'reconstruction', ...error, weight: alpha, of: 'reconstruction', output: 'restored', before: true },
      { name: 'prediction', ...error, weight: 1 - alpha, of: 'prediction', output: 'prediction' },
    ],
    input: 'plain',
    training: { ...training(config), patience: 0, keep: 'last' },
    folds: 0,
  };
}

function training(config: DualBranchConfig): Blueprint['training'] {
  return { ...trainingOptions(config), clipNorm: 1, schedule: 'cosine' };
}

/** S = alpha L_rec + (1 - alpha) L_pred, and beside it where the values are in their normal range. */
function parts({ alpha, position, envelope, contrast, prototypes, without }: DualBranchConfig): readonly PartPlan[] {
  const chart = { kind: 'mewma', combine: 'sum', ...MEWMA } as const;
  const all: readonly PartPlan[] = [
    { name: 'reconstruction', ...chart, weight: alpha, earned: true, of: 'reconstruction', output: 'reconstruction' },
    { name: 'prediction', ...chart, weight: 1 - alpha, earned: true, of: 'prediction', output: 'prediction' },
    { name: 'position', ...chart, weight: position, of: 'values' },
    { name: 'bands', kind: 'bands', combine: 'sum', weight: envelope, rates: BAND_RATES },
    { name: 'contrast', kind: 'course', combine: 'sum', weight: contrast, earned: true, prototypes },
  ];
  // A part of weight 0 does not judge, but what it expects is still shown.
  const left = without === 'envelope' ? 'bands' : without;
  const weighed = all.map((part) => (part.name === left ? { ...part, weight: 0 } : part));
  const wanted = weighed.filter(({ name, weight }) => weight > 0 || name === 'reconstruction');
  return wanted.some(({ weight }) => weight > 0) ? wanted : all.slice(0, 2).map((part) => ({ ...part, weight: 1 }));
}

/** H_0 = f_embed(X), H_l = LayerNorm(H_{l-1} + MSBlock(H_{l-1})), and the structural mask in the middle layer. */
function layers(g: GraphBuilder, window: Ref, config: DualBranchConfig): { hidden: Ref; mask: Ref } {
  const { width, depth, without } = config;
  const position = g.parameter('position', [config.window, width], { kind: 'normal', deviation: POSITION_DEVIATION });
  let hidden = g.add(g.dense(window, width, { name: 'embed' }), position);
  let mask: Ref | undefined;
  for (let l = 0; l < depth; l++) {
    const block = multiScaleBlock(g, hidden, `layer.${l}`, config);
    hidden = g.layerNorm(g.add(hidden, block), { name: `layer.${l}.norm` });
    if (l !== depth >> 1) continue;
    // M = sigmoid(W_m GAP(H_l)), H~_l = M * H_l
    mask = g.dense(g.globalAveragePool(hidden), width, { name: 'mask', activation: 'sigmoid' });
    if (without !== 'mask') hidden = g.multiply(hidden, mask);
  }
  return { hidden, mask: mask! };
}

/** Parallel convolutions, fused channel by channel by a gate that looks at the whole window. */
function multiScaleBlock(g: GraphBuilder, x: Ref, name: string, config: DualBranchConfig): Ref {
  const { width, without } = config;
  const kernels = without === 'scales' ? config.kernels.slice(0, 1) : config.kernels;
  const scales = kernels.map((size, k) => g.conv1d(x, width, size, { name: `${name}.conv.${k}`, activation: 'relu' }));
  if (scales.length === 1) return scales[0]!;
  if (without === 'gate') return scales.reduce((a, b) => g.add(a, b));
  const scores = g.dense(g.globalAveragePool(x), width * scales.length, { name: `${name}.gate` });
  const gate = g.softmax(g.reshape(scores, [width, scales.length]));
  const gated = scales.map((scale, k) => g.multiply(scale, g.reshape(g.slice(gate, 1, k, k + 1), [width])));
  return gated.reduce((a, b) => g.add(a, b));
}

/** How much each record of the window counts, summing to 1. */
function timeImportance(g: GraphBuilder, hidden: Ref, { window, without }: DualBranchConfig): Ref {
  if (without === 'importance') return g.parameter('importance', [window], { kind: 'constant', value: 1 / window });
  return g.softmax(g.reshape(g.dense(hidden, 1, { name: 'importance' }), [window]));
}

/** The whole window in a few numbers: too few to copy it. */
function squeeze(g: GraphBuilder, hidden: Ref, pooled: Ref, { bottleneck, width }: DualBranchConfig): Ref {
  const size = Math.max(1, width >> 1);
  const short = g.conv1d(hidden, size, SQUEEZE, { name: 'squeeze', stride: SQUEEZE, activation: 'relu' });
  const flat = g.reshape(short, [g.shape(short).reduce((a, b) => a * b, 1)]);
  return g.dense(g.concat([flat, pooled], 0), bottleneck, { name: 'bottleneck' });
}

function restore(g: GraphBuilder, squeezed: Ref, features: number, config: DualBranchConfig): Ref {
  const steps = Math.ceil(config.window / SQUEEZE);
  const size = Math.max(1, config.width >> 1);
  const coarse = g.reshape(g.dense(squeezed, steps * size, { name: 'restore.coarse', activation: 'relu' }), [
    steps,
    size,
  ]);
  const fine = g.dense(coarse, SQUEEZE * config.width, { name: 'restore.fine', activation: 'relu' });
  const long = g.reshape(fine, [steps * SQUEEZE, config.width]);
  const window = steps * SQUEEZE === config.window ? long : g.slice(long, 0, 0, config.window);
  return g.dense(window, features, { name: 'restore.output' });
}

/** The row after the window: the last row and what changes. */
function predict(
  g: GraphBuilder,
  window: Ref,
  hidden: Ref,
  pooled: Ref,
  features: number,
  { width }: DualBranchConfig,
): Ref {
  const seen = g.concat([lastRow(g, hidden), pooled], 0);
  const thought = g.dense(seen, 2 * width, { name: 'predict.hidden', activation: 'relu' });
  return g.add(lastRow(g, window), g.dense(thought, features, { name: 'predict.output' }));
}

function lastRow(g: GraphBuilder, x: Ref): Ref {
  const [time, channels] = g.shape(x) as [number, number];
  return g.reshape(g.slice(x, 0, time - 1, time), [channels]);
}
