/**
 * Bounded micro-batches for an engine that is fast on many rows and slow on one (a GPU, another process): records are
 * collected until `size` of them wait or the oldest has waited `milliseconds`, then go out together. One batch runs at a
 * time, so answers come in the order of the questions.
 *
 * Back-pressure policy: at most `queue` records wait. When they do, the newest is refused at once with a
 * QueueFullError and counted; nothing that was accepted is ever dropped. A live record that cannot be judged in time must
 * be seen as a fault, so refusing loudly is better than a queue that grows without end.
 */
export interface MicroBatchOptions {
  /** Records per batch at most, from 1. */
  readonly size: number;
  /** Longest time in ms that a record waits for others; 0 = none. */
  readonly milliseconds: number;
  /** Records that may wait (those of the running batch not counted), from `size`. */
  readonly queue: number;
}

/** The timer, given from outside so that the logic can be tested without waiting. */
export interface Timer {
  start(milliseconds: number, then: () => void): unknown;
  stop(handle: unknown): void;
}

const SYSTEM_TIMER: Timer = {
  start: (milliseconds, then) => setTimeout(then, milliseconds),
  stop: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

/** What became of the records since the start. */
export interface MicroBatchCounters {
  /** Records taken in. */
  accepted: number;
  /** Records refused because the queue was full. */
  refused: number;
  /** Records answered. */
  answered: number;
  /** Records whose batch failed. */
  failed: number;
  /** Batches started. */
  batches: number;
  /** Most records in one batch so far. */
  largest: number;
}

/** A record was refused because too many wait. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
  constructor(waiting: number) {
    super(`the engine is ${waiting} records behind, this one was refused; send less, or choose a faster engine`);
  }
}

/** A queue before an engine. */
export interface MicroBatch<Item, Answer> {
  /** @throws (rejects with) QueueFullError, or what `run` failed with */
  push(item: Item): Promise<Answer>;
  /** Records that wait now. */
  waiting(): number;
  counters(): Readonly<MicroBatchCounters>;
  /** Refuses new records and rejects those that wait; resolves once the running batch is over. */
  close(): Promise<void>;
}

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** @param run answers a batch, one answer per item and in their order */
export function createMicroBatch<Item, Answer>(
  options: MicroBatchOptions,
  run: (items: Item[]) => Promise<readonly Answer[]>,
  timer: Timer = SYSTEM_TIMER,
): MicroBatch<Item, Answer> {
  checkOptions(options);
  const queue: Waiting<Item, Answer>[] = [];
  const counters = { accepted: 0, refused: 0, answered: 0, failed: 0, batches: 0, largest: 0 };
  let handle: unknown;
  let due = false;
  let running: Promise<void> | undefined;
  let closed = false;

  function schedule(): void {
    if (running || queue.length === 0) return;
    if (due || options.milliseconds === 0 || queue.length >= options.size) start();
    else handle ??= timer.start(options.milliseconds, expired);
  }

  /** While a batch runs the expiry is only noted: the next batch then starts the moment the engine is free. */
  function expired(): void {
    handle = undefined;
    due = true;
    schedule();
  }

  function start(): void {
    stopTimer();
    const batch = queue.splice(0, options.size);
    counters.batches++;
    counters.largest = Math.max(counters.largest, batch.length);
    running = answer(batch).finally(() => {
      running = undefined;
      // What came while the batch ran has waited long enough.
      due = queue.length > 0;
      schedule();
    });
  }

  async function answer(batch: Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await run(batch.map((entry) => entry.item));
      if (answers.length !== batch.length)
        throw new Error(`${answers.length} answers came for ${batch.length} records`);
      counters.answered += batch.length;
      for (let i = 0; i < batch.length; i++) batch[i]!.resolve(answers[i]!);
    } catch (error) {
      counters.failed += batch.length;
      for (const entry of batch) entry.reject(error);
    }
  }

  function stopTimer(): void {
    if (handle !== undefined) timer.stop(handle);
    handle = undefined;
    due = false;
  }

  function push(item: Item): Promise<Answer> {
    if (closed) return Promise.reject(new Error('the engine is closed'));
    if (queue.length >= options.queue) {
      counters.refused++;
      return Promise.reject(new QueueFullError(queue.length));
    }
    counters.accepted++;
    const answer = new Promise<Answer>((resolve, reject) => queue.push({ item, resolve, reject }));
    schedule();
    return answer;
  }

  async function close(): Promise<void> {
    closed = true;
    stopTimer();
    for (const entry of queue.splice(0)) entry.reject(new Error('the engine was closed before this record was scored'));
    await running;
  }

  return { push, waiting: () => queue.length, counters: () => counters, close };
}

function checkOptions({ size, milliseconds, queue }: MicroBatchOptions): void {
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`size is ${size}; give a whole number from 1`);
  if (!(milliseconds >= 0)) throw new RangeError(`milliseconds is ${milliseconds}; give 0 or more`);
  if (!Number.isInteger(queue) || queue < size)
    throw new RangeError(`queue is ${queue}; give a whole number from ${size} (size)`);
}
