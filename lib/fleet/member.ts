import type { Broker } from './broker';
import type { Chain, Owner, Token } from './chain';
import { Checkpoints, newCounts } from './checkpoints';
import type { Flow, MemberSettings } from './flow';
import { Handling, nextRun, runsSoFar } from './handling';
import { type Entry, Keyed } from './keyed';
import { type NumberedOrder, OrdersToAll } from './orders-to-all';
import type { Hold } from './outputs';
import { Share } from './share';

/** Messages of different keys that are on their way through the flow side by side. */
const WINDOW = 64;
const TURN_MS = 1000;

/**
 * One member of the fleet: takes the records of the partitions that are its own, key by key and in order, through the flow, and stores
 * what the flow knows with the position at which it knows it.
 */
export class Member implements Owner {
  readonly counts = newCounts();
  readonly shares: readonly Share[];
  readonly #checkpoints: Checkpoints;
  readonly #orders: OrdersToAll;
  /** All orders to all that have been given so far are through. */
  #followed: Promise<unknown> = Promise.resolve();
  readonly #handling: Handling;
  /** Keys with a message whose turn it is when there is room in the window. */
  readonly #queue = new Set<Keyed>();
  readonly #shareOf = new Map<string, Share>();
  #running = 0;
  #halted = true;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly broker: Broker,
    private readonly chain: Chain,
    private readonly settings: MemberSettings,
    private readonly flow: Flow,
  ) {
    this.#checkpoints = new Checkpoints(
      broker,
      chain,
      (key) => flow.settled(key),
      () => this.#storeAnew(),
      this.counts,
    );
    this.#orders = new OrdersToAll(broker, (order) => void this.#orderAll(order));
    this.#handling = new Handling(broker, chain, flow, this.#checkpoints, this.#orders, this.counts, {
      isCurrent: (share, keyed) => this.#isCurrent(share, keyed),
      has: (key) => this.#shareOf.has(key),
    });
    const { partitions } = broker.settings;
    const own = Array.from({ length: partitions }, (_, p) => p).filter(
      (p) => p % settings.members === settings.member - 1,
    );
    this.shares = own.map(
      (partition) =>
        new Share(broker, partition, {
          arrived: (share, key, entry) => this.#arrived(share, key, entry),
          won: (share) => this.#won(share),
          lost: (share, why) => this.#lost(share, why),
          store: (share, keyed) => this.#store(share, keyed),
          now: () => broker.clock.now(),
        }),
    );
  }

  /** Once the flow stands: asks for its partitions. @throws Error where the broker does not answer; may be tried again */
  async start(): Promise<void> {
    this.chain.owner = this;
    this.#halted = false;
    await this.#orders.start();
    if (this.#halted) return;
    for (const { partition } of this.shares) partition.open();
    this.#timer = setInterval(() => this.#turn(), TURN_MS);
  }

  /** The connection was away: what was delivered meanwhile did not come. */
  reconnected(): void {
    for (const { partition } of this.shares) void partition.again();
  }

  /** Nodes of the flow stop: what is on its way may be lost in it, so nothing more is stored, and all begins at its last checkpoint. */
  async stop(): Promise<void> {
    this.#halted = true;
    this.chain.release(this);
    clearInterval(this.#timer);
    this.#orders.stop();
    for (const share of this.shares) {
      this.#forget(share);
      share.keys.clear();
    }
    await Promise.all(this.shares.map(({ partition }) => partition.close()));
  }

  /** Says as long as it is asked whether what a token says may leave: while the ownership lasts in which it was made. */
  hold({ key, run }: Token): Hold | undefined {
    const [share, keyed] = [this.#shareOf.get(key), this.#keyed(key)];
    if (share === undefined || keyed === undefined) return undefined;
    if (run !== undefined && run <= keyed.since) return undefined;
    if (share.partition.loseStale()) return undefined;
    return { lasts: () => this.#isCurrent(share, keyed), left: keyed.left };
  }

  /** There is room again for what leaves. */
  proceed(): void {
    for (const keyed of [...this.#queue]) this.#advance(keyed);
  }

  changed(key: string): void {
    const keyed = this.#keyed(key);
    // What a record brings is stored with its position.
    if (keyed === undefined || keyed.busy) return;
    keyed.changed = true;
    void this.keep(key);
  }

  async keep(key: string): Promise<void> {
    const [share, keyed] = [this.#shareOf.get(key), this.#keyed(key)];
    if (share === undefined || keyed === undefined) return;
    const { generation } = share;
    keyed.changed = true;
    try {
      await this.#store(share, keyed);
    } catch (error) {
      share.partition.lose(generation, (error as Error).message);
    }
  }

  now(key: string): number {
    const [share, keyed] = [this.#shareOf.get(key), this.#keyed(key)];
    const time = keyed?.time ?? Number.NEGATIVE_INFINITY;
    if (share === undefined || keyed?.busy === true) return time;
    return Math.max(time, Math.min(share.handledUntil, this.broker.clock.now()));
  }

  clock(): number {
    return Math.min(this.broker.clock.now(), ...this.shares.map(({ handledUntil }) => handledUntil));
  }

  #keyed(key: string): Keyed | undefined {
    return this.#shareOf.get(key)?.keys.get(key);
  }

  #turn(): void {
    const { checkpoint } = this.settings;
    for (const [i, share] of this.shares.entries()) share.turn((checkpoint * (i + 1)) / this.shares.length, checkpoint);
  }

  #won(share: Share): void {
    // In our own hands until just now, under another pin: what is in memory may be behind what is stored.
    this.#forget(share);
    share.keys.clear();
    this.#tell('fleet-won', share, 'is handled here from now on');
  }

  #lost(share: Share, why: string): void {
    this.#forget(share);
    if (!this.#halted) this.#tell('fleet-lost', share, `was given up: ${why}`);
  }

  #tell(event: string, { number }: Share, what: string): void {
    this.flow.tell({ event, text: `partition ${number} ${what}`, partition: number });
  }

  #forget(share: Share): void {
    for (const keyed of share.keys.values()) {
      this.#queue.delete(keyed);
      this.#shareOf.delete(keyed.key);
      this.chain.drop(keyed.key);
    }
  }

  #arrived(share: Share, key: string, entry: Entry): void {
    let keyed = share.keys.get(key);
    if (keyed === undefined) {
      keyed = new Keyed(key, share.generation, runsSoFar());
      share.keys.set(key, keyed);
      this.#shareOf.set(key, share);
    }
    keyed.waiting.push(entry);
    this.#advance(keyed);
  }

  #advance(keyed: Keyed): void {
    if (this.#halted || keyed.busy || keyed.waiting.length === 0) return;
    if (this.#running >= WINDOW || this.flow.full()) {
      this.#queue.add(keyed);
      return;
    }
    this.#queue.delete(keyed);
    keyed.busy = true;
    this.#running++;
    const share = this.#shareOf.get(keyed.key)!;
    void this.#handling.next(share, keyed).finally(() => {
      this.#running--;
      keyed.rest();
      if (this.#isCurrent(share, keyed)) this.#advance(keyed);
      const [next] = this.#queue;
      if (next !== undefined) this.#advance(next);
    });
  }

  #isCurrent(share: Share, keyed: Keyed): boolean {
    return !this.#halted && share.keys.get(keyed.key) === keyed && share.generation === keyed.generation;
  }

  /**
   * In the state of a key once all nodes have it, and those that were given before it: who goes on with what is stored earlier follows them
   * once more, instead of never.
   */
  async #orderAll({ seq, control }: NumberedOrder): Promise<void> {
    const there = this.shares.flatMap((share) => [...share.keys.values()].map((keyed) => ({ share, keyed })));
    const loaded = there.filter(({ keyed }) => keyed.loaded);
    const followed = Promise.all([this.flow.order(control, { run: nextRun() }), this.#followed]);
    this.#followed = followed;
    await followed;
    for (const { share, keyed } of loaded) if (this.#isCurrent(share, keyed)) keyed.knowsOrder(seq);
  }

  #storeAnew(): void {
    for (const { keys } of this.shares) for (const keyed of keys.values()) keyed.changed ||= keyed.loaded;
  }

  #store(share: Share, keyed: Keyed): Promise<void> {
    if (!keyed.busy && share.handledUntil >= keyed.loadedAt) keyed.left = undefined;
    return this.#checkpoints.store(keyed, () => this.#isCurrent(share, keyed));
  }
}
