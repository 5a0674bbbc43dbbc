import { availableParallelism } from 'node:os';
import { type Graph, sizeOf } from '../../network/graph';
import { initialWeights } from '../../network/initial';
import { checkDataset, checkOptions, checkOutputs, checkWeights } from '../check';
import type { Dataset, Engine, Scorer, Trained, TrainingHooks, TrainingOptions } from '../engine';
import { runTraining } from '../loop';
import { Examples } from './examples';
import { Machine, wasmDevice } from './machine';
import { compile } from './plan';
import { PooledStepper, threadsFor } from './pool';
import { Scorers } from './scorer';
import { WasmStepper } from './stepper';

export interface WasmEngine extends Engine {
  /**
   * A synchronous, allocation-free scorer. All scorers of an engine share one memory; scorers of equal graphs share
   * everything but their weights. Dispose it when it is no longer needed.
   * @throws InputError when the weights do not fit the graph
   */
  scorer(graph: Graph, weights: Float32Array): Scorer;
}

/** Buffers of a batch that is predicted stay within this many bytes, so that they fit into the caches. */
const PREDICT_BYTES = 2 ** 20;
const PREDICT_BATCH = 256;

export interface WasmOptions {
  /**
   * Threads that a training may use, the calling one included; small trainings use fewer. All cores but one, 4 at most:
   * the event loop keeps its own.
   */
  readonly threads?: number;
}

const MOST_THREADS = 4;

/**
 * The built-in engine: our own SIMD kernels, on the thread that calls it; large trainings also on helpers of their own.
 * A training repeats itself bit by bit for a seed and a number of threads; `trained.device` tells that number.
 */
export function createWasmEngine({ threads = defaultThreads() }: WasmOptions = {}): WasmEngine {
  const device = wasmDevice();
  let live: Scorers | undefined;
  return {
    name: 'wasm',
    device,
    train: async (graph, data, options, hooks) => train(graph, data, options, hooks, threads),
    predict: async (graph, weights, data, outputs) => predict(graph, weights, data, outputs),
    scorer: (graph, weights) => {
      live ??= new Scorers();
      return live.scorer(graph, weights);
    },
    close: async () => {
      live = undefined;
    },
  };
}

function defaultThreads(): number {
  return Math.max(1, Math.min(MOST_THREADS, availableParallelism() - 1));
}

async function train(
  graph: Graph,
  data: Dataset,
  options: TrainingOptions,
  hooks: TrainingHooks | undefined,
  most: number,
): Promise<Trained> {
  checkDataset(graph, data);
  checkOptions(graph, data, options);
  const weights = options.start ?? initialWeights(graph, options.seed);
  const threads = threadsFor(graph, data, options, most);
  const device = wasmDevice();
  if (threads === 1) return runTraining(new WasmStepper(graph, data, options, weights), data, options, device, hooks);
  const pool = new PooledStepper(graph, data, options, weights, threads);
  try {
    return await runTraining(pool, data, options, `${device}, ${threads} threads`, hooks);
  } finally {
    await pool.close();
  }
}

function predict(
  graph: Graph,
  weights: Float32Array,
  data: Dataset,
  outputs: readonly string[],
): Record<string, Float32Array> {
  checkDataset(graph, data);
  checkWeights(graph, weights);
  checkOutputs(graph, outputs);
  const machine = new Machine();
  const perExample = Math.max(1, compile(graph, 1, outputs).bytes);
  const batch = Math.min(PREDICT_BATCH, Math.max(4, Math.floor(PREDICT_BYTES / perExample)));
  const loaded = machine.load(compile(graph, batch, outputs));
  const at = machine.allocate(weights.byteLength);
  const examples = new Examples(machine, data, batch);
  machine.floats(at, weights.length).set(weights);

  const order = Int32Array.from(data.starts.keys());
  const results = outputs.map((name) => ({
    name,
    size: sizeOf(graph.nodes[graph.outputs[name]!]!.shape),
    address: loaded.buffers + loaded.plan.outputs.get(name)!.offset,
  }));
  const values = results.map(({ size }) => new Float32Array(order.length * size));
  for (let from = 0; from < order.length; from += batch) {
    const part = order.subarray(from, from + batch);
    examples.gather(loaded, part);
    machine.kernels.run(loaded.forward, loaded.end, part.length, at, 0, 1);
    results.forEach(({ size, address }, i) => {
      values[i]!.set(machine.floats(address, part.length * size), from * size);
    });
  }
  return Object.fromEntries(results.map(({ name }, i) => [name, values[i]!]));
}
