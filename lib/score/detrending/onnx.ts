import { OnnxBuilder } from '../../onnx/builder';
import type { RowOrder } from '../../onnx/records';
import { pick, place, whereMeasured } from '../../onnx/rows';
import { BEARABLE_PART } from '../../time/missing';
import { type InputScale, REACH } from '../fitted';
import { AT_HOME, FEW } from './detrender';
import { STANDS } from './paces';

type Gaps = Pick<RowOrder, 'first' | 'leftOut'>;

/**
 * What Detrender makes of every row.
 * @param input [rows, features], as prepare() of fitted.ts gives it
 * @param scaled NaN = missing
 */
export function exportDetrended(
  onnx: OnnxBuilder,
  { rate, gain, stood }: InputScale,
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
  const { means, gains: lately } = slowMeans(onnx, measured, order, {
    rates: Float64Array.from(followed, (i) => rate[i]!),
    far,
    stood: Uint8Array.from(followed, (i) => stood[i]!),
  });
  const gains = stored(
    'gain',
    Float64Array.from(followed, (i) => gain[i]!),
  );
  const off = onnx.node('Mul', [onnx.node('Mul', [onnx.node('Sub', [measured, means]), gains]), lately]);
  const within = onnx.node('Max', [onnx.node('Min', [off, onnx.double(REACH)]), onnx.double(-REACH)]);
  const moved = onnx.node('Where', [onnx.node('IsNaN', [off]), onnx.double(0), within]);
  const kept = stored(
    'settled',
    rate.map((one) => (one > 0 ? 0 : 1)),
  );
  return onnx.node('Add', [onnx.node('Mul', [input, kept]), place(onnx, moved, followed, width)]);
}

interface Following {
  readonly rates: Float64Array;
  /** How far a value may be from the mean, by feature. */
  readonly far: Float64Array;
  /** See Detrending.stood, by feature. */
  readonly stood: Uint8Array;
}

/**
 * The slow mean before every row, or its value where the row is the first of a feature; see Detrender.
 * @param values [rows, size], NaN = missing
 * @returns both [rows, size]; the gains are those of Paces, 1 for what did not stand
 */
function slowMeans(
  onnx: OnnxBuilder,
  values: string,
  { first, leftOut }: Gaps,
  { rates, far, stood }: Following,
): { readonly means: string; readonly gains: string } {
  const size = far.length;
  const body = new OnnxBuilder('detrending_');
  const named = (name: string): string => `detrending_${name}`;
  const [mean, trust, count, pace, last, standing] = STATE.map(named) as Six;
  const [nextMean, nextTrust, nextCount, nextPace, nextLast, nextStanding] = STATE.map((name) =>
    named(`next_${name}`),
  ) as Six;
  const [value, cut, missed, before, gain] = ['value', 'cut', 'missed', 'before', 'gain'].map(named) as Five;
  const [none, zero, one] = [onnx.double(Number.NaN), onnx.double(0), onnx.double(1)];
  const rate = onnx.shared('detrending:rate', [size], () => rates);
  const reach = onnx.shared('detrending:far', [size], () => far);
  const bearable = body.node('Mul', [trust, onnx.double(BEARABLE_PART)]);
  const everStood = onnx.shared('detrending:stood', [size], () => Float64Array.from(stood));
  const isStanding = body.node('Greater', [everStood, zero]);
  const isFar = body.node('And', [body.node('Greater', [missed, bearable]), body.node('Not', [isStanding])]);
  const begins = body.node('And', [cut, isFar]);
  const held = body.node('Where', [begins, none, mean]);
  const isNear = body.node('LessOrEqual', [body.node('Abs', [value]), onnx.double(AT_HOME)]);
  const isHome = body.node('And', [isStanding, isNear]);
  const from = body.node('Where', [body.node('IsNaN', [held]), value, held]);
  body.named(before, 'Where', [isHome, zero, from]);
  const off = body.node('Sub', [value, before]);
  const isMissing = body.node('IsNaN', [off]);
  const isBeyond = body.node('Greater', [body.node('Abs', [off]), reach]);
  const grows = body.node('Where', [isBeyond, onnx.double(-1), body.node('Where', [isMissing, zero, one])]);
  const grown = body.node('Add', [body.node('Where', [begins, zero, trust]), grows]);
  body.named(nextTrust, 'Max', [body.node('Min', [grown, body.node('Div', [one, rate])]), zero]);
  const bounded = body.node('Max', [body.node('Min', [off, reach]), body.node('Neg', [reach])]);
  const isLeft = body.node('And', [isBeyond, body.node('LessOrEqual', [nextTrust, zero])]);
  const counts = body.node('Where', [body.node('Or', [isBeyond, isMissing]), zero, one]);
  const counted = body.node('Add', [body.node('Where', [begins, zero, count]), counts]);
  body.named(nextCount, 'Where', [isLeft, one, body.node('Min', [counted, onnx.double(FEW + 1)])]);
  const early = body.node('Max', [body.node('Div', [one, body.node('Max', [nextCount, one])]), rate]);
  const few = body.node('LessOrEqual', [nextCount, onnx.double(FEW)]);
  const mayBegin = body.node('Not', [body.node('Or', [isBeyond, isStanding])]);
  const weight = body.node('Where', [body.node('And', [few, mayBegin]), early, rate]);
  const change = body.node('Abs', [body.node('Sub', [value, last])]);
  const isStill = body.node('LessOrEqual', [change, onnx.double(STANDS)]);
  const stands = body.node('Where', [isStill, body.node('Add', [standing, one]), zero]);
  body.named(nextStanding, 'Where', [isMissing, standing, stands]);
  const slow = body.node('Mul', [bounded, weight]);
  const distance = body.node('Abs', [bounded]);
  const speed = body.node('Mul', [rate, body.node('Min', [one, body.node('Mul', [rate, nextStanding])])]);
  const least = body.node('Min', [distance, speed]);
  const isSlower = body.node('And', [isStanding, body.node('Less', [body.node('Abs', [slow]), least])]);
  const own = body.node('Where', [isSlower, body.node('Mul', [body.node('Sign', [bounded]), least]), slow]);
  const move = body.node('Where', [isMissing, zero, own]);
  body.named(nextMean, 'Where', [isLeft, value, body.node('Add', [before, move])]);
  const steadiness = body.node('Div', [pace, onnx.double(AT_HOME)]);
  body.named(gain, 'Div', [one, body.node('Max', [one, steadiness])]);
  const most = body.node('Min', [change, onnx.double(REACH)]);
  const livelier = body.node('Add', [pace, body.node('Mul', [rate, body.node('Sub', [most, pace])])]);
  const isTold = body.node('And', [isStanding, body.node('Not', [body.node('IsNaN', [change])])]);
  body.named(nextPace, 'Where', [isTold, livelier, pace]);
  body.named(nextLast, 'Where', [isMissing, last, value]);
  const row = (name: string) => ({ name, type: 'double', dimensions: [size] }) as const;
  const graph = {
    name: 'detrending_rows',
    inputs: [
      row(mean),
      row(trust),
      row(count),
      row(pace),
      row(last),
      row(standing),
      row(value),
      { name: cut, type: 'boolean', dimensions: [] } as const,
      { name: missed, type: 'double', dimensions: [] } as const,
    ],
    outputs: [nextMean, nextTrust, nextCount, nextPace, nextLast, nextStanding, before, gain].map(row),
    nodes: body.nodes,
    tensors: body.tensors,
  };
  const nowhere = onnx.shared('detrending:nowhere', [size], () =>
    Float64Array.from(stood, (one) => (one === 1 ? 0 : Number.NaN)),
  );
  const nothing = onnx.shared('detrending:nothing', [size], () => new Float64Array(size));
  const unseen = onnx.shared('detrending:unseen', [size], () => new Float64Array(size).fill(Number.NaN));
  const [means, gains] = [named('means'), named('gains')];
  const outputs = [...STATE.map((name) => named(`last_${name}`)), means, gains];
  const begin = [nowhere, nothing, nothing, nothing, unseen, nothing];
  onnx.nodeWith(outputs, 'Scan', [...begin, values, first, leftOut], { body: { graph }, num_scan_inputs: 3 });
  return { means, gains };
}

/** What is remembered of each feature from row to row. */
const STATE = ['mean', 'trust', 'count', 'pace', 'last', 'standing'] as const;

type Five = [string, string, string, string, string];
type Six = [...Five, string];
