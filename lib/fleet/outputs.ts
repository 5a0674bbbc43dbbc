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
}

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
    /** Whether what this token says may still leave: this process may have lost its key. */
    private readonly isOurs: (token: Token) => boolean,
  ) {}

  publish(output: Output): void {
    const { key } = output.token;
    const all = this.#open.get(key) ?? new Set();
    this.#open.set(key, all);
    const sending = this.#send(output).finally(() => {
      all.delete(sending);
      if (all.size === 0 && this.#open.get(key) === all) this.#open.delete(key);
    });
    all.add(sending);
  }

  /** Resolves when everything of the key that was sent so far is stored. */
  async settled(key: string): Promise<void> {
    await Promise.all(this.#open.get(key) ?? []);
  }

  close(): void {
    this.#closed = true;
  }

  async #send(output: Output): Promise<void> {
    const { token, port, topic, body } = output;
    const subject = outputSubject(this.broker.names, token.key, keyOf(port));
    const headers = this.broker.packages.transport.headers();
    if (topic !== undefined) headers.set('Twin-Topic', topic.replace(/[\r\n]/g, ' '));
    const msgID = idOf(output);
    while (!this.#closed && this.isOurs(token)) {
      try {
        await this.broker.js.publish(subject, body, { msgID, headers });
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, AGAIN).unref());
      }
    }
  }
}

/** What came of no record (a training that ended, a reminder) is known again by what it says. */
function idOf({ token, port, body, index }: Output): string {
  const { key, position, node = '', kind = '' } = token;
  if (position === undefined) return [key, node, port, digestOf(Buffer.from(body))].join(':');
  return [key, position, node, port, kind, index].join(':');
}
