import { CancelledError } from '../../engine/engine';
import type { Job } from './job';

/** The rows of a long order: they are read slice by slice, so that records pass in between. */
export interface UnreadJob {
  readonly records: number;
  /** Ends with the job. @throws InputError naming the row and field */
  readonly slices: Iterator<void, Job>;
}

/** When the last slice of all that are read is due: one between two messages, however many orders are read. */
let turn: Promise<void> = Promise.resolve();

function ownTurn(): Promise<void> {
  turn = turn.then(() => new Promise((resolve) => setImmediate(resolve)));
  return turn;
}

/** Reads the rows of a long order. */
export class Reading {
  readonly records: number;
  /** Resolves with the rows, or with why there are none. */
  readonly done: Promise<Job | Error>;
  #cancelled = false;

  constructor({ records, slices }: UnreadJob) {
    this.records = records;
    this.done = this.#read(slices).catch((error: unknown) => error as Error);
  }

  /** Ends it; done then tells a CancelledError. */
  cancel(): void {
    this.#cancelled = true;
  }

  async #wait(): Promise<void> {
    await ownTurn();
    if (this.#cancelled) throw new CancelledError();
  }

  async #read(slices: Iterator<void, Job>): Promise<Job> {
    for (;;) {
      await this.#wait();
      const { done, value } = slices.next();
      if (done !== true) continue;
      // What begins with the rows takes a turn of its own.
      await this.#wait();
      return value;
    }
  }
}
