import { randomUUID } from 'node:crypto';
import type { Broker } from './broker';
import type { Token } from './chain';
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

/** Says whether what was given out may still leave. */
export type Hold = () => boolean;

/** Between two tries while the broker does not answer, ms. */
const AGAIN = 1000;

/**
 * Publishes what leaves, each with an id by which the broker knows it again: a record that is handled a second time, after the death of
 * who handled it first, makes the same messages with the same ids.
 */
export class Outputs {
  readonly #open = new Map<string, Set<Promise<void>>>();
  #closed = false;

  constructor(
    private readonly broker: Broker,
    /** Asked once for each message, and what it gives before each try: this process may lose the key. Undefined: it may not leave at all. */
    private readonly hold: (token: Token) => Hold | undefined,
    /** Told of a message that the broker will never take. */
    private readonly fail: (error: Error) => void,
  ) {}

  publish(output: Output): void {
    const { key } = output.token;
    const held = output.free === true ? () => true : this.hold(output.token);
    if (held === undefined) return;
    const all = this.#open.get(key) ?? new Set();
    this.#open.set(key, all);
    const sending = this.#send(output, held).finally(() => {
      all.delete(sending);
      if (all.size === 0 && this.#open.get(key) === all) this.#open.delete(key);
    });
    all.add(sending);
  }

  /** Resolves when everything of the key that was sent so far is stored. @throws Error where it will not be, as the connection is closed */
  async settled(key: string): Promise<void> {
    await Promise.all(this.#open.get(key) ?? []);
    if (this.#closed) throw new Error('the connection is closed');
  }

  close(): void {
    this.#closed = true;
  }

  async #send(output: Output, held: Hold): Promise<void> {
    const { token, port, topic, body } = output;
    const subject = outputSubject(this.broker.names, token.key, keyOf(port));
    const headers = this.broker.packages.transport.headers();
    if (topic !== undefined) headers.set('Twin-Topic', topic.replace(/[\r\n]/g, ' '));
    const msgID = idOf(output);
    while (!this.#closed && held()) {
      try {
        await this.broker.js.publish(subject, body, { msgID, headers });
        return;
      } catch (error) {
        if (isForGood(error)) {
          return this.fail(new Error(`a message on ${subject} does not leave: ${(error as Error).message}`));
        }
        await new Promise((resolve) => setTimeout(resolve, AGAIN).unref());
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
