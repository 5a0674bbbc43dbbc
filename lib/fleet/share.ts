import type { Broker } from './broker';
import type { Arrived } from './holder';
import type { Entry, Keyed } from './keyed';
import { MOST_UNACKED } from './mender';
import { readSubject } from './names';
import { Partition } from './partition';

/** What a share asks of its surroundings. */
export interface ShareContext {
  /** A message of a key is to be handled. */
  arrived(share: Share, key: string, entry: Entry): void;
  won(share: Share): void;
  /** Its keys are another process's. */
  lost(share: Share, why: string): void;
  /** Stores what has changed of a key, after what is being stored of it; only what stands at the end of its present record. */
  store(share: Share, keyed: Keyed): Promise<void>;
  /** The broker's clock, ms since the epoch. */
  now(): number;
}

/** Messages of one partition that wait in this process, and bytes of them. */
const MOST_WAITING = 1024;
const MOST_BYTES = 8 * 1024 * 1024;
/** What the broker counts of a message beside its body, bytes. */
const ENVELOPE = 4096;
const NOTHING = new Uint8Array();
/** More is asked for when so few are left. */
const FEW = 64;
/** Checkpoints written side by side. */
const SIDE_BY_SIDE = 16;

/** A partition of this member, with its keys and with what is not acknowledged yet. */
export class Share {
  readonly partition: Partition;
  readonly keys = new Map<string, Keyed>();
  /** In the order of the stream; the first ones are done and acknowledged together. */
  #unacknowledged: Entry[] = [];
  #last = 0;
  #pending = 0;
  /** When the last message was stored, and when the broker last said that there is nothing more, ms since the epoch. */
  #time = Number.NEGATIVE_INFINITY;
  #drained = Number.NEGATIVE_INFINITY;
  #waiting = 0;
  #bytes = 0;
  /** How many of the first unacknowledged ones are known to be done. */
  #done = 0;
  /** When it is stored next, by the context's clock. */
  #next = 0;
  #running: Promise<void> | undefined;

  constructor(
    broker: Broker,
    readonly number: number,
    private readonly context: ShareContext,
  ) {
    this.partition = new Partition(broker, number, {
      won: () => {
        this.#clear();
        context.won(this);
      },
      lost: (why) => {
        this.#clear();
        context.lost(this, why);
        this.keys.clear();
      },
      again: () => this.#again(),
      arrived: (message) => this.#arrived(message),
      drained: () => {
        this.#drained = context.now();
      },
      first: () => this.#unacknowledged[0]?.message.seq ?? (this.#last > 0 ? this.#last + 1 : undefined),
      room: () => ({
        messages: MOST_WAITING - this.#waiting,
        // One of any size comes through.
        bytes: Math.max(MOST_BYTES, (broker.nc.info?.max_payload ?? 0) + ENVELOPE) - this.#bytes,
      }),
    });
  }

  get generation(): number {
    return this.partition.generation;
  }

  /** Messages that are not handled yet, here and at the broker, as far as is known. */
  get lag(): number {
    return this.#waiting + this.#pending;
  }

  /**
   * Until when all that the broker has of this partition is handled, ms since the epoch: what does not come while the broker is away, or
   * while this process stands still, is no silence of the plant. Infinity where nothing of it is known here.
   */
  get handledUntil(): number {
    if (!this.partition.owned || this.keys.size === 0) return Number.POSITIVE_INFINITY;
    const open = this.#unacknowledged[this.#covered()];
    if (open !== undefined) return open.message.time;
    return this.#pending > 0 ? this.#time : Math.max(this.#time, this.#drained);
  }

  finish(entry: Entry): void {
    if (entry.done) return;
    entry.done = true;
    this.#waiting--;
    this.#bytes -= entry.message.data.length;
    entry.message.data = NOTHING;
    if (this.#waiting === FEW || this.#waiting === 0) this.partition.more();
  }

  /** How many of the first unacknowledged ones are done; each is looked at once. */
  #covered(): number {
    while (this.#unacknowledged[this.#done]?.done === true) this.#done++;
    return this.#done;
  }

  /** Called once a second. @param first ms until the first checkpoint: shares take theirs one after the other @param every ms between two */
  turn(first: number, every: number): void {
    this.partition.turn();
    const now = this.context.now();
    if (this.#next === 0) this.#next = now + first;
    if (now < this.#next) return;
    this.#next = now + every;
    void this.checkpoint();
  }

  /** Stores every key that has changed, then acknowledges what is in the checkpoints. One at a time. */
  checkpoint(): Promise<void> {
    this.#running ??= this.#checkpoint().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #checkpoint(): Promise<void> {
    const { generation } = this;
    if (!this.partition.owned) return;
    const covered = this.#covered();
    const last = this.#unacknowledged[covered - 1];
    // Those as well that have not changed since somebody began to store them: their records are acknowledged once they are stored.
    const all = [...this.keys.values()];
    const work = async (): Promise<void> => {
      for (let keyed = all.pop(); keyed !== undefined; keyed = all.pop()) {
        if (generation !== this.generation) return;
        await this.context.store(this, keyed);
      }
    };
    try {
      await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
      if (last === undefined || generation !== this.generation) return;
      await last.message.acknowledge();
    } catch (error) {
      return this.partition.lose(generation, (error as Error).message);
    }
    if (generation !== this.generation || this.#unacknowledged[covered - 1] !== last) return;
    this.#unacknowledged.splice(0, covered);
    this.#done -= covered;
  }

  #arrived(message: Arrived): void {
    this.#pending = message.pending;
    this.#time = message.time;
    // It was here already.
    if (message.seq <= this.#last) return;
    this.#last = message.seq;
    const entry: Entry = { message, done: false };
    this.#unacknowledged.push(entry);
    this.#waiting++;
    this.#bytes += message.data.length;
    const { what, key } = readSubject(message.subject);
    if (what === 'tick') this.finish(entry);
    else this.context.arrived(this, key, entry);
    if (this.#unacknowledged.length > MOST_UNACKED / 2) void this.checkpoint();
  }

  #again(): void {
    this.#clear();
    for (const keyed of this.keys.values()) keyed.waiting.length = 0;
  }

  #clear(): void {
    // Whoever still handles one of them finishes nothing of what comes now.
    for (const entry of this.#unacknowledged) entry.done = true;
    this.#unacknowledged = [];
    this.#last = 0;
    this.#done = 0;
    this.#pending = 0;
    this.#waiting = 0;
    this.#bytes = 0;
  }
}
