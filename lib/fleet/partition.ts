import type { Msg, Subscription } from '@nats-io/transport-node';
import type { Broker } from './broker';
import { readDelivery } from './delivery';
import type { Holder } from './holder';
import { GROUP, isMissing, PIN_TIMEOUT } from './mender';
import { consumerOf, partitionOf } from './names';

const SECOND_NS = 1e9;
const BATCH = 256;
/** Asked for anew when so many are left of what was asked for. */
const LOW = 64;
/** How long the server keeps a question of the owner, and of who is not, s. */
const OWNER_S = 2;
const STANDBY_S = 3;
/** An answer may be later than that by so much, ms. */
const LATE = 500;
/** From giving up to asking again, ms. */
const FIRST_WAIT = 500;
/** Between two looks of who is not the owner. */
const LOOK_MS = 1000;
const NO_RESPONDERS = 503;
const LONGEST_WAIT = 30_000;
/**
 * One partition, as seen by one process. The broker pins it to one client at a time, which has to ask for messages to stay it
 * (NATS ADR-42). Two may believe for a while that they are: what a former owner stores is refused by its revision (checkpoints.ts).
 */
export class Partition {
  /** Counts ownerships: what was begun in one may not end another. */
  generation = 0;
  #pin: string | undefined;
  #ready = false;
  #inbox: Subscription | undefined;
  #wanted = 0;
  #next: number | undefined;
  #turn = 0;
  #asked = 0;
  /** When the broker last said something to its owner, by its clock. */
  #heard = 0;
  #closed = false;
  /** Last place that was acknowledged, and last one of the stream, when it was won. */
  #floor = 0;
  #end = 0;
  /** Ownership in which the broker is asked to go back, and whether the connection broke meanwhile. */
  #resetting: number | undefined;
  #anew = false;
  #mending = false;
  /** Looks in a row that found no consumer. */
  #missed = 0;
  /** Another process has it. */
  #served = false;
  /** Since something of it was acknowledged. */
  #losses = 0;

  constructor(
    private readonly broker: Broker,
    readonly number: number,
    private readonly holder: Holder,
  ) {}

  /** Whether this process has it, for all that it knows. */
  get owned(): boolean {
    return this.#ready;
  }

  /**
   * Whether it was not heard of for so long that another process has it by now, and that what this one has made of its records may have
   * been made by the other one, longer ago than the broker knows.
   */
  get #stale(): boolean {
    return this.#ready && this.broker.clock.now() - this.#heard > this.broker.window / 2;
  }

  /** Place of the last record that was acknowledged when it was won: what is in checkpoints. */
  get floor(): number {
    return this.#floor;
  }

  /** Place of the last message of the stream when it was won: whoever had it before has seen none behind it. */
  get end(): number {
    return this.#end;
  }

  /** Whether nobody has it, for all that was seen. */
  get unserved(): boolean {
    return !this.#ready && !this.#served;
  }

  open(): void {
    this.#inbox?.unsubscribe();
    if (this.#closed || this.broker.nc.isClosed()) return;
    const { createInbox } = this.broker.packages.transport;
    const inbox = createInbox();
    const mine = this.broker.nc.subscribe(inbox, {
      callback: (_error, message) => {
        // What comes on an old inbox is of an ownership before.
        if (this.#inbox === mine) this.#receive(message);
      },
    });
    this.#inbox = mine;
    this.#ask();
  }

  /** Called once a second: who does not ask is not the owner any more. */
  turn(): void {
    if (this.#closed) return;
    this.#turn++;
    if (this.loseStale()) return;
    if (this.#ready) {
      if (performance.now() - this.#asked > 1000 * OWNER_S + LATE) this.#ask();
    } else if (this.#pin === undefined) {
      if (this.#turn % STANDBY_S === 0) this.#ask();
      void this.#look();
    }
  }

  /** There is room for more. */
  more(): void {
    if (this.#ready && this.#wanted < LOW) this.#ask();
  }

  /** Gives it up where it has stood still for too long. @returns whether it did */
  loseStale(): boolean {
    if (!this.#stale) return false;
    // Somebody else's pin is not ours to take away.
    this.#pin = undefined;
    this.lose(this.generation, 'the broker was not heard for too long');
    return true;
  }

  /** Gives it up: what was begun in an ownership that is over gives up nothing. */
  lose(generation: number, why: string): void {
    if (generation !== this.generation || this.#closed) return;
    this.generation++;
    void this.#unpin();
    this.#ready = false;
    this.holder.lost(why);
    this.#inbox?.unsubscribe();
    this.#inbox = undefined;
    // What goes wrong each time (a full disk) is tried less and less often; another process may do better.
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#losses++);
    const lost = this.generation;
    setTimeout(() => lost === this.generation && this.#inbox === undefined && this.open(), wait).unref();
  }

  /** What was delivered may not have come (a connection that broke): the same owner asks for it once more. */
  async again(): Promise<void> {
    if (this.loseStale()) return;
    // What is asked for before the broker has gone back would come from the middle.
    if (this.#resetting === this.generation) {
      this.#anew = true;
      return;
    }
    if (!this.#ready) return this.open();
    this.#ready = false;
    this.holder.again();
    await this.#reset();
  }

  /** A clean end. */
  async close(): Promise<void> {
    this.#closed = true;
    this.generation++;
    this.#inbox?.unsubscribe();
    this.#ready = false;
    await this.#unpin();
  }

  /** The next owner need not wait until the silence of this one is noticed. */
  async #unpin(): Promise<void> {
    if (this.#pin === undefined) return;
    this.#pin = undefined;
    const { jsm, names } = this.broker;
    await jsm.consumers.unpin(names.records, consumerOf(this.number), GROUP).catch(() => {});
  }

  #ask(): void {
    if (this.#inbox === undefined || this.#closed || this.broker.nc.isClosed()) return;
    const { messages, bytes } = this.holder.room();
    const full = this.#ready && (messages <= 0 || bytes <= 0);
    const batch = this.#ready && !full ? Math.min(BATCH, messages) : 1;
    const question = {
      batch,
      expires: (this.#ready ? OWNER_S : STANDBY_S) * SECOND_NS,
      group: GROUP,
      ...(this.#pin !== undefined && { id: this.#pin }),
      // Who has no room stays the owner by asking for less than any message is.
      ...(this.#ready && { max_bytes: full ? 1 : bytes }),
    };
    this.#wanted = full ? 0 : batch;
    this.#asked = performance.now();
    const { nc, names } = this.broker;
    const subject = `$JS.API.CONSUMER.MSG.NEXT.${names.records}.${consumerOf(this.number)}`;
    nc.publish(subject, JSON.stringify(question), { reply: this.#inbox.getSubject() });
  }

  #receive(message: Msg): void {
    // Who wakes up is told first what the broker said long ago.
    if (this.loseStale()) return;
    this.#heard = this.broker.clock.now();
    const code = message.headers?.code ?? 0;
    const pin = message.headers?.get('Nats-Pin-Id');
    if (code > 0) this.#told(code, message.headers!.description);
    else if (pin !== this.#pin) this.#win(pin);
    // Between winning and asking from the first one on nothing is handled: it comes again.
    else if (this.#ready) this.#take(message);
  }

  #take(message: Msg): void {
    const { seq, time, pending, count } = readDelivery(message.reply!);
    if (this.#next !== undefined && count !== this.#next) {
      void this.again();
      return;
    }
    this.#next = count + 1;
    this.#wanted--;
    const { subject, data } = message;
    // What stays until then is not to hold the message.
    const reply = message.reply!;
    this.holder.arrived({ seq, time, pending, subject, data, acknowledge: () => this.#acknowledge(reply) });
    if (this.#wanted < LOW && this.holder.room().messages > LOW) this.#ask();
  }

  async #acknowledge(reply: string): Promise<void> {
    await this.broker.nc.request(reply, '+ACK', { timeout: 5000 });
    this.#losses = 0;
  }

  #told(code: number, text: string): void {
    if (code === 423) {
      // Somebody else's pin is not ours to take away.
      this.#pin = undefined;
      this.lose(this.generation, text);
    }
    // Nothing there, or too long ago that it was asked for: only the last question is asked anew.
    if ((code === 404 || code === 408) && this.#ready) {
      this.holder.drained();
      if (performance.now() - this.#asked > 1000 * OWNER_S - LATE) this.#ask();
    }
    // More than there was room for: what was asked for does not come any more.
    if (code === 409) this.#wanted = 0;
    if (code === NO_RESPONDERS || (code === 409 && /deleted/i.test(text))) void this.#mend();
    // The turn asks again: a leader that moved, a server that stops, a consumer that is not there yet.
  }

  #win(pin: string | undefined): void {
    if (this.#ready) this.holder.lost('another owner was pinned meanwhile');
    this.generation++;
    this.#pin = pin;
    this.#ready = false;
    this.holder.won();
    void this.#reset();
  }

  /** From the first message on that was not acknowledged, in order. */
  async #reset(): Promise<void> {
    const { generation } = this;
    const { jsm, names } = this.broker;
    this.#inbox?.unsubscribe();
    this.#inbox = undefined;
    this.#resetting = generation;
    try {
      do {
        this.#anew = false;
        const { ts, ack_floor, delivered } = await jsm.consumers.reset(names.records, consumerOf(this.number));
        this.broker.clock.heard(ts);
        this.#floor = ack_floor.stream_seq;
        this.#next = delivered.consumer_seq + 1;
        this.#end = (await jsm.streams.info(names.records)).state.last_seq;
      } while (this.#anew && generation === this.generation);
    } catch (error) {
      return this.lose(generation, (error as Error).message);
    }
    if (generation !== this.generation || this.#closed) return;
    this.#resetting = undefined;
    this.#heard = this.broker.clock.now();
    this.#ready = true;
    this.open();
  }

  /**
   * A new owner is found with a message only. Where nobody is the owner, one is made with a message that stands for nothing: what the last
   * owner left would wait for the next record otherwise.
   */
  async #look(): Promise<void> {
    const { nc, jsm, names } = this.broker;
    try {
      const info = await jsm.consumers.info(names.records, consumerOf(this.number));
      // The client's types do not know of it yet.
      const { priority_groups: groups } = info as { priority_groups?: readonly { pinned_client_id?: string }[] };
      this.#served = groups?.[0]?.pinned_client_id !== undefined;
      this.#missed = 0;
      if (!this.#served && this.#pin === undefined && !this.#closed)
        nc.publish(`${partitionOf(names, this.number)}.tick._`);
    } catch (error) {
      // The next look is soon. Its owner knows better from where on it is to be made anew.
      if (isMissing(error) && ++this.#missed * LOOK_MS > PIN_TIMEOUT) void this.#mend();
    }
  }

  /** Somebody may have deleted the consumer, or the stream with it. */
  async #mend(): Promise<void> {
    if (this.#mending || this.#closed) return;
    this.#mending = true;
    const { generation } = this;
    try {
      const from = this.#ready ? (this.holder.first() ?? this.#floor + 1) : undefined;
      const wasMissing = await this.broker.mender.consumer(this.number, from);
      if (wasMissing && this.#ready) this.lose(generation, 'its consumer was not there any more, and was made anew');
    } catch (error) {
      if (this.#ready) this.lose(generation, (error as Error).message);
    } finally {
      this.#mending = false;
    }
  }
}
