import type { Graph } from '../../network/graph';
import { checkDataset, checkOptions, checkOutputs, checkWeights } from '../check';
import type { Dataset, Engine, Trained, TrainingHooks, TrainingOptions } from '../engine';
import { backendOf, type BackendId } from './backends';
import { type Connection, connect } from './connection';

/** How often in ms a running training asks whether it was cancelled. */
const CANCEL_POLL = 50;
/** Models that one user of the engine keeps on the device. */
const KEPT_MODELS = 4;

/**
 * The tensorflow engine: the same graphs on TensorFlow.js, in one long-lived process per back end that all its users
 * share and that ends with the last of them. When that process dies, what was running fails with an
 * EngineCrashError and the next call starts a new one.
 * @param folders where else the optional packages may lie: Node-RED's userDir
 * @throws Refusal with reason and fix when the back end cannot run here
 */
export async function openTensorflow(id: BackendId, folders: readonly string[]): Promise<Engine> {
  const shared = share(id, folders);
  try {
    const { device } = await shared.connection();
    return createClient(shared, device);
  } catch (error) {
    await shared.release();
    throw error;
  }
}

/** One back end's process and how many use it. */
interface Shared {
  connection(): Promise<Connection>;
  release(): Promise<void>;
}

const processes = new Map<string, { users: number; connecting: Promise<Connection> | undefined }>();

function share(id: BackendId, folders: readonly string[]): Shared {
  const key = JSON.stringify([id, folders]);
  const entry = processes.get(key) ?? { users: 0, connecting: undefined };
  processes.set(key, entry);
  entry.users++;
  return {
    async connection() {
      const current = await entry.connecting?.catch(() => undefined);
      if (current?.alive) return current;
      // Whoever comes first reconnects; those who waited beside it find the new one.
      entry.connecting = renewed(entry.connecting, current, () => connect(backendOf(id), folders));
      return entry.connecting;
    },
    async release() {
      entry.users--;
      if (entry.users > 0) return;
      processes.delete(key);
      const current = await entry.connecting?.catch(() => undefined);
      await current?.close();
    },
  };
}
