import { parentPort, workerData } from 'node:worker_threads';
import type { Progress, TrainingHooks } from './engine';
import { toMessage, type WorkerMessage } from './messages';

/** A module of a task exports this as `run`. */
export type TaskRunner = (job: never, hooks: TrainingHooks) => Promise<TaskResult>;

/** What a task leaves. */
export interface TaskResult {
  readonly result: unknown;
  /** Buffers of the result that are handed over instead of copied. */
  readonly transfer?: readonly ArrayBuffer[];
}

/** The thread's side of host.ts: runs one task and ends. */
interface WorkerData {
  readonly module: string;
  readonly job: unknown;
  /** 1: cancelled. */
  readonly flag: Int32Array;
}

/** Epochs of a small network last a millisecond; people do not read that fast. */
const PROGRESS_INTERVAL = 50;

async function main({ module, job, flag }: WorkerData): Promise<void> {
  const { run } = require(module) as { run: TaskRunner };
  let told = Number.NEGATIVE_INFINITY;
  let untold: Progress | undefined;
  const hooks: TrainingHooks = {
    cancelled: () => Atomics.load(flag, 0) === 1,
    onEpoch: (progress) => {
      untold = progress;
      if (performance.now() - told < PROGRESS_INTERVAL) return;
      told = performance.now();
      untold = undefined;
      send({ kind: 'progress', progress });
    },
  };
  try {
    const { result, transfer = [] } = await run(job as never, hooks);
    if (untold !== undefined) send({ kind: 'progress', progress: untold });
    send({ kind: 'done', result }, transfer);
  } catch (error) {
    send(toMessage(error));
  }
}

function send(message: WorkerMessage, transfer: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, [...transfer]);
}

main(workerData as WorkerData);
