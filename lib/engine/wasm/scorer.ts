import { halfBits } from '../../math/half';
import { type Graph, parameterCount, sizeOf } from '../../network/graph';
import { checkWeights } from '../check';
import type { Scorer } from '../engine';
import { type Loaded, Machine } from './machine';
import { compile } from './plan';

/** The live machine: one memory for all scorers; scorers of equal graphs share one plan and differ in their weights only. */
export class Scorers {
  private readonly machine = new Machine();
  private readonly plans = new Map<string, SharedPlan>();

  /** @throws InputError when the weights do not fit */
  scorer(graph: Graph, weights: Float32Array): Scorer {
    checkWeights(graph, weights);
    const key = textOf(graph);
    let plan = this.plans.get(key);
    if (plan === undefined) {
      plan = new SharedPlan(this.machine, graph, () => this.plans.delete(key));
      this.plans.set(key, plan);
    }
    try {
      return plan.scorer(weights);
    } catch (error) {
      plan.leaveUnused();
      throw error;
    }
  }
}

const texts = new WeakMap<Graph, string>();

/** Written once: a fleet has one graph for all. */
function textOf(graph: Graph): string {
  let text = texts.get(graph);
  if (text === undefined) {
    text = JSON.stringify(graph);
    texts.set(graph, text);
  }
  return text;
}

/** A graph compiled for one example; it goes with its last scorer. */
class SharedPlan {
  private readonly loaded: Loaded;
  private readonly sizes = new Map<string, number>();
  private readonly count: number;
  private readonly inputs = new Map<string, Float32Array>();
  private readonly outputs = new Map<string, Float32Array>();
  private generation = -1;
  private users = 0;
  /** Room for weights as singles, and whose lie there. */
  private expanded = 0;
  private lies: SharedScorer | undefined;

  constructor(
    private readonly machine: Machine,
    graph: Graph,
    private readonly onUnused: () => void,
  ) {
    this.count = parameterCount(graph);
    this.loaded = machine.load(compile(graph, 1, Object.keys(graph.outputs)));
    for (const node of graph.nodes) if (node.op === 'input') this.sizes.set(node.name, sizeOf(node.shape));
    for (const [name, ref] of Object.entries(graph.outputs))
      this.sizes.set(`=${name}`, sizeOf(graph.nodes[ref]!.shape));
  }

  scorer(weights: Float32Array): Scorer {
    const { machine } = this;
    const halves = halfBits(weights);
    const bytes = this.count * (halves ? 2 : 4);
    const at = machine.allocate(bytes);
    if (halves) machine.halves(at, this.count).set(halves);
    else machine.floats(at, this.count).set(weights);
    this.users++;
    return new SharedScorer(this, at, bytes);
  }

  /** Where weights are singles. */
  singles(of: SharedScorer): number {
    const { at, bytes } = of;
    if (at === 0) throw new Error('the scorer was disposed');
    if (bytes === this.count * 4) return at;
    if (this.expanded === 0) this.expanded = this.machine.allocate(this.count * 4);
    if (this.lies !== of) this.machine.kernels.expand(at, this.expanded, this.count);
    this.lies = of;
    return this.expanded;
  }

  run(of: SharedScorer): void {
    const { forward, backward } = this.loaded;
    this.machine.kernels.run(forward, backward, 1, this.singles(of), 0, 1);
  }

  weights(of: SharedScorer): Float32Array {
    return this.machine.floats(this.singles(of), this.count).slice();
  }

  leave({ at, bytes }: SharedScorer): void {
    this.machine.free(at, bytes);
    this.lies = undefined;
    this.users--;
    this.leaveUnused();
  }

  /** Goes if nobody uses it: its first scorer did not find room for its weights. */
  leaveUnused(): void {
    if (this.users > 0) return;
    this.machine.unload(this.loaded);
    if (this.expanded !== 0) this.machine.free(this.expanded, this.count * 4);
    this.onUnused();
  }

  input(name: string): Float32Array {
    return this.view(this.inputs, name, 'input');
  }

  output(name: string): Float32Array {
    return this.view(this.outputs, name, 'output');
  }

  private view(views: ReadonlyMap<string, Float32Array>, name: string, kind: string): Float32Array {
    if (this.generation !== this.machine.generation) this.renew();
    const view = views.get(name);
    if (view === undefined)
      throw new Error(`the network has no ${kind} '${name}'; it has ${[...views.keys()].join(', ')}`);
    return view;
  }

  /** The memory has grown: older views are empty. */
  private renew(): void {
    const { plan, buffers } = this.loaded;
    for (const [name, buffer] of plan.inputs) {
      this.inputs.set(name, this.machine.floats(buffers + buffer.offset, this.sizes.get(name)!));
    }
    for (const [name, buffer] of plan.outputs) {
      this.outputs.set(name, this.machine.floats(buffers + buffer.offset, this.sizes.get(`=${name}`)!));
    }
    this.generation = this.machine.generation;
  }
}

/** One model's weights beside those of the others: as halves where half precision holds them exactly. */
class SharedScorer implements Scorer {
  constructor(
    private readonly plan: SharedPlan,
    /** Byte address of the weights; 0 = disposed. */
    public at: number,
    readonly bytes: number,
  ) {}

  input(name: string): Float32Array {
    return this.plan.input(name);
  }

  run(): void {
    this.plan.run(this);
  }

  output(name: string): Float32Array {
    return this.plan.output(name);
  }

  weights(): Float32Array {
    return this.plan.weights(this);
  }

  dispose(): void {
    if (this.at !== 0) this.plan.leave(this);
    this.at = 0;
  }
}
