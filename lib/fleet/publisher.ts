import type { Msg, MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import type { NatsPackages } from './packages';

/** The broker did not store a message, or did not say so in time. */
export class PublishError extends Error {
  /** @param code of JetStream (ADR-1), or of NATS where nobody answers; where one was given */
  constructor(
    text: string,
    readonly code?: number,
  ) {
    super(text);
  }
}

interface Open {
  /** performance.now() from when on no answer is waited for. */
  readonly until: number;
  resolve(seq: number): void;
  reject(error: Error): void;
}

interface Message {
  readonly subject: string;
  readonly body: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>> | undefined;
  /** Whom the answer is for; absent where none is asked for. */
  readonly token?: string;
}

const ANSWER_MS = 5000;
const NO_RESPONDERS = 503;

/** Nobody stores what was published: somebody has deleted the stream, or JetStream is off. */
export const isAbsent = (error: unknown): boolean => error instanceof PublishError && error.code === NO_RESPONDERS;

/**
 * Publishes what the broker is to store, and hears its answers on one address: the client's own request makes two timers, two errors and
 * a race of promises for each message, which is more than a record may cost here.
 */
export class Publisher {
  readonly #open = new Map<string, Open>();
  readonly #inbox: string;
  readonly #sweep: NodeJS.Timeout;
  /** What leaves with the next turn of the event loop, in one write: one for each message costs more than the message. */
  readonly #waiting: Message[] = [];
  #serial = 0;

  constructor(
    private readonly nc: NatsConnection,
    private readonly transport: NatsPackages['transport'],
    /** Makes the streams that are missing. */
    private readonly mend: () => Promise<void>,
  ) {
    this.#inbox = `${transport.createInbox()}.`;
    nc.subscribe(`${this.#inbox}*`, { callback: (_error, message) => this.#answered(message) });
    this.#sweep = setInterval(() => this.#expire(performance.now()), 1000).unref();
    void nc.closed().then(() => this.close());
  }

  /**
   * @param headers as NATS names them
   * @returns its place in the stream
   * @throws PublishError, or an error of the client where it cannot be sent at all
   */
  publish(subject: string, body: string | Uint8Array, headers?: Readonly<Record<string, string>>): Promise<number> {
    const token = (this.#serial++).toString(36);
    return new Promise((resolve, reject) => {
      this.#open.set(token, { until: performance.now() + ANSWER_MS, resolve, reject });
      this.#put({ subject, body, headers, token });
    });
  }

  /**
   * Stores several messages, all or none of them (NATS ADR-50).
   * @returns the place of the last one
   */
  publishTogether(
    messages: readonly { readonly subject: string; readonly body: Uint8Array }[],
    last: Readonly<Record<string, string>>,
  ): Promise<number> {
    const batch = this.transport.createInbox().slice('_INBOX.'.length);
    const headersOf = (i: number): Record<string, string> => ({
      'Nats-Batch-Id': batch,
      'Nats-Batch-Sequence': String(i + 1),
    });
    for (const [i, { subject, body }] of messages.slice(0, -1).entries())
      this.#put({ subject, body, headers: headersOf(i) });
    const { subject, body } = messages.at(-1)!;
    return this.publish(subject, body, { ...headersOf(messages.length - 1), ...last, 'Nats-Batch-Commit': '1' });
  }

  close(): void {
    clearInterval(this.#sweep);
    this.#expire(Number.POSITIVE_INFINITY);
  }

  #put(message: Message): void {
    if (this.#waiting.length === 0) setImmediate(() => this.#sendAll());
    this.#waiting.push(message);
  }

  #sendAll(): void {
    for (const message of this.#waiting.splice(0)) {
      try {
        this.#send(message);
      } catch (error) {
        const open = this.#open.get(message.token ?? '');
        this.#open.delete(message.token ?? '');
        open?.reject(error as Error);
      }
    }
  }

  #send({ subject, body, headers = {}, token }: Message): void {
    let encoded: MsgHdrs | undefined;
    for (const name of Object.keys(headers)) {
      encoded ??= this.transport.headers();
      encoded.append(name, headers[name]!);
    }
    const reply = token === undefined ? {} : { reply: this.#inbox + token };
    this.nc.publish(subject, body, { ...reply, ...(encoded && { headers: encoded }) });
  }

  #answered(message: Msg): void {
    const token = message.subject.slice(this.#inbox.length);
    const open = this.#open.get(token);
    if (open === undefined) return;
    this.#open.delete(token);
    try {
      open.resolve(placeIn(message));
    } catch (error) {
      open.reject(error as Error);
      // Where that does not help, it is told with what does not leave.
      if (isAbsent(error)) this.mend().catch(() => {});
    }
  }

  #expire(now: number): void {
    // In the order in which they were sent.
    for (const [token, { until, reject }] of this.#open) {
      if (until > now) return;
      this.#open.delete(token);
      reject(new PublishError('the broker did not answer in time'));
    }
  }
}

/** @throws PublishError where it was not stored */
function placeIn(message: Msg): number {
  if (message.data.length === 0 && message.headers?.code === NO_RESPONDERS)
    throw new PublishError('the stream does not answer: it is not there, or JetStream is off', NO_RESPONDERS);
  const { seq, error } = message.json<{ seq?: number; error?: { err_code?: number; description?: string } }>();
  if (seq !== undefined && error === undefined) return seq;
  throw new PublishError(error?.description ?? 'the broker gave no place', error?.err_code);
}
