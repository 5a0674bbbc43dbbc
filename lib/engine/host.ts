import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { CancelledError, type Progress } from './engine';
import { fromMessage, type WorkerMessage } from './messages';

/** Any long work for a worker thread: a compiled module that exports `run: TaskRunner`, and what it gets. */
export interface Task {
  /** Absolute path of the module's JavaScript. */
  readonly module: string;
  /** Anything that can be cloned between threads. */
  readonly job: unknown;
  /** Buffers that are handed over instead of copied. */
  readonly transfer?: readonly ArrayBuffer[];
}

/** A task that waits or runs. */
export interface RunningTask<Result> {
  /** Rejects with a CancelledError, with the error of the task, or with one that says how the thread ended. */
  readonly done: Promise<Result>;
  /** Ends the work between two steps of the training, or takes it out of the queue. Does nothing when it is over. */
  cancel(): void;
}

export interface HostOptions {
  /** Tasks that run at once; the others wait in order. 1 */
  readonly concurrency?: number;
  /** Largest heap of a thread in MB (the networks and rows lie outside of it). 1024 */
  readonly heapMegabytes?: number;
  /** Time in ms after which a cancelled thread that does not end by itself is ended. 5000 */
  readonly patience?: number;
}

/** Runs tasks in worker threads, one fresh thread for each, so that nothing of a task outlives it. */
export interface Host {
  startTask<Result>(task: Task, onProgress?: (progress: Progress) => void): RunningTask<Result>;
}

/**
 * Waiting tasks and their threads do not keep a process from ending: a program that only waits for a training must keep
 * itself alive.
 */
export function createHost({ concurrency = 1, heapMegabytes = 1024, patience = 5000 }: HostOptions = {}): Host {
  const waiting: (() => void)[] = [];
  let running = 0;

  function next(): void {
    while (running < concurrency && waiting.length > 0) waiting.shift()!();
  }

  function startTask<Result>(task: Task, onProgress?: (progress: Progress) => void): RunningTask<Result> {
    let cancel = (): void => undefined;
    const done = new Promise<Result>((resolve, reject) => {
      const start = (): void => {
        let thread: RunningTask<Result>;
        try {
          thread = runThread<Result>(task, heapMegabytes, patience, onProgress);
        } catch (error) {
          // A thread that does not start (a job that cannot be cloned, no memory) takes no place; the next one gets it.
          reject(error);
          return;
        }
        running++;
        cancel = thread.cancel;
        const finished = thread.done.finally(() => {
          running--;
          next();
        });
        finished.then(resolve, reject);
      };
      cancel = () => {
        const place = waiting.indexOf(start);
        if (place < 0) return;
        waiting.splice(place, 1);
        reject(new CancelledError());
      };
      waiting.push(start);
    });
    next();
    return { done, cancel: () => cancel() };
  }

  return { startTask };
}

/** The host of this process: one training at a time, whoever asks. */
export const host: Host = createHost();

/** Runs a task in a worker thread of this process's host. */
export const startTask: Host['startTask'] = host.startTask;

function runThread<Result>(
  { module, job, transfer = [] }: Task,
  heapMegabytes: number,
  patience: number,
  onProgress: ((progress: Progress) => void) | undefined,
): RunningTask<Result> {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(path.join(__dirname, 'worker.js'), {
    workerData: { module, job, flag },
    transferList: [...transfer],
    // A plain thread: no debugger, loaders or hooks of the parent's.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
  });
  let timer: NodeJS.Timeout | undefined;
  const done = new Promise<Result>((resolve, reject) => {
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'progress') onProgress?.(message.progress);
      else if (message.kind === 'done') resolve(message.result as Result);
      else reject(fromMessage(message));
    });
    worker.on('error', (error: NodeJS.ErrnoException) => reject(threadError(error, heapMegabytes)));
    // The last message comes before; after a result this does nothing.
    worker.on('exit', (code) => {
      const cancelled = Atomics.load(flag, 0) === 1;
      reject(cancelled ? new CancelledError() : new Error(`the training thread ended with code ${code} and no result`));
    });
  });
  // After the listeners: one for messages holds the process again.
  worker.unref();
  const finished = done.finally(async () => {
    clearTimeout(timer);
    await worker.terminate();
  });
  return {
    done: finished,
    cancel: () => {
      Atomics.store(flag, 0, 1);
      timer ??= setTimeout(() => void worker.terminate(), patience).unref();
    },
  };
}

function threadError(error: NodeJS.ErrnoException, heapMegabytes: number): Error {
  if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return error;
  return new Error(`the training ran out of memory (${heapMegabytes} MB); use fewer rows or a smaller network`);
}
