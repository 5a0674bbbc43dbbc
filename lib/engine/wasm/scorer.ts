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
    const key = JSON.stringify(graph);
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

/** A graph compiled for one example; it goes with its last scorer. */
class SharedPlan {
  private readonly loaded: Loaded;
  private readonly sizes = new Map<string, number>();
  private readonly count: number;
  private readonly inputs = new Map<string, Float32Array>();
  private readonly outputs = new Map<string, Float32Array>();
  private generation = -1;
  private users = 0;

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
    const { machine, loaded } = this;
    const bytes = this.count * 4;
    let at = machine.allocate(bytes);
    machine.floats(at, this.count).set(weights);
    this.users++;
    const { kernels } = machine;
    const { forward, backward } = loaded;
    return {
      input: (name) => this.view(this.inputs, name, 'input'),
      run: () => {
        if (at === 0) throw new Error('the scorer was disposed');
        kernels.run(forward, backward, 1, at, 0, 1);
      },
      output: (name) => this.view(this.outputs, name, 'output'),
      weights: () => {
        if (at === 0) throw new Error('the scorer was disposed');
        return machine.floats(at, this.count).slice();
      },
      dispose: () => {
        if (at === 0) return;
        machine.free(at, bytes);
        at = 0;
        this.users--;
        this.leaveUnused();
      },
    };
  }

  /** Goes if nobody uses it: its first scorer did not find room for its weights. */
  leaveUnused(): void {
    if (this.users > 0) return;
    this.machine.unload(this.loaded);
    this.onUnused();
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
