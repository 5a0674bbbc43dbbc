import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import type { Broker } from './broker';
import { MOST_ORDERS } from './mender';

/** An order to all assets of the fleet, with its number. */
export interface NumberedOrder {
  readonly seq: number;
  readonly control: Record<string, unknown>;
}

/** Orders that also hold for assets to come: a process that starts follows those that were given before. */
const STANDING: readonly unknown[] = ['freeze', 'unfreeze'];

/** From when the reading broke off until it is tried again, ms. */
const AGAIN = 3000;

/** Reads the orders to all, from the first one that is kept: what holds for assets to come holds in every process. */
export class OrdersToAll {
  /** The newest, as many as the broker keeps. */
  readonly #known: NumberedOrder[] = [];
  #messages: ConsumerMessages | undefined;
  #stopped = false;
  /** Those that were given before the start have been read. */
  #live = false;

  constructor(
    private readonly broker: Broker,
    private readonly follow: (order: NumberedOrder) => void,
  ) {}

  /** Number of the last one. */
  get last(): number {
    return this.#known.at(-1)?.seq ?? 0;
  }

  since(seq: number): readonly NumberedOrder[] {
    return this.#known.filter((order) => order.seq > seq);
  }

  /** Resolves when those that are there have been followed. @throws Error where they cannot be read; may be tried again */
  async start(): Promise<void> {
    const { js, jsm, names, mender } = this.broker;
    await mender.streams();
    const { state } = await jsm.streams.info(names.orders);
    const consumer = await js.consumers.get(names.orders, { deliver_policy: 'all' } as never);
    const messages = await consumer.consume();
    this.#messages = messages;
    if (this.#stopped) return this.stop();
    void this.#watch(messages);
    await new Promise<void>((resolve, reject) => {
      this.#live ||= state.messages === 0;
      if (this.#live) resolve();
      this.#follow(messages, resolve).then(resolve, (error: Error) => {
        if (this.#live) this.#again();
        else reject(error);
      });
    });
  }

  async #follow(messages: AsyncIterable<JsMsg>, caughtUp: () => void): Promise<void> {
    for await (const message of messages) {
      // It was read before the reading broke off.
      if (message.seq > this.last) this.#read(message.seq, message.data);
      // The last one may have been deleted.
      if (message.info.pending === 0) this.#live = true;
      if (this.#live) caughtUp();
    }
  }

  /** The client finds a broker again that was away, and not a stream that was deleted. */
  async #watch(messages: ConsumerMessages): Promise<void> {
    for await (const { type } of messages.status()) {
      if (type !== 'consumer_deleted' && type !== 'stream_not_found') continue;
      messages.stop();
      if (this.#live) this.#again();
      return;
    }
  }

  /** From the first one on; what has been followed is not followed again. */
  #again(): void {
    setTimeout(() => {
      if (!this.#stopped) this.start().catch(() => this.#again());
    }, AGAIN).unref();
  }

  stop(): void {
    this.#stopped = true;
    this.#messages?.stop();
  }

  #read(seq: number, data: Uint8Array): void {
    let control: unknown;
    try {
      control = JSON.parse(Buffer.from(data).toString('utf8'));
    } catch {
      // Its number counts, so that nobody waits for it.
    }
    if (typeof control === 'string') control = { do: control };
    const order = {
      seq,
      control: (typeof control === 'object' && control !== null ? control : {}) as Record<string, unknown>,
    };
    this.#known.push(order);
    // Nor can another process read those before.
    if (this.#known.length > MOST_ORDERS) this.#known.shift();
    const what = order.control['do'];
    if (what !== undefined && (this.#live || STANDING.includes(what))) this.follow(order);
  }
}
