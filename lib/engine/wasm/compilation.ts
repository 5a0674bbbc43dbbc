import { type Graph, operandsOf, parameterOffsets, type Ref, sizeOf } from '../../network/graph';
import { Buffer, Program } from './program';

/** What forward.ts and backward.ts share while they write a program. */
export interface Compilation {
  readonly graph: Graph;
  readonly capacity: number;
  readonly program: Program;
  /** Nodes that are needed. */
  readonly live: ReadonlySet<Ref>;
  /** How many live nodes (and outputs) use the memory of a node. */
  readonly uses: ReadonlyMap<Ref, number>;
  /** Rectifiers that the dense or conv1d before them does itself, by the node before. */
  readonly rectified: ReadonlyMap<Ref, Ref>;
  /** What layer norms keep for their gradients. */
  readonly stats: Map<Ref, Buffer>;
  /** The node whose memory a node shows: itself, except for a reshape. */
  root(ref: Ref): Ref;
  value(ref: Ref): Buffer;
  /** Byte offset of a parameter in the weights and in the gradients. */
  parameter(name: string): number;
}

/** @param wanted what is to be computed */
export function prepare(graph: Graph, capacity: number, wanted: readonly Ref[]): Compilation {
  const { nodes } = graph;
  const root = (ref: Ref): Ref => {
    const node = nodes[ref]!;
    return node.op === 'reshape' ? root(node.x) : ref;
  };
  const live = reachable(graph, wanted);
  const uses = new Map<Ref, number>();
  const use = (ref: Ref): void => void uses.set(root(ref), (uses.get(root(ref)) ?? 0) + 1);
  for (const ref of live) if (nodes[ref]!.op !== 'reshape') operandsOf(nodes[ref]!).forEach(use);
  wanted.forEach(use);

  const rectified = new Map<Ref, Ref>();
  for (const ref of live) {
    const node = nodes[ref]!;
    if (node.op !== 'relu' || uses.get(root(node.x)) !== 1) continue;
    const before = nodes[node.x]!.op;
    if (before === 'dense' || before === 'conv1d') rectified.set(node.x, ref);
  }
  const offsets = parameterOffsets(graph);
  const values = new Map<Ref, Buffer>();
  const value = (ref: Ref): Buffer => {
    const key = root(rectified.get(ref) ?? ref);
    let buffer = values.get(key);
    if (buffer === undefined) {
      buffer = new Buffer(sizeOf(nodes[key]!.shape) * capacity);
      values.set(key, buffer);
    }
    return buffer;
  };
  const parameter = (name: string): number => offsets.get(name)! * 4;
  return { graph, capacity, program: new Program(), live, uses, rectified, stats: new Map(), root, value, parameter };
}

/** The nodes that `wanted` depends on, ascending. */
function reachable({ nodes }: Graph, wanted: readonly Ref[]): Set<Ref> {
  const found = new Set<Ref>(wanted);
  for (let ref = nodes.length - 1; ref >= 0; ref--) {
    if (found.has(ref)) for (const x of operandsOf(nodes[ref]!)) found.add(x);
  }
  return new Set([...found].sort((a, b) => a - b));
}
