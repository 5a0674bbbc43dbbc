import { CAP, type Evidence } from '../detector/evidence';
import type { OnnxBuilder } from './builder';
import { smooth } from './smooth';

/** Names of two values. */
export interface Judged {
  /** [rows] */
  readonly score: string;
  /** [rows, features] */
  readonly contributions: string;
}

/**
 * How far vectors are from normal over several time scales: lib/detector/evidence.ts, for all rows at once.
 * @param vectors [rows, size] float64, NaN where a component is missing
 * @param index of the stream, for the names
 */
export function mapEvidence(onnx: OnnxBuilder, { mean, scales }: Evidence, vectors: string, index: number): Judged {
  const size = mean.length;
  const count = scales.length;
  const stored = (name: string, shape: readonly number[], values: Float64Array): string =>
    onnx.shared(`evidence:${index}:${name}`, shape, () => values);
  const off = onnx.node('Sub', [vectors, stored('mean', [size], mean)]);
  const known = onnx.node('Where', [onnx.node('IsNaN', [off]), onnx.double(0), off]);
  const rates = scales.map(({ rate }) => rate);
  const smoothed = smooth(onnx, known, { name: `evidence_${index}`, rates, size, start: onnx.double(0) });
  // [rows, scales, size] -> [scales, rows, size]
  const byScale = onnx.node('Transpose', [smoothed], { perm: [1, 0, 2] });
  const precision = new Float64Array(count * size * size);
  scales.forEach((scale, s) => {
    precision.set(scale.precision, s * size * size);
  });
  const weighted = onnx.node('MatMul', [byScale, stored('precision', [count, size, size], precision)]);
  const units = Float64Array.from(scales, ({ unit }) => unit * count);
  const distances = onnx.node('Div', [onnx.node('Mul', [byScale, weighted]), stored('units', [count, 1, 1], units)]);
  const own = Float64Array.from({ length: count * size }, (_, at) => {
    const s = Math.floor(at / size);
    return precision[at * size + (at % size)]! * units[s]!;
  });
  const parts = onnx.node('Div', [onnx.node('Mul', [weighted, weighted]), stored('own', [count, 1, size], own)]);
  const results = onnx.node('ReduceSum', [distances, onnx.integers([2])], { keepdims: 0 });
  return {
    score: onnx.node('ReduceSum', [capped(onnx, results, count), onnx.integers([0])], { keepdims: 0 }),
    contributions: onnx.node('ReduceSum', [parts, onnx.integers([0])], { keepdims: 0 }),
  };
}

/** No scale counts for more than CAP times the one before it: [scales, rows]. */
function capped(onnx: OnnxBuilder, results: string, count: number): string {
  if (count === 1) return results;
  const part = (from: number, to: number): string =>
    onnx.node('Slice', [results, onnx.integers([from]), onnx.integers([to]), onnx.integers([0])]);
  const limits = onnx.node('Mul', [part(0, count - 1), onnx.double(CAP)]);
  return onnx.node('Min', [results, onnx.node('Concat', [part(0, 1), limits], { axis: 0 })]);
}
