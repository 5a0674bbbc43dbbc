import { randomUUID } from 'node:crypto';
import type { Broker } from './broker';
import type { Token } from './chain';
import { leftSince, mayBeForgotten } from './left';
import { digestOf } from './model-files';
import { keyOf, outputSubject } from './names';

/** A message that leaves the fleet. */
export interface Output {
  readonly token: Token;
  /** Which output of the node that made it: 'record', 'event', 'alert', 'command' ... */
  readonly port: string;
  readonly topic: string | undefined;
  readonly body: string | Uint8Array;
  /** Tells messages of one record on one output apart. */
  readonly index: number;
  /** It came through no fleet: nobody makes it again, so it leaves whoever has its key. */
  readonly free?: boolean;
}

/** Whether what was given out may leave. */
export interface Hold {
  /** Not once this process has lost the key. */
  lasts(): boolean;
  /** Ids that left before this process had the key, longer ago than the broker itself knows them. */
  readonly left?: ReadonlySet<string> | undefined;
}

/** What there is to say about messages that wait. */
export interface OutputsContext {
  /** Asked once for each message. Undefined: it may not leave at all. */
  hold(token: Token): Hold | undefined;
  /** Told of a message that the broker will never take, and once when it takes none for a while. */
  fail(error: Error): void;
  /** There is room again. */
  room(): void;
}

/** Before the second try, and before each one at most, ms: thousands of messages may wait while the broker is away. */
const AGAIN = 1000;
const LONGEST_WAIT = 5000;
/** Tries until it is told. */
const TELL_AFTER = 5;
/** Messages, and bytes of them, that wait for the broker before no more records are handled. */
const MOST_OPEN = 4096;
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * Publishes what leaves, each with an id by which the broker knows it again: a record that is handled a second time, after the death of
 * who handled it first, makes the same messages with the same ids.
 */
export class Outputs {
  readonly #open = new Map<string, Set<Promise<void>>>();
  #count = 0;
  #bytes = 0;
  #wasFull = false;
  #told = false;
  #closed = false;

  constructor(
    private readonly broker: Broker,
    private readonly context: OutputsContext,
  ) {}

  /** Whether so much waits for the broker that nothing more is to be made. */
  get full(): boolean {
    return this.#count >= MOST_OPEN || this.#bytes >= MOST_BYTES;
  }

  publish(output: Output): void {
    const { key, position } = output.token;
    const held: Hold | undefined = output.free === true ? { lasts: () => true } : this.context.hold(output.token);
    const id = idOf(output);
    if (held === undefined || (position !== undefined && held.left?.has(id) === true)) return;
    const all = this.#open.get(key) ?? new Set();
    this.#open.set(key, all);
    this.#count++;
    this.#bytes += output.body.length;
    this.#wasFull ||= this.full;
    const sending = this.#send(output, id, held).finally(() => {
      all.delete(sending);
      if (all.size === 0 && this.#open.get(key) === all) this.#open.delete(key);
      this.#count--;
      this.#bytes -= output.body.length;
      if (!this.#wasFull || 2 * this.#count > MOST_OPEN || 2 * this.#bytes > MOST_BYTES) return;
      this.#wasFull = false;
      this.context.room();
    });
    all.add(sending);
  }

  /** Resolves when everything of the key that was sent so far is stored. @throws Error where it will not be, as the connection is closed */
  async settled(key: string): Promise<void> {
    const open = this.#open.get(key);
    if (open !== undefined) await Promise.all(open);
    if (this.#closed) throw new Error('the connection is closed');
  }

  close(): void {
    this.#closed = true;
  }

  async #send({ token, port, topic, body, free }: Output, id: string, held: Hold): Promise<void> {
    const { broker } = this;
    const subject = outputSubject(broker.names, token.key, keyOf(port));
    const headers = {
      'Nats-Msg-Id': id,
      ...(topic !== undefined && { 'Twin-Topic': topic.replace(/[\r\n]/g, ' ') }),
    };
    const began = broker.clock.now();
    for (let tries = 1; !this.#closed && held.lasts(); tries++) {
      try {
        // A try that was not answered may have been stored all the same, and so long ago that the broker would store it once more.
        if (tries > 1 && free !== true && mayBeForgotten(broker, began)) {
          const left = await leftSince(broker, token.key, Math.min(began, token.time ?? began));
          if (left.has(id) || !held.lasts()) return;
        }
        await broker.publisher.publish(subject, body, headers);
        this.#told = false;
        return;
      } catch (error) {
        const text = `a message on ${subject} does not leave`;
        if (isForGood(error)) return this.context.fail(new Error(`${text}: ${(error as Error).message}`));
        if (tries === TELL_AFTER && !this.#told) {
          this.#told = true;
          this.context.fail(new Error(`${text} yet, and is tried again: ${(error as Error).message}`));
        }
        await new Promise((resolve) => setTimeout(resolve, Math.min(LONGEST_WAIT, tries * AGAIN)).unref());
      }
    }
  }
}

/** Larger than the server or the stream takes, or a subject that cannot be: trying again does not help. */
function isForGood(error: unknown): boolean {
  const { name, code } = error as { name?: string; code?: number };
  return name === 'InvalidArgumentError' || name === 'InvalidSubjectError' || code === 10054;
}

/** What came of no record (a training that ended, a reminder) is known again by what it says. */
function idOf({ token, port, body, index, free }: Output): string {
  if (free === true) return randomUUID();
  const { key, position, node = '', kind = '' } = token;
  if (position === undefined) return [key, node, port, digestOf(Buffer.from(body))].join(':');
  return [key, position, node, port, kind, index].join(':');
}
