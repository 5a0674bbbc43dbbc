import type { Tensor } from '@tensorflow/tfjs-core';
import { type Graph, type GraphNode, neededBy, parameterOffsets, sizeOf } from '../../network/graph';
import { evaluate, type Scope, sameBatch } from './operations';
import type { Tf } from './tfjs';

/** A graph ready to run on tfjs: which nodes some values need, and where its parameters lie in the flat weights. */
export interface Program {
  readonly graph: Graph;
  /** Cuts the flat weights into tensors in graph.parameters order; the caller keeps them inside a tidy. */
  parameters(weights: Tensor): Tensor[];
  /** Indices of the parameters that a node depends on. */
  parametersOf(ref: number): number[];
  /**
   * Values of some nodes, with the batch as first axis.
   * @param inputs by name, [batch, ...shape]
   * @param mask keep-mask of a dropout node, undefined when scoring
   */
  run(refs: readonly number[], parameters: readonly Tensor[], inputs: Inputs, mask?: Scope['mask']): Tensor[];
}

/** By name, [batch, ...shape]. */
export type Inputs = Readonly<Record<string, Tensor>>;

/** Translates a graph into calls of tfjs-core, once. */
export function createProgram(tf: Tf, graph: Graph): Program {
  const offsets = parameterOffsets(graph);
  const index = new Map(graph.parameters.map((parameter, i) => [parameter.name, i]));
  return {
    graph,
    parameters: (weights) =>
      graph.parameters.map(({ name, shape }) =>
        tf.reshape(tf.slice(weights, [offsets.get(name)!], [sizeOf(shape)]), [...shape]),
      ),
    parametersOf(ref) {
      const names = new Set(neededBy(graph, [ref]).flatMap((at) => parameterNames(graph.nodes[at]!)));
      return [...index].filter(([name]) => names.has(name)).map(([, i]) => i);
    },
    run(refs, parameters, inputs, mask = () => undefined) {
      const values: Tensor[] = [];
      const scope: Scope = {
        tf,
        mask,
        value: (ref) => values[ref]!,
        input: (name) => inputs[name]!,
        parameter: (name) => parameters[index.get(name)!]!,
      };
      for (const ref of neededBy(graph, refs)) values[ref] = evaluate(scope, graph.nodes[ref]!, ref);
      // A value that depends on no input is the same for every example.
      const batch = Object.values(inputs)[0]!;
      return sameBatch(tf, [batch, ...refs.map((ref) => values[ref]!)]).slice(1);
    },
  };
}

function parameterNames(node: GraphNode): string[] {
  switch (node.op) {
    case 'dense':
    case 'conv1d':
      return [node.weight, node.bias];
    case 'layer-norm':
      return [node.gain, node.offset];
    case 'parameter':
      return [node.name];
    default:
      return [];
  }
}
