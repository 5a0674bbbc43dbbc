import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type FromReader, type ReadRecording, Unreadable } from '../../page/file-learning/reading';

/** MB of the thread's heap: a file of texts is larger in memory than on disk. */
const HEAP = 1024;

/** The module that reads recordings in a thread of its own; the room that knows how gives it. */
let reader: string | undefined;

/** @param module absolute path of its JavaScript; it speaks lib/page/file-learning/reading.ts */
export function readsRecordings(module: string): void {
  reader = module;
}

/** Reads a recording in a thread of its own, which ends with the iteration. */
export const readInThread: ReadRecording = async function* (request, signal) {
  if (reader === undefined) throw new Error('nothing here reads recordings');
  const worker = new Worker(reader, {
    workerData: request,
    // A plain thread: no debugger, loaders or hooks of the parent's.
    execArgv: ['--no-warnings'],
    resourceLimits: { maxOldGenerationSizeMb: HEAP },
  });
  worker.unref();
  const end = (): void => void worker.terminate();
  signal.addEventListener('abort', end);
  try {
    let said = await next(worker);
    for (; said.kind !== 'end'; said = await next(worker)) {
      if (said.kind === 'refused') throw new Unreadable(said.text);
      yield said;
      worker.postMessage('more');
    }
  } finally {
    signal.removeEventListener('abort', end);
    await worker.terminate();
  }
};

async function next(worker: Worker): Promise<FromReader> {
  const ended = new AbortController();
  const { signal } = ended;
  try {
    const [said] = (await Promise.race([
      once(worker, 'message', { signal }),
      once(worker, 'exit', { signal }).then(([code]) => {
        throw new Error(`the thread that reads ended with code ${code}`);
      }),
    ])) as [FromReader];
    return said;
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY')
      throw new Unreadable('it is too large to be read at once; give it in parts');
    throw error;
  } finally {
    ended.abort();
  }
}
