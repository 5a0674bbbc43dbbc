import {
  type Graph,
  type GraphNode,
  neededBy,
  operandsOf,
  parameterOffsets,
  type Ref,
  type Shape,
  sizeOf,
} from '../network/graph';
import { convGeometry } from '../network/shapes';
import type { OnnxBuilder } from './builder';

/**
 * Maps the nodes of a graph onto ONNX. Values have the batch as first axis, those of parameters alone have 1 there.
 * @param inputs names of the values of the graph's inputs
 * @param outputs what is wanted of the graph's outputs
 * @returns name of the value of each output; all with the whole batch
 */
export function mapGraph(
  onnx: OnnxBuilder,
  graph: Graph,
  weights: Float32Array,
  inputs: Readonly<Record<string, string>>,
  outputs: readonly string[],
): Record<string, string> {
  const refs = outputs.map((name) => graph.outputs[name]!);
  const offsets = parameterOffsets(graph);
  const shapes = new Map(graph.parameters.map(({ name, shape }) => [name, shape]));
  const context: Context = {
    onnx,
    graph,
    values: [],
    perBatch: perBatch(graph),
    inputs,
    shapeOf: (name) => shapes.get(name)!,
    weightsOf: (name) => weights.subarray(offsets.get(name)!, offsets.get(name)! + sizeOf(shapes.get(name)!)),
  };
  for (const ref of neededBy(graph, refs)) context.values[ref] = map(context, graph.nodes[ref]!);
  return Object.fromEntries(outputs.map((name, i) => [name, wholeBatch(context, refs[i]!)]));
}

interface Context {
  readonly onnx: OnnxBuilder;
  readonly graph: Graph;
  readonly values: string[];
  /** Whether a value is the same for every example. */
  readonly perBatch: readonly boolean[];
  readonly inputs: Readonly<Record<string, string>>;
  readonly shapeOf: (parameter: string) => Shape;
  readonly weightsOf: (parameter: string) => Float32Array;
}

function perBatch(graph: Graph): boolean[] {
  const result: boolean[] = [];
  for (const node of graph.nodes) result.push(node.op !== 'input' && operandsOf(node).every((ref) => result[ref]!));
  return result;
}

function map(context: Context, node: GraphNode): string {
  const { onnx, values } = context;
  const at = (ref: Ref): string => values[ref]!;
  switch (node.op) {
    case 'input':
      return context.inputs[node.name]!;
    case 'parameter':
      return onnx.shared(`value:${node.name}`, [1, ...node.shape], () => context.weightsOf(node.name));
    case 'dense': {
      const product = onnx.node('MatMul', [at(node.x), parameter(context, node.weight)]);
      return onnx.node('Add', [product, parameter(context, node.bias)]);
    }
    case 'conv1d':
      return conv1d(context, node);
    case 'relu':
      return onnx.node('Relu', [at(node.x)]);
    case 'tanh':
      return onnx.node('Tanh', [at(node.x)]);
    case 'sigmoid':
      return onnx.node('Sigmoid', [at(node.x)]);
    case 'gelu': {
      const erf = onnx.node('Erf', [onnx.node('Mul', [at(node.x), onnx.float(Math.SQRT1_2)])]);
      const half = onnx.node('Mul', [at(node.x), onnx.float(0.5)]);
      return onnx.node('Mul', [half, onnx.node('Add', [erf, onnx.float(1)])]);
    }
    case 'softmax':
      return onnx.node('Softmax', [at(node.x)], { axis: -1 });
    case 'layer-norm': {
      const inputs = [at(node.x), parameter(context, node.gain), parameter(context, node.offset)];
      return onnx.node('LayerNormalization', inputs, { axis: -1, epsilon: { float: node.epsilon } });
    }
    case 'add':
      return onnx.node('Add', [at(node.a), aligned(context, node)]);
    case 'subtract':
      return onnx.node('Sub', [at(node.a), aligned(context, node)]);
    case 'multiply':
      return onnx.node('Mul', [at(node.a), aligned(context, node)]);
    case 'concat': {
      const mixed = !node.xs.every((ref) => context.perBatch[ref]);
      const parts = node.xs.map((ref) => (mixed ? wholeBatch(context, ref) : at(ref)));
      return onnx.node('Concat', parts, { axis: node.axis + 1 });
    }
    case 'slice': {
      const range = [[node.from], [node.to], [node.axis + 1]].map((values) => onnx.integers(values));
      return onnx.node('Slice', [at(node.x), ...range]);
    }
    case 'reshape':
      return onnx.node('Reshape', [at(node.x), onnx.integers([-1, ...node.shape])]);
    case 'mean':
      return onnx.node('ReduceMean', [at(node.x)], { axes: [node.axis + 1], keepdims: node.keep ? 1 : 0 });
    case 'dropout':
      return at(node.x);
    case 'squared-error':
      return squared(onnx, at(node.a), at(node.b));
    case 'mean-squared-error': {
      const axes = context.graph.nodes[node.a]!.shape.map((_, axis) => axis + 1);
      const squares = squared(onnx, at(node.a), at(node.b));
      return axes.length === 0 ? squares : onnx.node('ReduceMean', [squares], { axes, keepdims: 0 });
    }
    case 'combine': {
      const terms = node.xs.map((ref, i) => onnx.node('Mul', [at(ref), onnx.float(node.weights[i]!)]));
      return terms.reduce((sum, term) => onnx.node('Add', [sum, term]));
    }
  }
}

/** A weight that several operations share is stored once. */
function parameter({ onnx, shapeOf, weightsOf }: Context, name: string): string {
  return onnx.shared(`weight:${name}`, shapeOf(name), () => weightsOf(name));
}

/** ONNX convolves [batch, channels, time] with [out, in, size]; ours are [batch, time, channels] and [size, in, out]. */
function conv1d(context: Context, node: Extract<GraphNode, { op: 'conv1d' }>): string {
  const { onnx, graph } = context;
  const [size, width, units] = context.shapeOf(node.weight) as [number, number, number];
  const [time] = graph.nodes[node.x]!.shape as [number];
  const { before, after } = convGeometry(time, size, node.stride, node.dilation, node.padding);
  const kernel = onnx.shared(`kernel:${node.weight}`, [units, width, size], () =>
    turn(context.weightsOf(node.weight), size, width, units),
  );
  const channelsFirst = onnx.node('Transpose', [context.values[node.x]!], { perm: [0, 2, 1] });
  const convolved = onnx.node('Conv', [channelsFirst, kernel, parameter(context, node.bias)], {
    kernel_shape: [size],
    strides: [node.stride],
    dilations: [node.dilation],
    pads: [before, after],
  });
  return onnx.node('Transpose', [convolved], { perm: [0, 2, 1] });
}

/** [size, in, out] -> [out, in, size] */
function turn(kernel: Float32Array, size: number, width: number, units: number): Float32Array {
  const turned = new Float32Array(kernel.length);
  for (let tap = 0; tap < size; tap++)
    for (let i = 0; i < width; i++)
      for (let o = 0; o < units; o++) turned[(o * width + i) * size + tap] = kernel[(tap * width + i) * units + o]!;
  return turned;
}

function squared(onnx: OnnxBuilder, a: string, b: string): string {
  const difference = onnx.node('Sub', [a, b]);
  return onnx.node('Mul', [difference, difference]);
}

/** Operand b with as many axes as a: [batch, c] against [batch, time, c] becomes [batch, 1, c]. */
function aligned({ onnx, graph, values }: Context, { a, b }: { readonly a: Ref; readonly b: Ref }): string {
  const shape = graph.nodes[b]!.shape;
  const missing = graph.nodes[a]!.shape.length - shape.length;
  if (missing === 0) return values[b]!;
  return onnx.node('Reshape', [values[b]!, onnx.integers([-1, ...new Array<number>(missing).fill(1), ...shape])]);
}

/** Repeats what depends on no input for every example. */
function wholeBatch({ onnx, graph, values, perBatch, inputs }: Context, ref: Ref): string {
  if (!perBatch[ref]) return values[ref]!;
  const batch = onnx.node('Slice', [
    onnx.node('Shape', [Object.values(inputs)[0]!]),
    onnx.integers([0]),
    onnx.integers([1]),
  ]);
  const shape = graph.nodes[ref]!.shape;
  const whole = shape.length === 0 ? batch : onnx.node('Concat', [batch, onnx.integers(shape)], { axis: 0 });
  return onnx.node('Expand', [values[ref]!, whole]);
}
