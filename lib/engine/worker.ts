import { parentPort, workerData } from 'node:worker_threads';
import type { Progress, TrainingHooks } from './engine';
import { toMessage, type WorkerMessage, type WorkerOrder } from './messages';
import { lowerPriority } from './priority';

/** What a task has to do with whoever waits for it. */
export interface TaskHooks extends TrainingHooks {
  /** Tells something before the end; anything that can be cloned between threads. */
  tell(news: unknown): void;
}

/** A module of a task exports this as `run`. */
export type TaskRunner = (job: never, hooks: TaskHooks) => Promise<TaskResult>;

/** What a task leaves. */
export interface TaskResult {
  readonly result: unknown;
  /** Buffers of the result that are handed over instead of copied. */
  readonly transfer?: readonly ArrayBuffer[];
}

/** Epochs of a small network last a millisecond; people do not read that fast. */
const PROGRESS_INTERVAL = 50;

/** The thread's side of thread.ts: runs one task after the other. */
lowerPriority();
const { flag } = workerData as { readonly flag: Int32Array };

async function work({ serial, module, job }: WorkerOrder): Promise<void> {
  let told = performance.now();
  let untold: Progress | undefined;
  const hooks: TaskHooks = {
    cancelled: () => Atomics.load(flag, 0) === serial,
    onEpoch: (progress) => {
      untold = progress;
      if (performance.now() - told < PROGRESS_INTERVAL) return;
      told = performance.now();
      untold = undefined;
      send({ kind: 'progress', progress });
    },
    tell: (news) => send({ kind: 'news', news }),
  };
  try {
    const { run } = require(module) as { run: TaskRunner };
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

parentPort?.on('message', (order: WorkerOrder) => void work(order));
