/**
 * A network as data: a list of operations in the order in which they run. It is plain JSON, so it can be stored,
 * hashed, sent to a worker, and run by any engine. Shapes are per example (without the batch); sequences are
 * [time, channels]. lib/network/builder.ts makes graphs and checks their shapes.
 */

export type Shape = readonly number[];

/** How a parameter starts. Seeded, and the same on every engine (lib/network/initial.ts). */
export type Initializer =
  | { readonly kind: 'glorot'; readonly fanIn: number; readonly fanOut: number }
  | { readonly kind: 'he'; readonly fanIn: number }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'normal'; readonly deviation: number };

export interface Parameter {
  readonly name: string;
  readonly shape: Shape;
  readonly init: Initializer;
  /** Whether L2 applies (weights yes, biases and gains no). */
  readonly decay: boolean;
}

/** Operand: index of an earlier node in graph.nodes. */
export type Ref = number;

export type Activation = 'relu' | 'gelu' | 'tanh' | 'sigmoid';

export type Operation =
  | { readonly op: 'input'; readonly name: string }
  /** x [.., in] -> [.., units]: x W + b, W [in, units] */
  | { readonly op: 'dense'; readonly x: Ref; readonly weight: string; readonly bias: string }
  /** x [time, in] -> [time', out]; kernel [size, in, out]; same: centred padding, causal: past only */
  | {
      readonly op: 'conv1d'; readonly x: Ref; readonly weight: string; readonly bias: string;
      readonly stride: number; readonly dilation: number; readonly padding: 'same' | 'causal';
    }
  | { readonly op: Activation; readonly x: Ref }
  | { readonly op: 'softmax'; readonly x: Ref }
  /** Over the last axis, with gain and offset parameters. */
  | { readonly op: 'layer-norm'; readonly x: Ref; readonly gain: string; readonly offset: string; readonly epsilon: number }
  /** A parameter as a value, for example position information. */
  | { readonly op: 'parameter'; readonly name: string }
  /** Element by element; b may be broadcast over time ([1, c] or [c]) or over channels ([time, 1]). */
  | { readonly op: 'add' | 'multiply' | 'subtract'; readonly a: Ref; readonly b: Ref }
  | { readonly op: 'concat'; readonly xs: readonly Ref[]; readonly axis: number }
  | { readonly op: 'slice'; readonly x: Ref; readonly axis: number; readonly from: number; readonly to: number }
  | { readonly op: 'reshape'; readonly x: Ref; readonly shape: Shape }
  /** Mean over an axis; axis 0 of [time, channels] is global average pooling. */
  | { readonly op: 'mean'; readonly x: Ref; readonly axis: number; readonly keep: boolean }
  /** Active in training only; seeded. */
  | { readonly op: 'dropout'; readonly x: Ref; readonly rate: number }
  /** (a - b)^2 per element, and its mean per example ([] shape). */
  | { readonly op: 'squared-error'; readonly a: Ref; readonly b: Ref }
  | { readonly op: 'mean-squared-error'; readonly a: Ref; readonly b: Ref }
  /** Weighted sum of per-example scalars: the way to combine losses. */
  | { readonly op: 'combine'; readonly xs: readonly Ref[]; readonly weights: readonly number[] };

export type GraphNode = Operation & { readonly shape: Shape };

export interface Graph {
  readonly format: 1;
  readonly nodes: readonly GraphNode[];
  readonly parameters: readonly Parameter[];
  /** Node whose mean over the batch is minimised; shape []. */
  readonly loss: Ref;
  /** What may be asked for by name. */
  readonly outputs: Readonly<Record<string, Ref>>;
}

export function sizeOf(shape: Shape): number {
  return shape.reduce((product, n) => product * n, 1);
}

/** Number of weights of a graph. */
export function parameterCount(graph: Graph): number {
  return graph.parameters.reduce((sum, p) => sum + sizeOf(p.shape), 0);
}
