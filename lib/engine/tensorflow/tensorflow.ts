import type { Graph } from '../../network/graph';
import { checkDataset, checkOptions, checkOutputs, checkWeights } from '../check';
import { CancelledError, type Engine, type Trained } from '../engine';
import type { BackendId } from './backends';
import { type Connection, EngineCrashError } from './connection';
import { shareProcess } from './shared';

/** How often in ms a running training is asked whether it was cancelled. */
const CANCEL_POLL = 50;
/** Models that one user of the engine keeps on the device. */
const KEPT_MODELS = 4;

/**
 * The tensorflow engine: the same graphs on TensorFlow.js, in one long-lived process per back end that all its users
 * share. When that process dies, what was running fails with an EngineCrashError and the next call starts a new one.
 * Weights are known by identity: pass the same array for the same model, and a new array for new weights.
 * @param folders where else the optional packages may lie: Node-RED's userDir
 * @throws Refusal with reason and fix when the back end cannot run here
 */
export async function openTensorflow(id: BackendId, folders: readonly string[]): Promise<Engine> {
  const shared = shareProcess(id, folders);
  const closing = new AbortController();
  const models = createModels();
  let device: string;
  try {
    device = (await shared.connection()).device;
  } catch (error) {
    await shared.release();
    throw error;
  }

  /** Fails at once when the engine is closed, whatever the process is doing. */
  function unlessClosed<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, closed]);
  }
  const closed = new Promise<never>((_, reject) => {
    closing.signal.addEventListener('abort', () => reject(new CancelledError()));
  });
  closed.catch(() => undefined);

  return {
    name: 'tensorflow',
    device,
    async train(graph, data, options, hooks = {}) {
      checkDataset(graph, data);
      checkOptions(graph, data, options);
      const connection = await unlessClosed(shared.connection());
      const { id, answer } = connection.request({ kind: 'train', graph, data, options }, hooks.onEpoch);
      let cancelled = false;
      const poll = setInterval(() => {
        if (cancelled || hooks.cancelled?.() !== true) return;
        cancelled = true;
        connection.cancel(id);
      }, CANCEL_POLL);
      try {
        return (await unlessClosed(answer)) as Trained;
      } catch (error) {
        // A process that had to be ended to stop has stopped.
        throw cancelled && error instanceof EngineCrashError ? new CancelledError() : error;
      } finally {
        clearInterval(poll);
        connection.cancel(id);
      }
    },
    async predict(graph, weights, data, outputs) {
      checkDataset(graph, data);
      checkOutputs(graph, outputs);
      const evaluate = async (): Promise<unknown> => {
        const connection = await shared.connection();
        const { model, loaded } = models.on(connection, graph, weights);
        const { answer } = connection.request({ kind: 'predict', model, data, outputs });
        return (await Promise.all([loaded, answer]))[1];
      };
      // Scoring goes on over a crash; only a second one in a row shows.
      const values = evaluate().catch((error) =>
        error instanceof EngineCrashError ? evaluate() : Promise.reject(error),
      );
      return (await unlessClosed(values)) as Record<string, Float32Array>;
    },
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      models.clear();
      await shared.release();
    },
  };
}

interface Models {
  /** The number under which the process knows the model; sends it there when it does not yet. */
  on(connection: Connection, graph: Graph, weights: Float32Array): Entry;
  clear(): void;
}

interface Entry {
  readonly model: number;
  readonly graph: Graph;
  readonly weights: Float32Array;
  readonly loaded: Promise<unknown>;
}

/** Unique among all users of a process. */
let nextModel = 0;

function createModels(): Models {
  let entries: Entry[] = [];
  let home: Connection | undefined;

  function unload(entry: Entry): void {
    if (home?.alive) home.request({ kind: 'unload', model: entry.model }).answer.catch(() => undefined);
  }
  return {
    on(connection, graph, weights) {
      if (connection !== home) entries = [];
      home = connection;
      const known = entries.find((entry) => entry.weights === weights && entry.graph === graph);
      if (known) return known;
      checkWeights(graph, weights);
      const model = nextModel++;
      const loaded = connection.request({ kind: 'load', model, graph, weights }).answer;
      const entry = { model, graph, weights, loaded };
      entries.push(entry);
      if (entries.length > KEPT_MODELS) unload(entries.shift()!);
      return entry;
    },
    clear() {
      entries.forEach(unload);
      entries = [];
    },
  };
}
