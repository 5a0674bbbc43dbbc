import type { Scaling } from '../record/record';
import type { OnnxBuilder } from './builder';

/**
 * The scaler: [rows, features] in engineering units to scaled values, both float64; NaN stays NaN.
 * lib/scaling/scaling.ts defines it.
 */
export function mapScaler(onnx: OnnxBuilder, { center, scale, knots }: Scaling, x: string): string {
  const ofCenter = onnx.shared('scaler:center', [center.length], () => Float64Array.from(center));
  const ofScale = onnx.shared('scaler:scale', [scale.length], () => Float64Array.from(scale));
  const affine = onnx.node('Div', [onnx.node('Sub', [x, ofCenter]), ofScale]);
  if (knots === undefined || knots.every((list) => list.length === 0)) return affine;
  // Features of different kinds are scaled one by one and put side by side again.
  const columns = knots.map((list, i) => {
    if (list.length === 0) return column(onnx, affine, i);
    return level(onnx, column(onnx, x, i), list, scale[i]!, i);
  });
  return onnx.node('Concat', columns, { axis: 1 });
}

function column(onnx: OnnxBuilder, x: string, i: number): string {
  return onnx.node('Slice', [x, onnx.integers([i]), onnx.integers([i + 1]), onnx.integers([1])]);
}

/**
 * [rows, 1] -> its quantile level: the sum of what the value has passed of each step between two knots, over the number
 * of steps. A step of no width (knots that repeat) counts half when the value stands on it. Beyond the knots it goes on
 * in a straight line.
 */
function level(onnx: OnnxBuilder, x: string, knots: readonly number[], range: number, i: number): string {
  const last = knots.length - 1;
  const constant = (name: string, values: Float64Array): string =>
    onnx.shared(`scaler:${name}:${i}`, [values.length], () => values);
  const below = constant('from', Float64Array.from(knots.slice(0, last)));
  const width = Float64Array.from({ length: last }, (_, k) => knots[k + 1]! - knots[k]!);
  const past = onnx.node('Sub', [x, below]);
  const wide = constant(
    'flat',
    width.map((w) => (w > 0 ? 0 : 1)),
  );
  const share = onnx.node('Div', [
    past,
    constant(
      'width',
      width.map((w) => (w > 0 ? w : 1)),
    ),
  ]);
  const clipped = onnx.node('Clip', [share, onnx.double(0), onnx.double(1)]);
  const step = onnx.node('Mul', [onnx.node('Add', [onnx.node('Sign', [past]), onnx.double(1)]), onnx.double(0.5)]);
  const flat = onnx.node('Cast', [wide], { to: 9 });
  const passed = onnx.node('Where', [flat, step, clipped]);
  const within = onnx.node('ReduceMean', [passed], { axes: [1], keepdims: 1 });
  const under = onnx.node('Min', [onnx.node('Sub', [x, onnx.double(knots[0]!)]), onnx.double(0)]);
  const over = onnx.node('Max', [onnx.node('Sub', [x, onnx.double(knots[last]!)]), onnx.double(0)]);
  const beyond = onnx.node('Div', [onnx.node('Add', [under, over]), onnx.double(range)]);
  return onnx.node('Add', [within, beyond]);
}
