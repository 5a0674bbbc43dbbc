import type { Operation, Ref, Shape } from './graph';
import { sizeOf } from './graph';

/** A graph that cannot be: the text names the operation and the shapes that do not fit. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
}

/** What shape inference asks about the rest of the graph. */
export interface Surroundings {
  /** Shape of an earlier node. @throws GraphError when there is none */
  shapeOf(ref: Ref): Shape;
  /** Shape of a parameter. @throws GraphError when there is none */
  parameterShape(name: string): Shape;
}

/** How operand b of an element-wise operation is spread over a. */
export type Broadcast =
  /** The same shape. */
  | 'none'
  /** b repeats along a's leading axes: [c] or [1, c] against [time, c]. */
  | 'leading'
  /** b repeats along a's trailing axes: [time, 1] against [time, c]. */
  | 'trailing';

/** `[64, 32]`, for texts. */
export function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/**
 * Shape of the value of an operation (without the batch). Checks everything that the engines rely on.
 * @throws GraphError
 */
export function inferShape(operation: Exclude<Operation, { op: 'input' }>, around: Surroundings): Shape {
  switch (operation.op) {
    case 'dense':
      return denseShape(operation, around);
    case 'conv1d':
      return convShape(operation, around);
    case 'relu':
    case 'gelu':
    case 'tanh':
    case 'sigmoid':
      return around.shapeOf(operation.x);
    case 'softmax':
      return atLeastVector('softmax', around.shapeOf(operation.x));
    case 'layer-norm':
      return layerNormShape(operation, around);
    case 'parameter':
      return around.parameterShape(operation.name);
    case 'add':
    case 'subtract':
    case 'multiply': {
      const a = around.shapeOf(operation.a);
      broadcastOf(operation.op, a, around.shapeOf(operation.b));
      return a;
    }
    case 'concat':
      return concatShape(operation, around);
    case 'slice':
      return sliceShape(operation, around);
    case 'reshape':
      return reshapeShape(operation, around);
    case 'mean':
      return meanShape(operation, around);
    case 'dropout':
      check(operation.rate >= 0 && operation.rate < 1, `dropout: rate ${operation.rate} must be in [0, 1)`);
      return around.shapeOf(operation.x);
    case 'squared-error':
      return sameShape(operation, around);
    case 'mean-squared-error':
      sameShape(operation, around);
      return [];
    case 'combine':
      return combineShape(operation, around);
  }
}

/**
 * How b is spread over a.
 * @throws GraphError when it cannot be
 */
export function broadcastOf(op: string, a: Shape, b: Shape): Broadcast {
  if (equal(a, b)) return 'none';
  const ones = b.findIndex((n) => n !== 1);
  const core = ones < 0 ? [] : b.slice(ones);
  if (b.length <= a.length && equal(core, a.slice(a.length - core.length))) return 'leading';
  const last = b.findLastIndex((n) => n !== 1);
  if (b.length === a.length && equal(b.slice(0, last + 1), a.slice(0, last + 1))) return 'trailing';
  throw new GraphError(`${op}: ${shapeText(b)} cannot be spread over ${shapeText(a)}`);
}

/**
 * Geometry of a conv1d over `time` steps: steps out, and zeros before and after. `same` is centred with the odd zero
 * at the end (as in TensorFlow), `causal` has all zeros before.
 */
export function convGeometry(
  time: number,
  size: number,
  stride: number,
  dilation: number,
  padding: 'same' | 'causal',
): { time: number; before: number; after: number } {
  const out = Math.ceil(time / stride);
  const reach = (size - 1) * dilation;
  if (padding === 'causal') return { time: out, before: reach, after: 0 };
  const total = Math.max(0, (out - 1) * stride + reach + 1 - time);
  const before = Math.floor(total / 2);
  return { time: out, before, after: total - before };
}

function check(condition: boolean, text: string): asserts condition {
  if (!condition) throw new GraphError(text);
}

function equal(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((n, i) => n === b[i]);
}

function atLeastVector(op: string, shape: Shape): Shape {
  check(shape.length >= 1, `${op}: needs at least one axis, got ${shapeText(shape)}`);
  return shape;
}

function expectParameter(op: string, name: string, expected: Shape, around: Surroundings): void {
  const shape = around.parameterShape(name);
  check(
    equal(shape, expected),
    `${op}: parameter '${name}' is ${shapeText(shape)} but ${shapeText(expected)} is needed`,
  );
}

function denseShape(o: Extract<Operation, { op: 'dense' }>, around: Surroundings): Shape {
  const x = atLeastVector('dense', around.shapeOf(o.x));
  const w = around.parameterShape(o.weight);
  check(
    w.length === 2 && w[0] === x.at(-1),
    `dense: input ${shapeText(x)} does not fit weight '${o.weight}' ${shapeText(w)}`,
  );
  expectParameter('dense', o.bias, [w[1]!], around);
  return [...x.slice(0, -1), w[1]!];
}

function convShape(o: Extract<Operation, { op: 'conv1d' }>, around: Surroundings): Shape {
  const x = around.shapeOf(o.x);
  const w = around.parameterShape(o.weight);
  check(
    x.length === 2 && w.length === 3 && w[1] === x[1],
    `conv1d: input ${shapeText(x)} does not fit kernel '${o.weight}' ${shapeText(w)} ([time, in] and [size, in, out])`,
  );
  for (const key of ['stride', 'dilation'] as const) {
    check(Number.isInteger(o[key]) && o[key] >= 1, `conv1d: ${key} ${o[key]} must be an integer of at least 1`);
  }
  check(o.padding === 'same' || o.padding === 'causal', `conv1d: padding '${o.padding}' must be 'same' or 'causal'`);
  expectParameter('conv1d', o.bias, [w[2]!], around);
  return [convGeometry(x[0]!, w[0]!, o.stride, o.dilation, o.padding).time, w[2]!];
}

function layerNormShape(o: Extract<Operation, { op: 'layer-norm' }>, around: Surroundings): Shape {
  const x = atLeastVector('layer-norm', around.shapeOf(o.x));
  expectParameter('layer-norm', o.gain, [x.at(-1)!], around);
  expectParameter('layer-norm', o.offset, [x.at(-1)!], around);
  check(o.epsilon > 0 && o.epsilon < 1, `layer-norm: epsilon ${o.epsilon} must be between 0 and 1`);
  return x;
}

function axisOf(op: string, shape: Shape, axis: number): number {
  check(Number.isInteger(axis) && axis >= 0 && axis < shape.length, `${op}: ${shapeText(shape)} has no axis ${axis}`);
  return axis;
}

function concatShape(o: Extract<Operation, { op: 'concat' }>, around: Surroundings): Shape {
  check(o.xs.length >= 1, 'concat: needs at least one operand');
  const first = around.shapeOf(o.xs[0]!);
  const axis = axisOf('concat', first, o.axis);
  let length = 0;
  for (const ref of o.xs) {
    const shape = around.shapeOf(ref);
    const fits = shape.length === first.length && shape.every((n, i) => i === axis || n === first[i]);
    check(fits, `concat: ${shapeText(shape)} does not fit ${shapeText(first)} along axis ${axis}`);
    length += shape[axis]!;
  }
  return first.with(axis, length);
}

function sliceShape(o: Extract<Operation, { op: 'slice' }>, around: Surroundings): Shape {
  const x = around.shapeOf(o.x);
  const axis = axisOf('slice', x, o.axis);
  const fits = Number.isInteger(o.from) && Number.isInteger(o.to) && o.from >= 0 && o.to > o.from && o.to <= x[axis]!;
  check(fits, `slice: ${o.from}..${o.to} of axis ${axis} is outside of ${shapeText(x)}`);
  return x.with(axis, o.to - o.from);
}

function reshapeShape(o: Extract<Operation, { op: 'reshape' }>, around: Surroundings): Shape {
  const x = around.shapeOf(o.x);
  const positive = o.shape.every((n) => Number.isInteger(n) && n >= 1);
  check(positive && sizeOf(o.shape) === sizeOf(x), `reshape: ${shapeText(x)} cannot become ${shapeText(o.shape)}`);
  return o.shape;
}

function meanShape(o: Extract<Operation, { op: 'mean' }>, around: Surroundings): Shape {
  const x = around.shapeOf(o.x);
  const axis = axisOf('mean', x, o.axis);
  return o.keep ? x.with(axis, 1) : x.toSpliced(axis, 1);
}

function sameShape(o: { op: string; a: Ref; b: Ref }, around: Surroundings): Shape {
  const a = around.shapeOf(o.a);
  const b = around.shapeOf(o.b);
  check(equal(a, b), `${o.op}: ${shapeText(a)} and ${shapeText(b)} differ`);
  return a;
}

function combineShape(o: Extract<Operation, { op: 'combine' }>, around: Surroundings): Shape {
  check(
    o.xs.length >= 1 && o.xs.length === o.weights.length,
    `combine: ${o.xs.length} operands, ${o.weights.length} weights`,
  );
  check(o.weights.every(Number.isFinite), 'combine: weights must be finite numbers');
  for (const ref of o.xs) {
    const shape = around.shapeOf(ref);
    check(shape.length === 0, `combine: ${shapeText(shape)} is not one number per example, []`);
  }
  return [];
}
