import type { OnnxBuilder } from '../../onnx/builder';
import { earlier, pick, place, whereMeasured } from '../../onnx/rows';
import { smooth } from '../../onnx/smooth';
import { warmRows } from '../ewma';
import { judgedOf } from '../features';
import type { ExportedPart, ExportedRows } from '../part';
import { type Root, unpackRoot } from '../root';
import { CAP, type Charted, type Mewma } from './chart';

/** What MewmaChart says of every row. */
export function exportMewma({ mean, scales }: Mewma, settings: Charted, rows: ExportedRows): ExportedPart {
  const { onnx, name, features, begins } = rows;
  const judged = judgedOf(features);
  const vectors = pick(onnx, vectorsOf(rows, settings), judged, features.length);
  const size = mean.length;
  const count = scales.length;
  const stored = (of: string, shape: readonly number[], values: Float64Array): string =>
    onnx.shared(`${name}:${of}`, shape, () => values);
  const off = onnx.node('Sub', [vectors, stored('mean', [size], mean)]);
  const known = onnx.node('Where', [onnx.node('IsNaN', [off]), onnx.double(0), off]);
  const rates = scales.map(({ rate }) => rate);
  const smoothed = smooth(onnx, known, { name, rates, size, begins, start: onnx.double(0) });
  // [rows, scales, size] -> [scales, rows, size]
  const byScale = onnx.node('Transpose', [smoothed], { perm: [1, 0, 2] });
  const precision = new Float64Array(count * size * size);
  scales.forEach((scale, s) => {
    precision.set(precisionOf(scale.root, size), s * size * size);
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
  const shares = onnx.node('ReduceSum', [parts, onnx.integers([0])], { keepdims: 0 });
  return {
    value: onnx.node('ReduceSum', [capped(onnx, results, rates, rows.since), onnx.integers([0])], { keepdims: 0 }),
    shares: place(onnx, shares, judged, features.length),
  };
}

/** R'R. */
function precisionOf(root: Root, size: number): Float64Array {
  const square = unpackRoot(root, size);
  return Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    let sum = 0;
    for (let k = Math.max(i, j); k < size; k++) sum += square[i * size + k]! * square[j * size + k]!;
    return sum;
  });
}

/** The rows, or how far they are from what the network says of them; NaN where nothing was measured. */
function vectorsOf(rows: ExportedRows, { of, output }: Charted): string {
  const { onnx, input, scaled, said } = rows;
  if (of === 'values') return whereMeasured(onnx, input, scaled);
  // A prediction was made one row earlier; of the first row nothing was said.
  const expected = of === 'prediction' ? earlier(rows, said(output!), input) : said(output!);
  return whereMeasured(onnx, onnx.node('Sub', [input, expected]), scaled);
}

/** No scale counts for more than CAP times the one before it, and none before it has forgotten where it began: [scales, rows]. */
function capped(onnx: OnnxBuilder, results: string, rates: readonly number[], since: string): string {
  const count = rates.length;
  if (count === 1) return results;
  const part = (from: number, to: number): string =>
    onnx.node('Slice', [results, onnx.integers([from]), onnx.integers([to]), onnx.integers([0])]);
  const warm = rates.slice(1).map((rate) => {
    const isWarm = onnx.node('Greater', [since, onnx.double(warmRows(rate))]);
    return onnx.node('Reshape', [
      onnx.node('Where', [isWarm, onnx.double(CAP), onnx.double(0)]),
      onnx.integers([1, -1]),
    ]);
  });
  const limits = onnx.node('Mul', [part(0, count - 1), onnx.node('Concat', warm, { axis: 0 })]);
  return onnx.node('Min', [results, onnx.node('Concat', [part(0, 1), limits], { axis: 0 })]);
}
