import { type Graph, type GraphNode, type Ref, type Shape, sizeOf } from '../../network/graph';
import { broadcastOf, convGeometry } from '../../network/shapes';
import type { Compilation } from './compilation';
import * as op from './opcodes';
import { Buffer, Float } from './program';

/** The node of one kind. */
export type NodeOf<Op extends GraphNode['op']> = Extract<GraphNode, { op: Op }>;

export const ACTIVATIONS = { relu: op.RELU, gelu: op.GELU, tanh: op.TANH, sigmoid: op.SIGMOID } as const;

const BINARIES = { add: op.ADD, subtract: op.SUBTRACT, multiply: op.MULTIPLY } as const;

/** Writes the forward pass of all live nodes. */
export function emitForward(c: Compilation): void {
  for (const ref of c.live) emitNode(c, ref, c.graph.nodes[ref]!);
}

function emitNode(c: Compilation, ref: Ref, node: GraphNode): void {
  const { program, value, parameter } = c;
  const y = value(ref);
  const n = sizeOf(node.shape);
  const shapeOf = (x: Ref): Shape => c.graph.nodes[x]!.shape;
  switch (node.op) {
    case 'input':
    case 'reshape':
      return;
    case 'dense': {
      const { rows, width, units } = denseSizes(c.graph, node);
      const fused = c.rectified.has(ref) ? 1 : 0;
      program.emit(op.DENSE, value(node.x), parameter(node.weight), parameter(node.bias), y, rows, width, units, fused);
      return;
    }
    case 'conv1d': {
      const sizes = convSizes(c.graph, node);
      const scratch = new Buffer(sizes.steps * sizes.channels);
      const fused = c.rectified.has(ref) ? 1 : 0;
      const [w, b] = [parameter(node.weight), parameter(node.bias)];
      program.emit(op.CONV, value(node.x), w, b, y, scratch, ...sizes.args, fused);
      return;
    }
    case 'relu':
      if (c.rectified.get(node.x) === ref) return;
      program.emit(op.ACTIVATION, op.RELU, value(node.x), y, n);
      return;
    case 'gelu':
    case 'tanh':
    case 'sigmoid':
      program.emit(op.ACTIVATION, ACTIVATIONS[node.op], value(node.x), y, n);
      return;
    case 'softmax':
      program.emit(op.SOFTMAX, value(node.x), y, n / node.shape.at(-1)!, node.shape.at(-1)!);
      return;
    case 'layer-norm': {
      const width = node.shape.at(-1)!;
      const [gain, offset] = [parameter(node.gain), parameter(node.offset)];
      const stats = normStats(c, ref, n / width);
      program.emit(op.NORM, value(node.x), gain, offset, y, stats, n / width, width, new Float(node.epsilon));
      return;
    }
    case 'parameter':
      program.emit(op.PARAMETER, parameter(node.name), y, n);
      return;
    case 'add':
    case 'subtract':
    case 'multiply': {
      const { mode, inner } = spread(node.op, node.shape, shapeOf(node.b));
      program.emit(op.BINARY, BINARIES[node.op], mode, value(node.a), value(node.b), y, n, inner, 0);
      return;
    }
    case 'concat':
      emitConcat(c, node, y);
      return;
    case 'slice': {
      const { outer, length, inner } = around(shapeOf(node.x), node.axis);
      const chunk = (node.to - node.from) * inner;
      program.emit(op.COPY, value(node.x), y, outer, chunk, length * inner, chunk, 0, node.from * inner, 0);
      return;
    }
    case 'mean': {
      const { outer, length, inner } = around(shapeOf(node.x), node.axis);
      program.emit(op.MEAN, value(node.x), y, outer, length, inner);
      return;
    }
    case 'dropout':
      program.emit(op.DROPOUT, value(node.x), y, n, new Float(node.rate), ref, 0);
      return;
    case 'squared-error':
      program.emit(op.SQUARED_ERROR, value(node.a), value(node.b), y, n);
      return;
    case 'mean-squared-error':
      program.emit(op.MEAN_SQUARED_ERROR, value(node.a), value(node.b), y, sizeOf(shapeOf(node.a)));
      return;
    case 'combine':
      node.xs.forEach((x, i) => {
        program.emit(op.SCALE, value(x), y, 1, new Float(node.weights[i]!), i === 0 ? 0 : 1);
      });
      return;
  }
}

function emitConcat(c: Compilation, node: NodeOf<'concat'>, y: Buffer): void {
  const { outer, length, inner } = around(node.shape, node.axis);
  let from = 0;
  for (const x of node.xs) {
    const chunk = c.graph.nodes[x]!.shape[node.axis]! * inner;
    c.program.emit(op.COPY, c.value(x), y, outer, chunk, chunk, length * inner, 0, 0, from);
    from += chunk;
  }
}

/** An axis of a shape as [outer, length, inner]. */
export function around(shape: Shape, axis: number): { outer: number; length: number; inner: number } {
  return { outer: sizeOf(shape.slice(0, axis)), length: shape[axis]!, inner: sizeOf(shape.slice(axis + 1)) };
}

/** How the kernels spread b over a. */
export function spread(name: string, a: Shape, b: Shape): { mode: number; inner: number } {
  const kind = broadcastOf(name, a, b);
  if (kind === 'none') return { mode: op.SAME, inner: 0 };
  // A single number serves all elements of the example.
  if (kind === 'leading' && sizeOf(b) > 1) return { mode: op.LEADING, inner: sizeOf(b) };
  return { mode: op.TRAILING, inner: sizeOf(a) / sizeOf(b) };
}

export function denseSizes(graph: Graph, node: NodeOf<'dense'>): { rows: number; width: number; units: number } {
  const width = graph.nodes[node.x]!.shape.at(-1)!;
  const units = node.shape.at(-1)!;
  return { rows: sizeOf(node.shape) / units, width, units };
}

export interface ConvSizes {
  readonly channels: number;
  readonly units: number;
  readonly time: number;
  readonly size: number;
  readonly reach: number;
  /** Time steps of the padded copy. */
  readonly steps: number;
  /** time in out timeOut size stride dilation before */
  readonly args: readonly number[];
}

export function convSizes(graph: Graph, node: NodeOf<'conv1d'>): ConvSizes {
  const [time, channels] = graph.nodes[node.x]!.shape as [number, number];
  const [timeOut, units] = node.shape as [number, number];
  const size = graph.parameters.find((p) => p.name === node.weight)!.shape[0]!;
  const { before } = convGeometry(time, size, node.stride, node.dilation, node.padding);
  const reach = (size - 1) * node.dilation;
  const steps = Math.max(before + time, (timeOut - 1) * node.stride + reach + 1);
  const args = [time, channels, units, timeOut, size, node.stride, node.dilation, before];
  return { channels, units, time, size, reach, steps, args };
}

/** Mean and deviation of every row of a layer norm, kept for its gradient. */
export function normStats(c: Compilation, ref: Ref, rows: number): Buffer {
  let buffer = c.stats.get(ref);
  if (buffer === undefined) {
    buffer = new Buffer(rows * 2 * c.capacity);
    c.stats.set(ref, buffer);
  }
  return buffer;
}
