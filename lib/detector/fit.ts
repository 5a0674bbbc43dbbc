import type { Dataset, Engine, TrainingHooks } from '../engine/engine';
import { ascending, quantile } from '../quantile';
import { type Blueprint, type Stream, shares } from './blueprint';
import { type FittedEvidence, fitEvidence } from './evidence-fit';
import { type Learned, prepare } from './learned';
import { distanceToNearest, learnPrototypes } from './prototypes';

/** What is to be learned from; plain data that can go to a worker. */
export interface FitJob {
  readonly blueprint: Blueprint;
  /** n x width scaled rows, row-major, in order of time; NaN = missing. */
  readonly rows: Float32Array;
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
export async function fitDetector(engine: Engine, job: FitJob, hooks?: TrainingHooks): Promise<Learned> {
  const { blueprint, width, seed } = job;
  const { window } = blueprint;
  const total = job.rows.length / width;
  const examples = total - window - (hasNext(blueprint) ? 1 : 0) + 1;
  if (examples < LEAST_ROWS) {
    throw new Error(`${total} rows are too few to learn from; give at least ${total - examples + LEAST_ROWS}`);
  }
  const center = centerOf(job.rows, width);
  const rows = new Float32Array(job.rows.length);
  for (let t = 0; t < total; t++) prepare(job.rows, t * width, center, rows, t * width);
  const unseen = heldOutRows(total, blueprint.validation);
  const trained = await engine.train(
    blueprint.graph,
    datasetOf(rows, width, examples, blueprint, true),
    { ...blueprint.training, seed, validation: heldOutExamples(unseen, window, examples) },
    hooks,
  );
  const outputs = await encode(engine, trained.weights, rows, width, blueprint);
  const fits = blueprint.streams.map((stream) =>
    fitEvidence(
      streamRows(stream, rows, width, window, outputs),
      width,
      unseen.subarray(window - 1),
      blueprint.evidence,
    ),
  );
  const contrast = fitContrast(blueprint, outputs, seed);
  return {
    weights: trained.weights,
    center,
    evidence: fits.map((fit) => fit.evidence),
    ...(contrast && { contrast: { prototypes: contrast.prototypes, unit: contrast.unit } }),
    calibration: calibrationOf(blueprint, fits, contrast?.heldOut),
    history: trained.history,
    bestEpoch: trained.bestEpoch,
    device: trained.device,
  };
}

function hasNext({ graph }: Blueprint): boolean {
  return graph.nodes.some((node) => node.op === 'input' && node.name === 'next');
}

function datasetOf(rows: Float32Array, width: number, examples: number, blueprint: Blueprint, next: boolean): Dataset {
  const { window } = blueprint;
  return {
    rows,
    width,
    starts: Int32Array.from({ length: examples }, (_, t) => t),
    inputs: {
      window: { offset: 0, length: window },
      // Outputs do not depend on the next row; the last window has none and gets its own last one.
      ...(hasNext(blueprint) && { next: { offset: next ? window : window - 1, length: 1 } }),
    },
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

/**
 * Marks what is held out: one block in the middle of the time and one at its end. Rows next to each other are alike, so
 * single rows picked at random would not be unseen.
 */
function heldOutRows(n: number, share: number): Uint8Array {
  const unseen = new Uint8Array(n);
  const block = Math.round((n * share) / 2);
  const middle = Math.floor(n * 0.4);
  unseen.fill(1, middle, middle + block);
  unseen.fill(1, n - block);
  return unseen;
}

function heldOutExamples(unseen: Uint8Array, window: number, examples: number): Int32Array {
  return Int32Array.from({ length: examples }, (_, t) => t).filter((t) => unseen[t + window - 1] === 1);
}

type Outputs = Readonly<Record<string, Float32Array>>;

/** The outputs that the score needs for every full window. */
async function encode(
  engine: Engine,
  weights: Float32Array,
  rows: Float32Array,
  width: number,
  blueprint: Blueprint,
): Promise<Outputs> {
  const names = [
    ...blueprint.streams.flatMap((s) => s.output ?? []),
    ...(blueprint.contrast ? [blueprint.contrast.output] : []),
  ];
  const windows = rows.length / width - blueprint.window + 1;
  return engine.predict(blueprint.graph, weights, datasetOf(rows, width, windows, blueprint, false), names);
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

function fitContrast(blueprint: Blueprint, outputs: Outputs, seed: number) {
  const { contrast, streams } = blueprint;
  if (contrast === undefined) return undefined;
  const encodings = outputs[contrast.output]!;
  const node = blueprint.graph.nodes[blueprint.graph.outputs[contrast.output]!]!;
  const size = node.shape.reduce((a, b) => a * b, 1);
  const n = encodings.length / size;
  const heldOut = new Float64Array(n);
  const folds = streams.length === 0 ? 1 : CONTRAST_FOLDS;
  for (let k = 0; k < folds; k++) {
    const from = Math.floor((n * k) / folds);
    const to = Math.floor((n * (k + 1)) / folds);
    const others = new Float32Array(encodings.length - (to - from) * size);
    others.set(encodings.subarray(0, from * size));
    others.set(encodings.subarray(to * size), from * size);
    const prototypes = learnPrototypes(others, size, contrast.prototypes, seed);
    for (let t = from; t < to; t++) heldOut[t] = distanceToNearest(encodings, t * size, prototypes, size);
  }
  const unit = Math.max(quantile(ascending(heldOut), 0.99), LEAST_CONTRAST);
  return {
    prototypes: learnPrototypes(encodings, size, contrast.prototypes, seed),
    unit,
    heldOut: heldOut.map((d) => d / unit),
  };
}

const CONTRAST_FOLDS = 5;
const LEAST_CONTRAST = 1e-6;
const CALIBRATION_SIZE = 512;

function calibrationOf(
  blueprint: Blueprint,
  fits: readonly FittedEvidence[],
  contrast: Float64Array | undefined,
): number[] {
  const weights = shares(blueprint);
  const n = fits[0]!.heldOut.length;
  const scores = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    let score = contrast === undefined ? 0 : weights.contrast * contrast[t]!;
    for (let s = 0; s < fits.length; s++) score += weights.streams[s]! * fits[s]!.heldOut[t]!;
    scores[t] = score;
  }
  const sorted = ascending(scores.filter((s) => Number.isFinite(s)));
  const size = Math.min(CALIBRATION_SIZE, sorted.length);
  return Array.from({ length: size }, (_, i) => quantile(sorted, size === 1 ? 0.5 : i / (size - 1)));
}
