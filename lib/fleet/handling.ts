import type { Broker } from './broker';
import type { Chain } from './chain';
import type { Checkpoints, MemberCounts } from './checkpoints';
import type { Flow } from './flow';
import type { Entry, Keyed } from './keyed';
import { leftSince, mayBeForgotten } from './left';
import { lostOf, rewound } from './losses';
import { nameOf, readSubject } from './names';
import type { OrdersToAll } from './orders-to-all';
import type { Share } from './share';

/** Numbers what goes through the flow; once in a process, as what one member has sent may still be on its way when the next one begins. */
let runs = 0;

/** A number for what goes through the flow next. */
export function nextRun(): number {
  return ++runs;
}

/** Last number that went through the flow. */
export function runsSoFar(): number {
  return runs;
}

/** Which keys are this process's. */
export interface Keys {
  /** Whether the key still is, in the ownership in which it was made. */
  isCurrent(share: Share, keyed: Keyed): boolean;
  /** Whether the key is, in whichever ownership. */
  has(key: string): boolean;
}

/** What becomes of one message of a key: what is known of the key is fetched, the message goes through the flow, and its place is kept. */
export class Handling {
  /** Messages of former ownerships that are on their way still: nobody may go on with their keys before they are through. */
  readonly #ghosts = new Map<string, Promise<unknown>>();

  constructor(
    private readonly broker: Broker,
    private readonly chain: Chain,
    private readonly flow: Flow,
    private readonly checkpoints: Checkpoints,
    private readonly orders: OrdersToAll,
    private readonly counts: MemberCounts,
    private readonly keys: Keys,
  ) {}

  /** Handles the next message of a key that waits for it; its partition is given up where that fails. */
  async next(share: Share, keyed: Keyed): Promise<void> {
    const { generation } = share;
    try {
      if (!keyed.loaded) await this.#load(share, keyed);
      if (!this.keys.isCurrent(share, keyed)) return;
      const entry = keyed.waiting.shift();
      if (entry === undefined) return;
      if (keyed.knows(entry.message, share.partition.end)) this.counts.replayed++;
      else {
        if (entry.message.seq <= keyed.position) this.flow.tell(rewound(this.broker, keyed, entry.message.seq));
        await this.#recall(keyed, entry.message.time);
        if (!this.keys.isCurrent(share, keyed)) return;
        if (!(await this.#handle(share, keyed, entry))) return;
      }
      share.finish(entry);
    } catch (error) {
      share.partition.lose(generation, `${keyed.key} cannot be handled: ${(error as Error).message}`);
    }
  }

  /** @returns whether it counts: not where the key was given up meanwhile */
  async #handle(share: Share, keyed: Keyed, { message }: Entry): Promise<boolean> {
    const { key } = keyed;
    keyed.time = Math.max(keyed.time, message.time);
    const token = { key, position: message.seq, time: keyed.time, run: nextRun() };
    const { what } = readSubject(message.subject);
    const way = this.flow.handle(token, {
      what: what === 'order' ? 'order' : 'in',
      name: nameOf(key),
      data: message.data,
    });
    const answered = await this.#through(share, keyed, way);
    if (!this.keys.isCurrent(share, keyed)) return false;
    if (!answered) {
      this.counts.unanswered++;
      const text = `what came of record ${message.seq} of ${nameOf(key)} did not end in time; the next one goes on`;
      this.flow.tell({ event: 'fleet-unanswered', text, key, position: message.seq });
    }
    this.counts.records++;
    keyed.position = message.seq;
    keyed.changed = true;
    return true;
  }

  /** Waits for what is on its way; where its key is given up meanwhile, who goes on with the key waits, too. */
  async #through<T>(share: Share, keyed: Keyed, way: Promise<T>): Promise<T> {
    const { key } = keyed;
    this.#ghosts.set(key, way);
    const result = await way;
    if (this.#ghosts.get(key) === way) this.#ghosts.delete(key);
    // What it has left behind in the nodes is nobody's.
    if (!this.keys.isCurrent(share, keyed) && !this.keys.has(key)) this.chain.drop(key);
    return result;
  }

  async #load(share: Share, keyed: Keyed): Promise<void> {
    const { key } = keyed;
    const [found] = await Promise.all([this.checkpoints.read(key), this.#ghosts.get(key)]);
    const { checkpoint, revision, storedAt } = found;
    if (!this.keys.isCurrent(share, keyed)) return;
    this.chain.drop(key);
    let { lost } = found;
    if (checkpoint !== undefined) await this.checkpoints.bringModels(checkpoint);
    else lost ??= await lostOf(this.broker, share.partition, key);
    if (!this.keys.isCurrent(share, keyed)) return;
    this.chain.hand(key, checkpoint, lost);
    keyed.revision = revision;
    keyed.position = checkpoint?.position ?? 0;
    keyed.storedAt = storedAt;
    keyed.loaded = true;
    keyed.loadedAt = this.broker.clock.now();
    if (checkpoint === undefined) keyed.orders = this.orders.last;
    else {
      this.counts.restored++;
      await this.#catchUp(share, keyed, checkpoint.orders);
    }
  }

  /**
   * What another process has made of a record and of those after it, where that may be so long ago that the broker does not know it by itself.
   * @param time of the record: nothing that came of it can have left before
   */
  async #recall(keyed: Keyed, time: number): Promise<void> {
    if (keyed.left !== undefined || time >= keyed.loadedAt || !mayBeForgotten(this.broker, time)) return;
    keyed.left = await leftSince(this.broker, keyed.key, time);
  }

  /** Orders to all that were given while nobody had the key. */
  async #catchUp(share: Share, keyed: Keyed, from: number): Promise<void> {
    keyed.orders = from;
    const { key } = keyed;
    for (const { seq, control } of this.orders.since(from)) {
      for (const asset of this.chain.assets(key)) {
        const token = { key, run: nextRun() };
        await this.#through(share, keyed, this.flow.order({ ...control, asset }, token));
        if (!this.keys.isCurrent(share, keyed)) return;
      }
      keyed.knowsOrder(seq);
    }
  }
}
