import { CancelledError, type Progress } from './engine';
import { threadsToTake } from './priority';
import { Queue } from './queue';
import { TaskThread, type Work } from './thread';

export { ThreadEndedError } from './thread';

/** Any long work for a worker thread: a compiled module that exports `run: TaskRunner`, and what it gets. */
export interface Task {
  /** Absolute path of the module's JavaScript. */
  readonly module: string;
  /**
   * What the task gets: anything that can be cloned between threads. Asked when a thread is free for it, so that what waits
   * takes no memory.
   */
  job(): { readonly job: unknown; readonly transfer?: readonly ArrayBuffer[] };
  /** Goes before all that is not urgent. */
  readonly urgent?: boolean;
  /** How long it will take, in any unit: short ones go first, but wait for no one for ever. */
  readonly size?: number;
  /** Asked before it starts: of all tasks of one name one runs at a time. Undefined: it need not wait. */
  alone?(): string | undefined;
}

/** What is told of a task before it ends. */
export interface TaskListeners {
  onProgress?(progress: Progress): void;
  /** See TaskHooks.tell. */
  onNews?(news: unknown): void;
}

/** How long a task that waits still has to wait. */
export interface Wait {
  /** 1: the next one. */
  readonly place: number;
  /** ms, by how long the last ones took; undefined while none has ended. */
  readonly left: number | undefined;
}

/** A task that waits or runs. */
export interface RunningTask<Result> {
  /** Rejects with a CancelledError, with the error of the task, or with a ThreadEndedError that says how the thread ended. */
  readonly done: Promise<Result>;
  /** Undefined when it runs, or is over. */
  readonly wait: Wait | undefined;
  /** Ends the work between two steps of the training, or takes it out of the queue. Does nothing when it is over. */
  cancel(): void;
}

export interface HostOptions {
  /** Tasks that run at once; the others wait. See threadsToTake, 8 at most. */
  readonly threads?: number;
  /** Largest heap of a thread in MB (the networks and rows lie outside of it). 1024 */
  readonly heapMegabytes?: number;
  /** Time in ms after which a cancelled thread that does not end by itself is ended. 5000 */
  readonly patience?: number;
}

/** Runs tasks in a few long-lived threads. */
export interface Host {
  startTask<Result>(task: Task, listeners?: TaskListeners): RunningTask<Result>;
}

const MOST_THREADS = 8;
/** A thread is replaced after so many tasks: what leaks in one of them does not grow for ever. */
const MOST_TASKS = 500;
/** ms after which a thread without work ends: a thread takes 10 to 50 MB. */
const IDLE = 30_000;
/** The last durations count for so much of the usual one. */
const FORGET = 0.1;

/** A task and whoever waits for it. */
interface Entry {
  readonly task: Task;
  readonly listeners: TaskListeners;
  resolve(result: unknown): void;
  reject(error: Error): void;
  thread: TaskThread | undefined;
}

/**
 * Waiting tasks and their threads do not keep a process from ending: a program that only waits for a training must keep
 * itself alive.
 */
export function createHost({ threads, heapMegabytes = 1024, patience = 5000 }: HostOptions = {}): Host {
  let counted = threads;
  const most = (): number => {
    counted ??= Math.min(MOST_THREADS, threadsToTake());
    return counted;
  };
  const queue = new Queue<Entry>();
  const idle: { readonly thread: TaskThread; readonly timer: NodeJS.Timeout }[] = [];
  /** Names of what runs alone. */
  const alone = new Set<string>();
  let running = 0;
  /** Usual duration of a task, ms. */
  let usual: number | undefined;

  function next(): void {
    while (running < most()) {
      let name: string | undefined;
      const entry = queue.take(({ task }) => {
        name = task.alone?.();
        return name === undefined || !alone.has(name);
      });
      if (entry === undefined) return;
      start(entry, name);
    }
  }

  function start(entry: Entry, name: string | undefined): void {
    let thread: TaskThread | undefined;
    let result: Promise<unknown>;
    try {
      thread = free() ?? new TaskThread(heapMegabytes, patience);
      result = thread.run(workOf(entry.task), entry.listeners);
    } catch (error) {
      // What does not start (a job that cannot be cloned, no memory for a thread) takes no place; the next one gets it.
      if (thread !== undefined) rest(thread);
      entry.reject(error as Error);
      return;
    }
    const used = thread;
    entry.thread = used;
    running++;
    if (name !== undefined) alone.add(name);
    const begun = performance.now();
    const end = (): void => {
      running--;
      if (name !== undefined) alone.delete(name);
      entry.thread = undefined;
      rest(used);
      const took = performance.now() - begun;
      usual = usual === undefined ? took : usual + FORGET * (took - usual);
    };
    result.then(
      (value) => {
        end();
        entry.resolve(value);
        next();
      },
      (error: Error) => {
        end();
        entry.reject(error);
        next();
      },
    );
  }

  function free(): TaskThread | undefined {
    for (let last = idle.pop(); last !== undefined; last = idle.pop()) {
      clearTimeout(last.timer);
      if (!last.thread.ended) return last.thread;
    }
    return undefined;
  }

  function rest(thread: TaskThread): void {
    if (thread.ended) return;
    if (thread.tasks >= MOST_TASKS) {
      thread.close();
      return;
    }
    const timer = setTimeout(() => {
      idle.splice(
        idle.findIndex((one) => one.thread === thread),
        1,
      );
      thread.close();
    }, IDLE).unref();
    idle.push({ thread, timer });
  }

  return {
    startTask<Result>(task: Task, listeners: TaskListeners = {}): RunningTask<Result> {
      let entry!: Entry;
      const done = new Promise<unknown>((resolve, reject) => {
        entry = { task, listeners, resolve, reject, thread: undefined };
      });
      queue.add(entry, task.urgent === true, task.size ?? 0);
      next();
      return {
        done: done as Promise<Result>,
        get wait() {
          const place = queue.placeOf(entry);
          if (place === undefined) return undefined;
          return { place, left: usual === undefined ? undefined : (usual * place) / most() };
        },
        cancel() {
          if (queue.remove(entry)) entry.reject(new CancelledError());
          else entry.thread?.cancel();
        },
      };
    },
  };
}

function workOf({ module, job }: Task): Work {
  return { module, transfer: [], ...job() };
}

/** The host of this process, for whoever trains. */
export const host: Host = createHost();
