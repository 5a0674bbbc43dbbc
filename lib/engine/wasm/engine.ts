import type { Graph } from '../../network/graph';
import { initialWeights } from '../../network/initial';
import { checkDataset, checkOptions, checkOutputs, checkWeights } from '../check';
import type { Dataset, Engine, Scorer, Trained, TrainingHooks, TrainingOptions } from '../engine';
import { runTraining } from '../loop';
import { coresButOne } from '../priority';
import { wasmDevice } from './machine';
import { PooledStepper, threadsFor } from './pool';
import { predictOnThreads } from './predict-pool';
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
    async predict(graph, weights, data, outputs) {
      checkDataset(graph, data);
      checkWeights(graph, weights);
      checkOutputs(graph, outputs);
      return predictOnThreads(graph, weights, data, outputs, threads);
    },
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
  return Math.min(MOST_THREADS, coresButOne());
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
  if (threads === 1) {
    const stepper = new WasmStepper(graph, data, options, weights);
    try {
      return await runTraining(stepper, data, options, device, hooks);
    } finally {
      stepper.close();
    }
  }
  const pool = new PooledStepper(graph, data, options, weights, threads);
  try {
    return await runTraining(pool, data, options, `${device}, ${threads} threads`, hooks);
  } finally {
    await pool.close();
  }
}
