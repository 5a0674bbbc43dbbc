import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FromThread, ThreadStart, ToThread } from './messages';

export interface Thread {
  post(message: ToThread, transfer?: ArrayBuffer): void;
  /** The process waits for its end from now on. */
  hold(): void;
}

/** MB of the thread's heap; blocks and the engine's memory lie outside of it. */
const HEAP = 512;

/** Starts the one thread of the history. It does not keep the process from ending. */
export function startThread(
  start: ThreadStart,
  on: { readonly message: (message: FromThread) => void; readonly ended: (why: string) => void },
): Thread {
  const worker = new Worker(path.join(__dirname, 'worker.js'), {
    workerData: start,
    // A plain thread: no debugger, loaders or hooks of the parent's; node:sqlite's warning is not for operators.
    execArgv: ['--no-warnings'],
    resourceLimits: { maxOldGenerationSizeMb: HEAP },
  });
  let why = '';
  worker.on('message', (message: FromThread) => {
    if (message.kind === 'closed') void worker.terminate();
    else on.message(message);
  });
  worker.on('error', (error) => {
    why = error.message;
  });
  worker.on('exit', (code) => on.ended(why === '' ? `its thread ended with code ${code}` : why));
  worker.unref();
  return {
    hold: () => worker.ref(),
    post: (message, transfer) => worker.postMessage(message, transfer === undefined ? [] : [transfer]),
  };
}
