import { describe, InputError, isPlainObject, own } from '../input';
import type { Broker } from './broker';
import type { Token } from './chain';
import { allSubject, keyOf, orderSubject, recordSubject } from './names';
import type { Outputs } from './outputs';

/** What of a message leaves by twin-fleet-out. */
export interface Outgoing {
  readonly topic: string | undefined;
  readonly payload: unknown;
  readonly control: unknown;
  readonly token: Token | undefined;
  /** All of it, for what is more than its payload: a command has a key and a time until which it is good. */
  readonly message: object;
}

/** Of a message of this name all leaves as JSON; of others the payload. */
const WHOLE = 'command';
/** Key of what is said of no asset. */
const NODE_KEY = '_';

/** Records of which it is remembered how many messages have left, at most: those that are on their way. */
const MOST = 1000;

/** Results of a fleet, with an id each. */
export class Results {
  /** Messages by record, for those that their node has not numbered. */
  readonly #counts = new Map<string, number>();

  /** @param node the twin-fleet-out node that sends them */
  constructor(private readonly node: string) {}

  /** @throws InputError where it is not said of which asset they are */
  send({ topic, payload, control, token, message }: Outgoing, outputs: Outputs): void {
    const body = bodyOf(token?.port === WHOLE ? plain(message) : control === undefined ? payload : { control });
    if (token === undefined) {
      const asset = isPlainObject(payload) && own(payload, 'asset') === '' ? NODE_KEY : nameIn(topic, payload);
      const named = { key: keyOf(asset), node: this.node };
      outputs.publish({ token: named, port: 'message', topic, body, index: 0, free: true });
      return;
    }
    const port = token.port ?? 'record';
    const index = token.index ?? this.#count(`${token.run} ${token.node ?? ''} ${port}`);
    outputs.publish({ token: { node: this.node, ...token }, port, topic, body, index });
  }

  #count(of: string): number {
    const count = this.#counts.get(of) ?? 0;
    this.#counts.set(of, count + 1);
    if (this.#counts.size > MOST) this.#counts.delete(this.#counts.keys().next().value!);
    return count;
  }
}

/**
 * Sends a record into the fleet; resolves when the broker has stored it.
 * @throws InputError where it is not said of which asset it is
 */
export async function sendRecord({ publisher, names }: Broker, { topic, payload }: Outgoing): Promise<void> {
  await publisher.publish(recordSubject(names, keyOf(nameIn(topic, payload))), bodyOf(payload));
}

/** Sends an order to one asset, or to all; resolves when the broker has stored it. @throws InputError where it is none */
export async function sendOrder({ publisher, names }: Broker, { control, payload }: Outgoing): Promise<void> {
  const order = typeof control === 'string' ? { do: control } : control;
  if (!isPlainObject(order))
    throw new InputError('control', `is ${describe(control)}; send an order like { do: "freeze" }`);
  const asset = own(order, 'asset');
  const subject = typeof asset === 'string' ? orderSubject(names, keyOf(asset)) : allSubject(names);
  await publisher.publish(subject, JSON.stringify({ ...order, ...(payload !== undefined && { payload }) }));
}

function nameIn(topic: string | undefined, payload: unknown): string {
  const asset = isPlainObject(payload) ? own(payload, 'asset') : undefined;
  const name = typeof asset === 'string' && asset !== '' ? asset : topic;
  if (typeof name === 'string' && name !== '') return name;
  throw new InputError(
    'topic',
    'is empty; a fleet needs to know of which asset a message is: set msg.topic or payload.asset',
  );
}

function plain(message: object): object {
  const { _msgid, fleet, ...rest } = message as Record<string, unknown>;
  return rest;
}

function bodyOf(payload: unknown): string | Uint8Array {
  if (typeof payload === 'string' || payload instanceof Uint8Array) return payload;
  return JSON.stringify(payload) ?? '';
}
