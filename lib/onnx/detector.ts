import { bandedOf, type Stream, shares, watchedOf } from '../detector/blueprint';
import type { Model } from '../detector/model';
import { inputsOf, type Shape, sizeOf } from '../network/graph';
import { OnnxBuilder } from './builder';
import { mapEnvelope } from './envelope';
import { type Judged, mapEvidence } from './evidence';
import { writeModel } from './model';
import { mapGraph } from './operations';
import { mapScaler } from './scaler';

/**
 * Writes a detector as ONNX (opset 17): scaler, network and score in one.
 *
 * Input `x`: float64 [rows, features], rows of one asset in order of time, in engineering units, NaN = missing. (float64
 * because 101,325 Pa with a deviation of 5 Pa loses its last digits in float32.)
 * Outputs: `score` float64 [rows], the score that the node gives when it starts with the first of these rows; and
 * `contributions` float64 [rows, features], each feature's share, 1 in sum (all 0 where nothing is off). The score remembers the past: for live
 * scoring send the last rows each time and take the last score.
 */
export function exportDetector(model: Model): Uint8Array {
  const { blueprint, learned, features } = model;
  const onnx = new OnnxBuilder();
  const width = features.length;
  const scaled = mapScaler(onnx, model.scaling, 'x');
  const center = onnx.shared('center', [width], () => learned.center);
  const off = onnx.node('Sub', [scaled, center]);
  const missing = onnx.node('IsNaN', [off]);
  const known = onnx.node('Where', [missing, onnx.double(0), off]);
  const highest = onnx.shared('reach', [width], () => learned.reach);
  const row = onnx.node('Max', [onnx.node('Min', [known, highest]), onnx.node('Neg', [highest])]);
  const outputs = networkOutputs(onnx, model, row);
  const weights = shares(blueprint);
  const pick = (vectors: string, positions: readonly number[]): string => {
    const measured = onnx.node('Where', [missing, onnx.double(Number.NaN), vectors]);
    return positions.length === width
      ? measured
      : onnx.node('Gather', [measured, onnx.integers(positions)], { axis: 1 });
  };
  const watched = watchedOf(blueprint, width);
  const judged = learned.evidence.map((evidence, s) => {
    const vectors = pick(streamVectors(onnx, blueprint.streams[s]!, row, outputs), watched);
    return weighted(onnx, placed(onnx, mapEvidence(onnx, evidence, vectors, s), watched, width), weights.streams[s]!);
  });
  if (learned.envelope) {
    const banded = bandedOf(blueprint, width);
    const bands = placed(onnx, mapEnvelope(onnx, learned.envelope, pick(row, banded)), banded, width);
    judged.push(weighted(onnx, bands, weights.envelope));
  }
  const scores = judged.map(({ score }) => score);
  if (blueprint.contrast && learned.contrast) {
    const { output } = blueprint.contrast;
    const size = sizeOf(blueprint.graph.nodes[blueprint.graph.outputs[output]!]!.shape);
    const distance = nearest(onnx, outputs[output]!, learned.contrast.prototypes, size);
    scores.push(onnx.node('Mul', [distance, onnx.double(weights.contrast / learned.contrast.unit)]));
  }
  onnx.named('score', 'Identity', [sum(onnx, scores)]);
  shareOut(onnx, judged, row);
  const { nodes, tensors } = onnx;
  const rows = (name: string, ...rest: number[]) => ({ name, type: 'double', dimensions: ['rows', ...rest] }) as const;
  const declared = { inputs: [rows('x', width)], outputs: [rows('score'), rows('contributions', width)] };
  return writeModel({ name: model.node, ...declared, nodes, tensors }, metadataOf(model));
}

function metadataOf({ id, version, node, features, learned, training }: Model): Record<string, string> {
  return {
    model: id,
    version: String(version),
    detector: node,
    features: JSON.stringify(features),
    calibration: JSON.stringify(learned.calibration),
    training: JSON.stringify(training),
  };
}

/** The network's outputs that the score needs, for the window that ends with each row: [rows, size] float64. */
function networkOutputs(
  onnx: OnnxBuilder,
  { blueprint, learned, features }: Model,
  row: string,
): Record<string, string> {
  const { graph, window, streams, contrast } = blueprint;
  const names = [...new Set([...streams.flatMap((s) => s.output ?? []), ...(contrast ? [contrast.output] : [])])];
  const { shape } = graph.nodes[inputsOf(graph).get('window')!]!;
  const windows = windowsOf(onnx, onnx.toFloat(row), window, shape, features.length);
  const values = mapGraph(onnx, graph, learned.weights, { window: windows }, names);
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const size = sizeOf(graph.nodes[graph.outputs[name]!]!.shape);
      return [name, onnx.toDouble(onnx.node('Reshape', [value, onnx.integers([-1, size])]))];
    }),
  );
}

/** The rows t - window + 1 to t for every t; before the first row there is the first row. */
function windowsOf(onnx: OnnxBuilder, rows: string, window: number, shape: Shape, width: number): string {
  const target = onnx.integers([-1, ...shape]);
  if (window === 1) return onnx.node('Reshape', [rows, target]);
  const count = onnx.node('Gather', [onnx.node('Shape', [rows]), onnx.integer(0)]);
  const ends = onnx.node('Range', [onnx.integer(0), count, onnx.integer(1)]);
  const column = onnx.node('Reshape', [ends, onnx.integers([-1, 1])]);
  const back = onnx.shared('window:back', [1, window], () => Array.from({ length: window }, (_, i) => i - window + 1));
  const from = onnx.node('Max', [onnx.node('Add', [column, back]), onnx.integer(0)]);
  const gathered = onnx.node('Gather', [rows, onnx.node('Reshape', [from, onnx.integers([-1])])]);
  const grouped = onnx.node('Reshape', [gathered, onnx.integers([-1, window, width])]);
  return onnx.node('Reshape', [grouped, target]);
}

/** The vectors that a stream watches: the row, or how far it is from what the network says of it. */
function streamVectors(
  onnx: OnnxBuilder,
  { kind, output }: Stream,
  row: string,
  outputs: Readonly<Record<string, string>>,
): string {
  if (kind === 'row') return row;
  const said = outputs[output!]!;
  if (kind === 'residual') return onnx.node('Sub', [row, said]);
  // Said one row earlier; of the first row nothing was said.
  const rows = (value: string, from: number, to: number): string =>
    onnx.node('Slice', [value, onnx.integers([from]), onnx.integers([to]), onnx.integers([0])]);
  const earlier = onnx.node('Concat', [rows(row, 0, 1), rows(said, 0, -1)], { axis: 0 });
  return onnx.node('Sub', [row, earlier]);
}

function weighted(onnx: OnnxBuilder, { score, contributions }: Judged, weight: number): Judged {
  return {
    score: onnx.node('Mul', [score, onnx.double(weight)]),
    contributions: onnx.node('Mul', [contributions, onnx.double(weight)]),
  };
}

/** Squared distance of each encoding [rows, size] to the nearest prototype, |a|^2 - 2 a p + |p|^2: [rows]. */
function nearest(onnx: OnnxBuilder, encodings: string, prototypes: Float32Array, size: number): string {
  const count = prototypes.length / size;
  const columns = new Float64Array(prototypes.length);
  const norms = new Float64Array(count);
  for (let p = 0; p < count; p++) {
    for (let i = 0; i < size; i++) {
      const value = prototypes[p * size + i]!;
      columns[i * count + p] = -2 * value;
      norms[p]! += value * value;
    }
  }
  const products = onnx.node('MatMul', [encodings, onnx.shared('prototypes', [size, count], () => columns)]);
  const own = onnx.node('ReduceSum', [onnx.node('Mul', [encodings, encodings]), onnx.integers([1])], { keepdims: 1 });
  const partial = onnx.node('Add', [products, onnx.shared('prototypes:norms', [count], () => norms)]);
  const distances = onnx.node('Add', [partial, own]);
  const least = onnx.node('ReduceMin', [distances], { axes: [1], keepdims: 0 });
  // Rounding may leave a hair below zero.
  return onnx.node('Max', [least, onnx.double(0)]);
}

function sum(onnx: OnnxBuilder, values: readonly string[]): string {
  return values.reduce((total, value) => onnx.node('Add', [total, value]));
}

/** Each feature's share of the score; all zero where nothing is off. */
function shareOut(onnx: OnnxBuilder, judged: readonly Judged[], row: string): void {
  // A detector of a contrast alone explains nothing.
  const nothing = onnx.node('Mul', [row, onnx.double(0)]);
  const parts = sum(onnx, [nothing, ...judged.map(({ contributions }) => contributions)]);
  const total = onnx.node('ReduceSum', [parts, onnx.integers([1])], { keepdims: 1 });
  const divisor = onnx.node('Where', [onnx.node('Equal', [total, onnx.double(0)]), onnx.double(1), total]);
  onnx.named('contributions', 'Div', [parts, divisor]);
}

/** Contributions of some features as contributions of all, 0 for the others. */
function placed(onnx: OnnxBuilder, judged: Judged, positions: readonly number[], width: number): Judged {
  if (positions.length === width) return judged;
  const places = onnx.shared(`places:${positions.join(',')}`, [positions.length, width], () => {
    const matrix = new Float64Array(positions.length * width);
    positions.forEach((i, k) => {
      matrix[k * width + i] = 1;
    });
    return matrix;
  });
  return { ...judged, contributions: onnx.node('MatMul', [judged.contributions, places]) };
}
