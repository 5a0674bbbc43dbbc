import type { Graph } from '../../network/graph';
import { emitBackward } from './backward';
import { prepare } from './compilation';
import { emitForward } from './forward';
import type { Buffer, Program } from './program';

/** A graph compiled for batches of up to `capacity` examples: what runs and how much memory it takes. */
export interface Plan {
  readonly capacity: number;
  readonly program: Program;
  /** Instructions of the forward pass; the backward pass follows. */
  readonly forward: number;
  /** Bytes of all buffers together. */
  readonly bytes: number;
  readonly inputs: ReadonlyMap<string, Buffer>;
  readonly outputs: ReadonlyMap<string, Buffer>;
  /** Per-example losses; only in a plan for training. */
  readonly loss: Buffer | undefined;
}

/** Plans of graphs that are in use, by what they are for. A plan is never changed. */
const plans = new WeakMap<Graph, Map<string, Plan>>();
/** Of one graph: the sizes of batches differ with what is left of the rows. */
const MOST_PLANS = 32;

/**
 * Compiled before where it was: a training compiles the same graph some twenty times.
 * @param targets outputs to compute; 'training': the loss and all gradients
 */
export function compile(graph: Graph, capacity: number, targets: readonly string[] | 'training'): Plan {
  let known = plans.get(graph);
  if (known === undefined || known.size > MOST_PLANS) {
    known = new Map();
    plans.set(graph, known);
  }
  const key = `${capacity} ${targets === 'training' ? 'training' : JSON.stringify(targets)}`;
  let plan = known.get(key);
  if (plan === undefined) {
    plan = write(graph, capacity, targets);
    known.set(key, plan);
  }
  return plan;
}

function write(graph: Graph, capacity: number, targets: readonly string[] | 'training'): Plan {
  const wanted = targets === 'training' ? [graph.loss] : targets.map((name) => graph.outputs[name]!);
  const compilation = prepare(graph, capacity, wanted);
  const { program, value } = compilation;
  const inputs = new Map<string, Buffer>();
  graph.nodes.forEach((node, ref) => {
    if (node.op === 'input' && compilation.live.has(ref)) {
      inputs.set(node.name, value(ref));
      program.use(value(ref), -1);
    }
  });
  emitForward(compilation);
  const forward = program.length;
  if (targets === 'training') emitBackward(compilation);
  for (const ref of wanted) program.use(value(ref), program.length);
  const outputs = targets === 'training' ? [] : targets.map((name, i) => [name, value(wanted[i]!)] as const);
  return {
    capacity,
    program,
    forward,
    bytes: program.place(),
    inputs,
    outputs: new Map(outputs),
    loss: targets === 'training' ? value(graph.loss) : undefined,
  };
}
