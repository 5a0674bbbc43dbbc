import type { OnnxBuilder } from '../../onnx/builder';
import { earlier, pick, place, whereMeasured } from '../../onnx/rows';
import { smooth } from '../../onnx/smooth';
import { type InputScale, REACH } from '../fitted';

/**
 * What Detrender makes of every row.
 * @param input [rows, features], as prepare() of fitted.ts gives it
 * @param scaled NaN = missing
 * @param begins boolean [rows]: nothing that came before this row counts
 */
export function exportDetrended(
  onnx: OnnxBuilder,
  { rate, gain }: InputScale,
  input: string,
  scaled: string,
  begins: string,
): string {
  const followed = [...rate.keys()].filter((i) => rate[i]! > 0);
  if (followed.length === 0) return input;
  const width = rate.length;
  const size = followed.length;
  const stored = (of: string, values: Float64Array): string =>
    onnx.shared(`detrending:${of}`, [values.length], () => values);
  const centred = pick(onnx, input, followed, width);
  const measured = pick(onnx, whereMeasured(onnx, input, scaled), followed, width);
  const column = onnx.node('Reshape', [begins, onnx.integers([-1, 1])]);
  // What is missing in the row that it begins with is taken for the average.
  const vectors = onnx.node('Where', [column, centred, measured]);
  const slow = smooth(onnx, vectors, { name: 'detrending', rates: [rate[followed[0]!]!], size, begins });
  const mean = earlier({ onnx, begins }, onnx.node('Squeeze', [slow, onnx.integers([1])]), centred);
  const gains = stored(
    'gain',
    Float64Array.from(followed, (i) => gain[i]!),
  );
  const far = onnx.node('Mul', [onnx.node('Sub', [measured, mean]), gains]);
  const within = onnx.node('Max', [onnx.node('Min', [far, onnx.double(REACH)]), onnx.double(-REACH)]);
  const moved = onnx.node('Where', [onnx.node('IsNaN', [far]), onnx.double(0), within]);
  const kept = stored(
    'settled',
    rate.map((one) => (one > 0 ? 0 : 1)),
  );
  return onnx.node('Add', [onnx.node('Mul', [input, kept]), place(onnx, moved, followed, width)]);
}
