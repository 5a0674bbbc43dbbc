import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { CancelledError, type Progress } from '../engine/engine';
import type { FitJob } from './fit';
import type { Learned } from './learned';

/** A training that waits or runs in the background. */
export interface Training {
  /** Rejects with CancelledError after cancel(). */
  readonly result: Promise<Learned>;
  cancel(): void;
}

/** What goes to the worker and what comes back. */
export type WorkerRequest = { readonly job: FitJob; readonly engine: string; readonly folders: readonly string[] };
export type WorkerAnswer =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'learned'; readonly learned: Learned }
  | { readonly kind: 'failed'; readonly message: string };

export interface TrainerHooks {
  onEpoch(progress: Progress): void;
  /** Something that a person should know, for example that another engine than the wanted one is used. */
  onNote(text: string): void;
}

/** Trainings of all nodes of this process run one after the other: they would only take the processor from each other. */
let queue: Promise<unknown> = Promise.resolve();

/**
 * Trains in a worker thread.
 * @param engine 'automatic', 'wasm' or a tensorflow back end
 */
export function startTraining(request: WorkerRequest, hooks: TrainerHooks): Training {
  let worker: Worker | undefined;
  let cancelled = false;
  let stop: () => void = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(new CancelledError());
  });
  // Cancelled while it waits, nobody listens yet.
  stopped.catch(() => undefined);
  const run = async (): Promise<Learned> => {
    if (cancelled) throw new CancelledError();
    worker = new Worker(join(__dirname, 'trainer-worker.js'), { workerData: request });
    try {
      return await Promise.race([answerOf(worker, hooks), stopped]);
    } finally {
      await worker.terminate();
    }
  };
  const result = queue.then(run);
  queue = result.catch(() => undefined);
  return {
    result,
    cancel() {
      cancelled = true;
      stop();
    },
  };
}

function answerOf(worker: Worker, hooks: TrainerHooks): Promise<Learned> {
  return new Promise((resolve, reject) => {
    worker.on('message', (answer: WorkerAnswer) => {
      if (answer.kind === 'progress') hooks.onEpoch(answer.progress);
      else if (answer.kind === 'note') hooks.onNote(answer.text);
      else if (answer.kind === 'learned') resolve(answer.learned);
      else reject(new Error(answer.message));
    });
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`the training thread ended early (code ${code})`)));
  });
}
