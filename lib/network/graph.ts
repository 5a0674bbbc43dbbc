/**
 * A network as data: a list of operations in the order in which they run. It is plain JSON, so it can be stored,
 * hashed, sent to a worker, and run by any engine. Shapes are per example (without the batch); sequences are
 * [time, channels]. lib/network/builder.ts makes graphs and checks their shapes, lib/network/parse.ts reads them from
 * disk.
 */

/** Sizes of the axes, per example; [] is a number. */
export type Shape = readonly number[];

/** How a parameter starts. Seeded, and the same on every engine (lib/network/initial.ts). */
export type Initializer =
  | { readonly kind: 'glorot'; readonly fanIn: number; readonly fanOut: number }
  | { readonly kind: 'he'; readonly fanIn: number }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'normal'; readonly deviation: number };

/** A tensor that is trained. */
export interface Parameter {
  readonly name: string;
  readonly shape: Shape;
  readonly init: Initializer;
  /** Whether L2 applies (weights yes, biases and gains no). */
  readonly decay: boolean;
}

/** Operand: index of an earlier node in graph.nodes. */
export type Ref = number;

/** gelu is the exact one, x (1 + erf(x / sqrt 2)) / 2 (Hendrycks and Gimpel 2016, arXiv 1606.08415). */
export type Activation = 'relu' | 'gelu' | 'tanh' | 'sigmoid';

/** What a node computes from earlier ones. */
export type Operation =
  /** What is cut from the rows: [rows, width], [rows * width], or [width] for one row. */
  | { readonly op: 'input'; readonly name: string }
  /** x [.., in] -> [.., units]: x W + b, W [in, units] */
  | { readonly op: 'dense'; readonly x: Ref; readonly weight: string; readonly bias: string }
  /** x [time, in] -> [ceil(time / stride), out]; kernel [size, in, out]; same: centred padding, causal: past only */
  | {
      readonly op: 'conv1d';
      readonly x: Ref;
      readonly weight: string;
      readonly bias: string;
      readonly stride: number;
      readonly dilation: number;
      readonly padding: 'same' | 'causal';
    }
  | { readonly op: Activation; readonly x: Ref }
  /** Over the last axis. */
  | { readonly op: 'softmax'; readonly x: Ref }
  /** Over the last axis, with gain and offset parameters (Ba et al. 2016, arXiv 1607.06450). */
  | {
      readonly op: 'layer-norm';
      readonly x: Ref;
      readonly gain: string;
      readonly offset: string;
      readonly epsilon: number;
    }
  /** A parameter as a value, for example position information; the same for every example. */
  | { readonly op: 'parameter'; readonly name: string }
  /** Element by element; b may be spread over time ([c] or [1, c]) or over channels ([time, 1]). */
  | { readonly op: 'add' | 'multiply' | 'subtract'; readonly a: Ref; readonly b: Ref }
  | { readonly op: 'concat'; readonly xs: readonly Ref[]; readonly axis: number }
  | { readonly op: 'slice'; readonly x: Ref; readonly axis: number; readonly from: number; readonly to: number }
  | { readonly op: 'reshape'; readonly x: Ref; readonly shape: Shape }
  /** Mean over an axis; axis 0 of [time, channels] is global average pooling. */
  | { readonly op: 'mean'; readonly x: Ref; readonly axis: number; readonly keep: boolean }
  /** Active in training only, scaled by 1 / (1 - rate); which elements is defined by lib/network/dropout.ts. */
  | { readonly op: 'dropout'; readonly x: Ref; readonly rate: number }
  /** (a - b)^2 per element. */
  | { readonly op: 'squared-error'; readonly a: Ref; readonly b: Ref }
  /** Mean of (a - b)^2 over the elements of an example; shape []. */
  | { readonly op: 'mean-squared-error'; readonly a: Ref; readonly b: Ref }
  /** Weighted sum of per-example scalars: the way to combine losses. */
  | { readonly op: 'combine'; readonly xs: readonly Ref[]; readonly weights: readonly number[] };

/** An operation with the shape of its result. */
export type GraphNode = Operation & { readonly shape: Shape };

/** A network. */
export interface Graph {
  readonly format: 1;
  readonly nodes: readonly GraphNode[];
  /** Their order is the order of the weights in the one Float32Array of a model. */
  readonly parameters: readonly Parameter[];
  /** Node whose mean over the batch is minimised; shape []. */
  readonly loss: Ref;
  /** What may be asked for by name. */
  readonly outputs: Readonly<Record<string, Ref>>;
}

/** Number of elements of a shape; 1 for []. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, n) => product * n, 1);
}

/** Number of weights of a graph. */
export function parameterCount(graph: Graph): number {
  return graph.parameters.reduce((sum, p) => sum + sizeOf(p.shape), 0);
}

/** First element of every parameter in the weights. */
export function parameterOffsets(graph: Graph): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  let offset = 0;
  for (const p of graph.parameters) {
    offsets.set(p.name, offset);
    offset += sizeOf(p.shape);
  }
  return offsets;
}

/** The nodes whose values an operation uses, in the order of its fields. */
export function operandsOf(operation: Operation): readonly Ref[] {
  switch (operation.op) {
    case 'input':
    case 'parameter':
      return [];
    case 'add':
    case 'multiply':
    case 'subtract':
    case 'squared-error':
    case 'mean-squared-error':
      return [operation.a, operation.b];
    case 'concat':
    case 'combine':
      return operation.xs;
    default:
      return [operation.x];
  }
}

/** The inputs of a graph by name. */
export function inputsOf(graph: Graph): ReadonlyMap<string, Ref> {
  const inputs = new Map<string, Ref>();
  graph.nodes.forEach((node, ref) => {
    if (node.op === 'input') inputs.set(node.name, ref);
  });
  return inputs;
}

/** These nodes and all that they depend on, in the order in which they run. */
export function neededBy(graph: Graph, refs: readonly Ref[]): Ref[] {
  const found = new Set<Ref>();
  const visit = (ref: Ref): void => {
    if (found.has(ref)) return;
    found.add(ref);
    operandsOf(graph.nodes[ref]!).forEach(visit);
  };
  refs.forEach(visit);
  return [...found].sort((a, b) => a - b);
}
