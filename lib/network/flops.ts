import { type Graph, type GraphNode, inputsOf, sizeOf } from './graph';

/**
 * Floating-point operations of the matrix products of one example: forward, and the two products of the backward pass.
 * The first layer needs no gradient of its input. Everything else is left out.
 */
export function flopsOf(graph: Graph): { readonly forward: number; readonly training: number } {
  const sizes = new Map(graph.parameters.map((p) => [p.name, sizeOf(p.shape)]));
  const inputs = new Set(inputsOf(graph).values());
  let forward = 0;
  let training = 0;
  for (const node of graph.nodes) {
    if (!hasWeight(node)) continue;
    const flops = 2 * sizes.get(node.weight)! * (sizeOf(node.shape) / node.shape.at(-1)!);
    forward += flops;
    training += flops * (inputs.has(node.x) ? 2 : 3);
  }
  return { forward, training };
}

function hasWeight(node: GraphNode): node is Extract<GraphNode, { op: 'dense' | 'conv1d' }> {
  return node.op === 'dense' || node.op === 'conv1d';
}
