import * as op from '../../../lib/engine/wasm/opcodes';
import type { Value } from './tape';

// Operations number by number. Of two operands the second has the first one's shape, or that of its last dimensions, and is
// then the same for all of the leading ones.

export function add(a: Value, b: Value): Value {
  return sum(a, b, 1);
}

export function subtract(a: Value, b: Value): Value {
  return sum(a, b, -1);
}

function sum(a: Value, b: Value, sign: number): Value {
  checkTail(a, b);
  const result = a.tape.result(a.shape, [a, b], ({ gradient }) => {
    if (a.learned) accumulate(a.gradient, gradient, 1);
    if (b.learned) accumulate(b.gradient, gradient, sign);
  });
  const [x, y, out] = [a.data, b.data, result.data];
  const n = y.length;
  for (let from = 0; from < out.length; from += n) {
    for (let i = 0; i < n; i++) out[from + i] = x[from + i]! + sign * y[i]!;
  }
  return result;
}

/** to += factor from, as often as `to` fits into it. */
function accumulate(to: Float32Array, from: Float32Array, factor: number): void {
  const n = to.length;
  for (let start = 0; start < from.length; start += n) {
    for (let i = 0; i < n; i++) to[i]! += factor * from[start + i]!;
  }
}

export function multiply(a: Value, b: Value): Value {
  checkTail(a, b);
  const n = b.size;
  const result = a.tape.result(a.shape, [a, b], ({ gradient }) => {
    const [x, y] = [a.data, b.data];
    if (a.learned) {
      const to = a.gradient;
      for (let from = 0; from < x.length; from += n) {
        for (let i = 0; i < n; i++) to[from + i]! += gradient[from + i]! * y[i]!;
      }
    }
    if (b.learned) {
      const to = b.gradient;
      for (let from = 0; from < x.length; from += n) {
        for (let i = 0; i < n; i++) to[i]! += gradient[from + i]! * x[from + i]!;
      }
    }
  });
  const [x, y, out] = [a.data, b.data, result.data];
  for (let from = 0; from < out.length; from += n) {
    for (let i = 0; i < n; i++) out[from + i] = x[from + i]! * y[i]!;
  }
  return result;
}

function checkTail(a: Value, b: Value): void {
  const tail = a.shape.slice(a.shape.length - b.shape.length);
  if (b.size !== 1 && tail.join() !== b.shape.join()) {
    throw new RangeError(`shape ${b.shape.join('x')} does not end ${a.shape.join('x')}`);
  }
}

/** factor a + offset */
export function linear(a: Value, factor: number, offset = 0): Value {
  return each(
    a,
    (x) => factor * x + offset,
    () => factor,
  );
}

/** f(x) of every number; `slope` is its derivative, from x and f(x). */
export function each(a: Value, f: (x: number) => number, slope: (x: number, y: number) => number): Value {
  const result = a.tape.result(a.shape, [a], (y) => {
    const [x, out, from, to] = [a.data, y.data, y.gradient, a.gradient];
    for (let i = 0; i < x.length; i++) to[i]! += from[i]! * slope(x[i]!, out[i]!);
  });
  const [x, out] = [a.data, result.data];
  for (let i = 0; i < x.length; i++) out[i] = f(x[i]!);
  return result;
}

export const square = (a: Value): Value =>
  each(
    a,
    (x) => x * x,
    (x) => 2 * x,
  );
export const log = (a: Value): Value => each(a, Math.log, (x) => 1 / x);
export const softplus = (a: Value): Value =>
  each(
    a,
    (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    (x) => 1 / (1 + Math.exp(-x)),
  );
/** Klambauer et al. 2017, equation 2. */
export const selu = (a: Value): Value =>
  each(
    a,
    (x) => (x > 0 ? SELU.scale * x : SELU.scale * SELU.alpha * (Math.exp(x) - 1)),
    (x, y) => (x > 0 ? SELU.scale : y + SELU.scale * SELU.alpha),
  );
const SELU = { alpha: 1.6732632423543772, scale: 1.0507009873554805 };

export const relu = (a: Value): Value => activation(a, op.RELU);
export const tanh = (a: Value): Value => activation(a, op.TANH);
export const sigmoid = (a: Value): Value => activation(a, op.SIGMOID);

function activation(a: Value, kind: number): Value {
  const { tape } = a;
  const result = tape.result(a.shape, [a], (y) => {
    tape.run(op.ACTIVATION_BACK, kind, a.at, y.at, y.gradientAt, a.gradientAt, a.size, 1);
  });
  tape.run(op.ACTIVATION, kind, a.at, result.at, a.size);
  return result;
}

/** Zeroes a share of the numbers while training, and raises the others by as much. */
export function dropout(a: Value, rate: number): Value {
  const { tape } = a;
  if (!tape.training || rate === 0) return a;
  const kept = Float32Array.from({ length: a.size }, () => (tape.random.next() < rate ? 0 : 1 / (1 - rate)));
  return multiply(a, tape.constant(a.shape, kept));
}

/** The mean of all numbers. */
export function mean(a: Value): Value {
  return total(a, 1 / a.size);
}

/** factor times the sum of all numbers. */
export function total(a: Value, factor = 1): Value {
  const result = a.tape.result([1], [a], ({ gradient }) => {
    const to = a.gradient;
    const part = gradient[0]! * factor;
    for (let i = 0; i < to.length; i++) to[i]! += part;
  });
  let sum = 0;
  for (const x of a.data) sum += x;
  result.data[0] = factor * sum;
  return result;
}

/** Sums over the last dimension. */
export function rowSums(a: Value): Value {
  const { width, tape } = a;
  const result = tape.result([...a.shape.slice(0, -1), 1], [a], ({ gradient }) => {
    const to = a.gradient;
    for (let i = 0; i < to.length; i++) to[i]! += gradient[Math.floor(i / width)]!;
  });
  const [x, out] = [a.data, result.data];
  for (let row = 0; row < out.length; row++) {
    let sum = 0;
    for (let i = row * width; i < (row + 1) * width; i++) sum += x[i]!;
    out[row] = sum;
  }
  return result;
}

/** Over the last dimension. */
export function softmax(a: Value): Value {
  const { tape, rows, width } = a;
  const result = tape.result(a.shape, [a], (y) => {
    tape.run(op.SOFTMAX_BACK, y.at, y.gradientAt, a.gradientAt, rows, width, 1);
  });
  tape.run(op.SOFTMAX, a.at, result.at, rows, width);
  return result;
}

/** Mean squared difference. */
export function squaredError(a: Value, b: Value): Value {
  return mean(square(subtract(a, b)));
}

/** x w (+ b): x [.., in], w [in, out], b [out]. */
export function affine(x: Value, w: Value, b?: Value): Value {
  const { tape, rows } = x;
  const [inC, outC] = w.shape as [number, number];
  if (x.width !== inC) throw new RangeError(`${x.shape.join('x')} times ${w.shape.join('x')}`);
  const from = b === undefined ? [x, w] : [x, w, b];
  const result = tape.result([...x.shape.slice(0, -1), outC], from, (y) => {
    if (b?.learned) tape.run(op.DENSE_BIAS, y.gradientAt, y.at, b.gradientAt, rows, outC, 0, 1);
    if (w.learned) tape.run(op.DENSE_WEIGHT, x.at, y.gradientAt, w.gradientAt, rows, inC, outC, 1);
    if (x.learned)
      tape.run(op.DENSE_INPUT, y.gradientAt, w.at, tape.reserve(w.size).byteOffset, x.gradientAt, rows, inC, outC, 1);
  });
  tape.run(op.DENSE, x.at, w.at, b?.at ?? tape.zeros, result.at, rows, inC, outC, 0);
  return result;
}
