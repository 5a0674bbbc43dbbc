import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { GraphNode, Shape } from '../../network/graph';
import { convGeometry } from '../../network/shapes';
import type { Tf } from './tfjs';

/** What an operation may use. Values have the batch as first axis; those of parameters have 1 there. */
export interface Scope {
  readonly tf: Tf;
  readonly value: (ref: number) => Tensor;
  readonly input: (name: string) => Tensor;
  readonly parameter: (name: string) => Tensor;
  /** Keep-mask of a dropout node, already scaled by 1 / (1 - rate); undefined when scoring. */
  readonly mask: (ref: number, shape: Shape) => Tensor | undefined;
}

/** The value of one node, made of tfjs-core's public operations, which bring their gradients. */
export function evaluate(scope: Scope, node: GraphNode, ref: number): Tensor {
  const { tf, value } = scope;
  switch (node.op) {
    case 'input':
      return scope.input(node.name);
    case 'parameter':
      return tf.reshape(scope.parameter(node.name), [1, ...node.shape]);
    case 'dense':
      return dense(tf, value(node.x), scope.parameter(node.weight), scope.parameter(node.bias));
    case 'conv1d':
      return conv1d(scope, node);
    case 'relu':
      return tf.relu(value(node.x));
    case 'gelu':
      return gelu(tf, value(node.x));
    case 'tanh':
      return tf.tanh(value(node.x));
    case 'sigmoid':
      return tf.sigmoid(value(node.x));
    case 'softmax':
      return tf.softmax(value(node.x));
    case 'layer-norm':
      return layerNorm(tf, value(node.x), scope.parameter(node.gain), scope.parameter(node.offset), node.epsilon);
    case 'add':
      return tf.add(value(node.a), aligned(tf, value(node.a), value(node.b)));
    case 'subtract':
      return tf.sub(value(node.a), aligned(tf, value(node.a), value(node.b)));
    case 'multiply':
      return tf.mul(value(node.a), aligned(tf, value(node.a), value(node.b)));
    case 'concat':
      return tf.concat(sameBatch(tf, node.xs.map(value)), node.axis + 1);
    case 'slice':
      return slice(tf, value(node.x), node.axis + 1, node.from, node.to);
    case 'reshape':
      return tf.reshape(value(node.x), [value(node.x).shape[0]!, ...node.shape]);
    case 'mean':
      return tf.mean(value(node.x), node.axis + 1, node.keep);
    case 'dropout': {
      const mask = scope.mask(ref, node.shape);
      return mask ? tf.mul(value(node.x), mask) : value(node.x);
    }
    case 'squared-error':
      return tf.square(tf.sub(value(node.a), value(node.b)));
    case 'mean-squared-error': {
      const squares = tf.square(tf.sub(value(node.a), value(node.b)));
      return tf.mean(tf.reshape(squares, [squares.shape[0]!, -1]), 1);
    }
    case 'combine':
      return node.xs.map((x, i) => tf.mul(value(x), node.weights[i]!)).reduce((sum, term) => tf.add(sum, term));
  }
}

function dense(tf: Tf, x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  const [width, units] = weight.shape as [number, number];
  const flat = tf.reshape(x, [-1, width]);
  const y = tf.fused.matMul({ a: flat as Tensor2D, b: weight as Tensor2D, bias });
  return tf.reshape(y, [...x.shape.slice(0, -1), units]);
}

/**
 * A convolution over time as one matrix product: the taps of every step side by side, times the kernel. tfjs has no
 * gradient for dilated convolutions; those of pad, slice, concat and matMul are right on every back end.
 */
function conv1d(scope: Scope, node: Extract<GraphNode, { op: 'conv1d' }>): Tensor {
  const { tf } = scope;
  const x = scope.value(node.x);
  const kernel = scope.parameter(node.weight);
  const [size, width, units] = kernel.shape as [number, number, number];
  const [batch, steps] = x.shape as [number, number];
  const { stride, dilation } = node;
  const { time, before } = convGeometry(steps, size, stride, dilation, node.padding);
  // Every tap reads time * stride steps, from its own offset on.
  const length = (size - 1) * dilation + time * stride;
  const padded = tf.pad(x, [
    [0, 0],
    [before, Math.max(0, length - before - steps)],
    [0, 0],
  ]);
  const taps: Tensor[] = [];
  for (let tap = 0; tap < size; tap++) {
    const steps = tf.slice(padded, [0, tap * dilation, 0], [batch, time * stride, width]);
    taps.push(stride === 1 ? steps : everyNth(tf, steps, time, stride));
  }
  const columns = taps.length === 1 ? taps[0]! : tf.concat(taps, 2);
  return dense(tf, columns, tf.reshape(kernel, [size * width, units]), scope.parameter(node.bias));
}

/** [batch, time * n, width] -> the first of each n steps (strided slices have no gradient in tfjs). */
function everyNth(tf: Tf, x: Tensor, time: number, n: number): Tensor {
  const [batch, , width] = x.shape as [number, number, number];
  const grouped = tf.reshape(x, [batch, time, n * width]);
  return tf.slice(grouped, [0, 0, 0], [batch, time, width]);
}

function gelu(tf: Tf, x: Tensor): Tensor {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}

function layerNorm(tf: Tf, x: Tensor, gain: Tensor, offset: Tensor, epsilon: number): Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centred), -1, true);
  return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon))), gain), offset);
}

function slice(tf: Tf, x: Tensor, axis: number, from: number, to: number): Tensor {
  const begin = x.shape.map((_, i) => (i === axis ? from : 0));
  const size = x.shape.map((n, i) => (i === axis ? to - from : n));
  return tf.slice(x, begin, size);
}

/** b with as many axes as a: [batch, c] against [batch, time, c] becomes [batch, 1, c]. */
function aligned(tf: Tf, a: Tensor, b: Tensor): Tensor {
  if (b.rank === a.rank) return b;
  const [batch, ...rest] = b.shape as [number, ...number[]];
  return tf.reshape(b, [batch, ...new Array<number>(a.rank - b.rank).fill(1), ...rest]);
}

/** Repeats values of parameters for every example where others are per example (tile's gradient is a slow loop). */
export function sameBatch(tf: Tf, xs: readonly Tensor[]): Tensor[] {
  const batch = Math.max(...xs.map((x) => x.shape[0]!));
  return xs.map((x) => (x.shape[0] === batch ? x : tf.add(x, tf.zeros([batch, ...x.shape.slice(1)]))));
}
