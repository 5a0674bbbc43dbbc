import type { Arrived } from './holder';
import { CLOCKS_DIFFER } from './left';

/** A message that waits for its turn or is being handled. */
export interface Entry {
  readonly message: Arrived;
  done: boolean;
}

/** What this process knows of one key. */
export class Keyed {
  readonly waiting: Entry[] = [];
  /** A message is on its way through the flow, or the checkpoint is being read. */
  busy = false;
  loaded = false;
  /** From when on nobody else has handled what came, ms since the epoch by the broker's clock. */
  loadedAt = Number.NEGATIVE_INFINITY;
  /** Last record that is in the state. */
  position = 0;
  /** When the state that was loaded was stored, ms since the epoch by the broker's clock. */
  storedAt = Number.NEGATIVE_INFINITY;
  /** Last order to all that is in the state. */
  orders = 0;
  revision = 0;
  /** Something has changed since the last checkpoint. */
  changed = false;
  /** Time of the last record, ms since the epoch: its clock does not run backwards. */
  time = Number.NEGATIVE_INFINITY;
  /** See Hold; until all that was there when it was loaded is handled. */
  left: ReadonlySet<string> | undefined;
  /** Checkpoints of one key are written one after the other. */
  storing: Promise<void> = Promise.resolve();
  readonly #calm: (() => void)[] = [];

  constructor(
    readonly key: string,
    /** Of which ownership of its partition. */
    readonly generation: number,
    /** Last number that went through the flow before: what has a greater one was made in this ownership. */
    readonly since: number,
  ) {}

  /**
   * Whether a record is in the state: it stands before the last one that is, and was stored before the state was. Where the stream has lost
   * its end, or was made anew, its places are given once more, and only the time tells.
   * @param end last place of the stream, when it was begun to be read
   */
  knows({ seq, time }: Arrived, end: number): boolean {
    if (seq > this.position) return false;
    const slack = this.position > end ? 0 : CLOCKS_DIFFER;
    return time <= Math.max(this.storedAt, this.time) + slack;
  }

  /** An order to all is in the state, and those before it: one that comes meanwhile may be through before one that is caught up with. */
  knowsOrder(seq: number): void {
    this.orders = Math.max(this.orders, seq);
    this.changed = true;
  }

  /** Runs something between two messages: at once when none is on its way, and before the next one otherwise. */
  whenCalm(run: () => void): void {
    if (this.busy) this.#calm.push(run);
    else run();
  }

  /** What was on its way is done. */
  rest(): void {
    this.busy = false;
    for (const run of this.#calm.splice(0)) run();
  }
}
