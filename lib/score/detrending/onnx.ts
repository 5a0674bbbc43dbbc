import { OnnxBuilder } from '../../onnx/builder';
import type { RowOrder } from '../../onnx/records';
import { pick, place, whereMeasured } from '../../onnx/rows';
import { BEARABLE_PART } from '../../time/missing';
import { type InputScale, REACH } from '../fitted';
import { FEW } from './detrender';

type Gaps = Pick<RowOrder, 'first' | 'leftOut'>;

/**
 * What Detrender makes of every row.
 * @param input [rows, features], as prepare() of fitted.ts gives it
 * @param scaled NaN = missing
 */
export function exportDetrended(
  onnx: OnnxBuilder,
  { rate, gain }: InputScale,
  input: string,
  scaled: string,
  order: Gaps,
): string {
  const followed = [...rate.keys()].filter((i) => rate[i]! > 0);
  if (followed.length === 0) return input;
  const width = rate.length;
  const stored = (of: string, values: Float64Array): string =>
    onnx.shared(`detrending:${of}`, [values.length], () => values);
  const measured = pick(onnx, whereMeasured(onnx, input, scaled), followed, width);
  const far = Float64Array.from(followed, (i) => REACH / gain[i]!);
  const mean = slowMeans(onnx, measured, order, { rate: rate[followed[0]!]!, far });
  const gains = stored(
    'gain',
    Float64Array.from(followed, (i) => gain[i]!),
  );
  const off = onnx.node('Mul', [onnx.node('Sub', [measured, mean]), gains]);
  const within = onnx.node('Max', [onnx.node('Min', [off, onnx.double(REACH)]), onnx.double(-REACH)]);
  const moved = onnx.node('Where', [onnx.node('IsNaN', [off]), onnx.double(0), within]);
  const kept = stored(
    'settled',
    rate.map((one) => (one > 0 ? 0 : 1)),
  );
  return onnx.node('Add', [onnx.node('Mul', [input, kept]), place(onnx, moved, followed, width)]);
}

/**
 * The slow mean before every row, or its value where the row is the first of a feature; see Detrender.
 * @param values [rows, size], NaN = missing
 * @param far how far a value may be from the mean, by feature
 * @returns [rows, size]
 */
function slowMeans(
  onnx: OnnxBuilder,
  values: string,
  { first, leftOut }: Gaps,
  { rate, far }: { readonly rate: number; readonly far: Float64Array },
): string {
  const size = far.length;
  const body = new OnnxBuilder('detrending_');
  const [mean, trust, count, value, cut, missed] = ['mean', 'trust', 'count', 'value', 'cut', 'missed'].map(
    (of) => `detrending_${of}`,
  ) as Six;
  const [nextMean, nextTrust, nextCount, before] = ['next_mean', 'next_trust', 'next_count', 'before'].map(
    (of) => `detrending_${of}`,
  ) as Four;
  const [none, zero, one] = [onnx.double(Number.NaN), onnx.double(0), onnx.double(1)];
  const reach = onnx.shared('detrending:far', [size], () => far);
  const bearable = body.node('Mul', [trust, onnx.double(BEARABLE_PART)]);
  const begins = body.node('And', [cut, body.node('Greater', [missed, bearable])]);
  const held = body.node('Where', [begins, none, mean]);
  body.named(before, 'Where', [body.node('IsNaN', [held]), value, held]);
  const off = body.node('Sub', [value, before]);
  const isMissing = body.node('IsNaN', [off]);
  const isBeyond = body.node('Greater', [body.node('Abs', [off]), reach]);
  const grows = body.node('Where', [isBeyond, onnx.double(-1), body.node('Where', [isMissing, zero, one])]);
  const grown = body.node('Add', [body.node('Where', [begins, zero, trust]), grows]);
  body.named(nextTrust, 'Max', [body.node('Min', [grown, onnx.double(1 / rate)]), zero]);
  const bounded = body.node('Max', [body.node('Min', [off, reach]), body.node('Neg', [reach])]);
  const isLeft = body.node('And', [isBeyond, body.node('LessOrEqual', [nextTrust, zero])]);
  const counts = body.node('Where', [body.node('Or', [isBeyond, isMissing]), zero, one]);
  const counted = body.node('Add', [body.node('Where', [begins, zero, count]), counts]);
  body.named(nextCount, 'Where', [isLeft, one, body.node('Min', [counted, onnx.double(FEW + 1)])]);
  const early = body.node('Max', [body.node('Div', [one, body.node('Max', [nextCount, one])]), onnx.double(rate)]);
  const few = body.node('LessOrEqual', [nextCount, onnx.double(FEW)]);
  const isEarly = body.node('And', [few, body.node('Not', [isBeyond])]);
  const weight = body.node('Where', [isEarly, early, onnx.double(rate)]);
  const move = body.node('Mul', [body.node('Where', [isMissing, zero, bounded]), weight]);
  body.named(nextMean, 'Where', [isLeft, value, body.node('Add', [before, move])]);
  const row = (name: string) => ({ name, type: 'double', dimensions: [size] }) as const;
  const graph = {
    name: 'detrending_rows',
    inputs: [
      row(mean),
      row(trust),
      row(count),
      row(value),
      { name: cut, type: 'boolean', dimensions: [] } as const,
      { name: missed, type: 'double', dimensions: [] } as const,
    ],
    outputs: [row(nextMean), row(nextTrust), row(nextCount), row(before)],
    nodes: body.nodes,
    tensors: body.tensors,
  };
  const nowhere = onnx.shared('detrending:nowhere', [size], () => new Float64Array(size).fill(Number.NaN));
  const nothing = onnx.shared('detrending:nothing', [size], () => new Float64Array(size));
  const means = 'detrending_means';
  const outputs = ['detrending_last_mean', 'detrending_last_trust', 'detrending_last_count', means];
  const begin = [nowhere, nothing, nothing];
  onnx.nodeWith(outputs, 'Scan', [...begin, values, first, leftOut], { body: { graph }, num_scan_inputs: 3 });
  return means;
}

type Four = [string, string, string, string];
type Six = [string, string, string, string, string, string];
