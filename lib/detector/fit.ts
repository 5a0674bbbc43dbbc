import type { Engine, TrainingHooks } from '../engine/engine';
import { sizeOf } from '../network/graph';
import { ascending, quantile } from '../quantile';
import { type Blueprint, bandedOf, type Contrast, type Stream, shares, watchedOf } from './blueprint';
import { type FittedEnvelope, fitEnvelope } from './envelope-fit';
import { type FittedEvidence, fitEvidence } from './evidence-fit';
import { type Learned, prepare, REACH } from './learned';
import { NetworkFit, type Outputs } from './network-fit';
import { distanceToNearest, learnPrototypes } from './prototypes';

/** What is to be learned from; plain data that can go to a worker. */
export interface FitJob {
  readonly blueprint: Blueprint;
  /** n x width scaled rows, row-major, in order of time; NaN = missing. */
  readonly rows: Float32Array;
  /** Rows that do not follow the row before them, ascending; none when absent. */
  readonly seams?: readonly number[];
  readonly width: number;
  readonly seed: number;
}

/** Fewer rows than this cannot be split into training and hold-out. */
export const LEAST_ROWS = 20;

/**
 * Learns a detector: trains the network, then learns how its residuals spread on normal rows and calibrates the score on
 * rows that the statistics did not see.
 * @throws Error when there are too few rows, or when the training diverges; CancelledError
 */
export async function fitDetector(engine: Engine, job: FitJob, around: TrainingHooks = {}): Promise<Learned> {
  const { blueprint, width, seed } = job;
  const total = job.rows.length / width;
  const input = { center: centerOf(job.rows, width), reach: reachOf(job) };
  const rows = new Float32Array(job.rows.length);
  for (let t = 0; t < total; t++) prepare(job.rows, t * width, input, rows, t * width);
  const network = new NetworkFit(engine, blueprint, rows, width, seed);
  if (network.examples < LEAST_ROWS) {
    throw new Error(`${total} rows are too few to learn from; give at least ${total - network.examples + LEAST_ROWS}`);
  }
  const trainings = blueprint.folds + 1;
  const hooks = (part: number): TrainingHooks => ({
    cancelled: () => around.cancelled?.() ?? false,
    onEpoch: (p) => around.onEpoch?.({ ...p, epoch: part * p.epochs + p.epoch, epochs: trainings * p.epochs }),
  });
  const trained = await network.train(heldOut(total, blueprint.validation), hooks(0));
  const names = blueprint.streams.flatMap((s) => s.output ?? []);
  const outputs = names.length === 0 ? {} : await network.unseen(names, blueprint.folds, (fold) => hooks(fold + 1));
  const watched = watchedOf(blueprint, width);
  const judged = columns(rows.subarray((blueprint.window - 1) * width), width, watched);
  const fits = blueprint.streams.map((stream) => {
    const vectors = columns(streamRows(stream, rows, width, blueprint.window, outputs), width, watched);
    return fitEvidence(vectors, watched.length, blueprint.evidence, judged);
  });
  const envelope = blueprint.envelope && learnEnvelope(job, rows, blueprint.envelope.rates);
  const contrast =
    blueprint.contrast && (await fitContrast(blueprint, blueprint.contrast, network, trained.weights, seed));
  return {
    weights: trained.weights,
    ...input,
    evidence: fits.map((fit) => fit.evidence),
    ...(envelope && { envelope: envelope.envelope }),
    ...(contrast && { contrast: { prototypes: contrast.prototypes, unit: contrast.unit } }),
    calibration: calibrationOf(blueprint, fits, contrast?.heldOut, envelope?.heldOut),
    history: trained.history,
    bestEpoch: trained.bestEpoch,
    device: trained.device,
  };
}

function centerOf(rows: Float32Array, width: number): Float64Array {
  const sum = new Float64Array(width);
  const count = new Float64Array(width);
  for (let at = 0; at < rows.length; at++) {
    if (Number.isNaN(rows[at]!)) continue;
    sum[at % width]! += rows[at]!;
    count[at % width]!++;
  }
  return sum.map((s, i) => (count[i] === 0 ? 0 : s / count[i]!));
}

function reachOf({ rows, width, blueprint }: FitJob): Float64Array {
  const reach = new Float64Array(width).fill(REACH);
  const watched = new Set(watchedOf(blueprint, width));
  for (let i = 0; i < width; i++) if (!watched.has(i) && isConstant(rows, width, i)) reach[i] = 0;
  return reach;
}

function isConstant(rows: Float32Array, width: number, feature: number): boolean {
  let first = Number.NaN;
  for (let at = feature; at < rows.length; at += width) {
    const value = rows[at]!;
    if (Number.isNaN(first)) first = value;
    else if (!Number.isNaN(value) && value !== first) return false;
  }
  return true;
}

/** Some columns of row-major rows, in their order. */
function columns(rows: Float32Array, width: number, picked: readonly number[]): Float32Array {
  if (picked.length === width) return rows;
  const out = new Float32Array((rows.length / width) * picked.length);
  for (let at = 0, row = 0; at < out.length; row += width) for (const i of picked) out[at++] = rows[row + i]!;
  return out;
}

/** @param rows the job's rows as the network saw them: centred, and 0 where nothing was measured */
function learnEnvelope(job: FitJob, rows: Float32Array, rates: readonly number[]): FittedEnvelope {
  const banded = bandedOf(job.blueprint, job.width);
  const measured = rows.map((value, at) => (Number.isNaN(job.rows[at]!) ? Number.NaN : value));
  const { envelope, heldOut } = fitEnvelope(columns(measured, job.width, banded), banded.length, rates);
  return { envelope, heldOut: heldOut.subarray(job.blueprint.window - 1) };
}

/** One block in the middle of the time and one at its end: the plant may be in different states there. */
function heldOut(n: number, share: number): readonly (readonly [number, number])[] {
  const block = Math.round((n * share) / 2);
  const middle = Math.floor(n * 0.4);
  return [
    [middle, middle + block],
    [n - block, n],
  ];
}

/** The stream's vectors for every full window, in order. */
function streamRows(stream: Stream, rows: Float32Array, width: number, window: number, outputs: Outputs): Float32Array {
  const judged = rows.slice((window - 1) * width);
  if (stream.kind === 'row') return judged;
  const said = outputs[stream.output!]!;
  // A prediction is about the row after its window; there is none for the first one.
  const late = stream.kind === 'surprise' ? width : 0;
  for (let at = 0; at < judged.length; at++) judged[at]! -= at < late ? judged[at]! : said[at - late]!;
  return judged;
}

async function fitContrast(
  { graph }: Blueprint,
  { output, prototypes: count }: Contrast,
  network: NetworkFit,
  weights: Float32Array,
  seed: number,
) {
  const encodings = (await network.predict(weights, [output]))[output]!;
  const size = sizeOf(graph.nodes[graph.outputs[output]!]!.shape);
  const n = encodings.length / size;
  const heldOut = new Float64Array(n);
  for (let k = 0; k < CONTRAST_FOLDS; k++) {
    const from = Math.floor((n * k) / CONTRAST_FOLDS);
    const to = Math.floor((n * (k + 1)) / CONTRAST_FOLDS);
    const others = new Float32Array(encodings.length - (to - from) * size);
    others.set(encodings.subarray(0, from * size));
    others.set(encodings.subarray(to * size), from * size);
    const prototypes = learnPrototypes(others, size, count, seed);
    for (let t = from; t < to; t++) heldOut[t] = distanceToNearest(encodings, t * size, prototypes, size);
  }
  const unit = Math.max(quantile(ascending(heldOut), 0.99), LEAST_CONTRAST);
  return { prototypes: learnPrototypes(encodings, size, count, seed), unit, heldOut: heldOut.map((d) => d / unit) };
}

const CONTRAST_FOLDS = 5;
const LEAST_CONTRAST = 1e-6;
const CALIBRATION_SIZE = 512;

function calibrationOf(
  blueprint: Blueprint,
  fits: readonly FittedEvidence[],
  contrast: Float64Array | undefined,
  envelope: Float64Array | undefined,
): number[] {
  const weights = shares(blueprint);
  const n = fits[0]!.heldOut.length;
  const scores = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    let score = contrast === undefined ? 0 : weights.contrast * contrast[t]!;
    if (envelope !== undefined) score += weights.envelope * envelope[t]!;
    for (let s = 0; s < fits.length; s++) score += weights.streams[s]! * fits[s]!.heldOut[t]!;
    scores[t] = score;
  }
  const sorted = ascending(scores.filter((s) => Number.isFinite(s)));
  const size = Math.min(CALIBRATION_SIZE, sorted.length);
  return Array.from({ length: size }, (_, i) => quantile(sorted, size === 1 ? 0.5 : i / (size - 1)));
}
