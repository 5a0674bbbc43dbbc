import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { CancelledError, type Progress } from './engine';
import { fromMessage, type WorkerMessage, type WorkerOrder } from './messages';
import { startFileThreads } from './priority';

/** What a thread is given to do, ready to be sent. */
export interface Work {
  /** Absolute path of the module's JavaScript. */
  readonly module: string;
  readonly job: unknown;
  readonly transfer: readonly ArrayBuffer[];
}

/** What is heard of a task while it runs. */
export interface WorkHooks {
  onProgress?: ((progress: Progress) => void) | undefined;
  onNews?: ((news: unknown) => void) | undefined;
}

/** The thread has ended under its task, which may be given to another one: what took it down need not have been the task. */
export class ThreadEndedError extends Error {}

interface Current {
  readonly serial: number;
  readonly hooks: WorkHooks;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** A thread that runs one task after the other; what is loaded and compiled for one is there for the next. */
export class TaskThread {
  readonly #worker: Worker;
  /** Serial number of the task that is to end. */
  readonly #flag = new Int32Array(new SharedArrayBuffer(4));
  readonly #patience: number;
  #current: Current | undefined;
  #timer: NodeJS.Timeout | undefined;
  #tasks = 0;
  #ended = false;

  /**
   * @param megabytes largest heap (networks and rows lie outside of it)
   * @param patience ms after which a cancelled task that does not end by itself is ended, with its thread
   * @throws Error when the system starts no thread
   */
  constructor(megabytes: number, patience: number) {
    this.#patience = patience;
    startFileThreads();
    this.#worker = new Worker(path.join(__dirname, 'worker.js'), {
      workerData: { flag: this.#flag },
      // A plain thread: no debugger, loaders or hooks of the parent's.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: megabytes },
    });
    this.#worker.on('message', (message: WorkerMessage) => this.#hear(message));
    this.#worker.on('error', (error: NodeJS.ErrnoException) => this.#end(threadError(error, megabytes)));
    // The last message comes before.
    this.#worker.on('exit', (code) =>
      this.#end(new ThreadEndedError(`the training thread ended with code ${code} and no result`)),
    );
    // After the listeners: one for messages holds the process again.
    this.#worker.unref();
  }

  /** Tasks that it was given. */
  get tasks(): number {
    return this.#tasks;
  }

  /** Whether it takes no further task. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Runs a task; one at a time. @throws Error when the task cannot be sent; the thread is then free as before */
  run({ module, job, transfer }: Work, hooks: WorkHooks): Promise<unknown> {
    const serial = this.#tasks + 1;
    this.#worker.postMessage({ serial, module, job } satisfies WorkerOrder, [...transfer]);
    this.#tasks = serial;
    return new Promise((resolve, reject) => {
      this.#current = { serial, hooks, resolve, reject };
    });
  }

  /** Ends the task that runs between two of its steps; if it does not listen, the thread with it. */
  cancel(): void {
    if (this.#current === undefined) return;
    Atomics.store(this.#flag, 0, this.#current.serial);
    this.#timer ??= setTimeout(() => void this.#worker.terminate(), this.#patience).unref();
  }

  /** Ends the thread. */
  close(): void {
    this.#ended = true;
    void this.#worker.terminate();
  }

  #hear(message: WorkerMessage): void {
    const current = this.#current;
    if (current === undefined) return;
    if (message.kind === 'progress') current.hooks.onProgress?.(message.progress);
    else if (message.kind === 'news') current.hooks.onNews?.(message.news);
    else {
      this.#current = undefined;
      clearTimeout(this.#timer);
      this.#timer = undefined;
      if (message.kind === 'done') current.resolve(message.result);
      else current.reject(fromMessage(message));
    }
  }

  #end(error: Error): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    const current = this.#current;
    this.#current = undefined;
    const cancelled = current !== undefined && Atomics.load(this.#flag, 0) === current.serial;
    current?.reject(cancelled ? new CancelledError() : error);
    // One that has failed may be running still.
    void this.#worker.terminate();
  }
}

function threadError(error: NodeJS.ErrnoException, megabytes: number): Error {
  if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return error;
  return new ThreadEndedError(`the training ran out of memory (${megabytes} MB); use fewer rows or a smaller network`);
}
