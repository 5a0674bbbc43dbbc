import { Numbering, type Token } from '../fleet/chain';
import { isPlainObject } from '../input';
import type { FlowMessage, Send } from './on-input';

/** What a node says beside its records: events, alerts, commands. */
export interface Outbox {
  /** A message body for a named output. */
  put(output: string, asset: string, payload: Record<string, unknown>): void;
  /**
   * From now on messages wait, until release sends them: the record goes first, then what was said about it.
   * @param token of the message that is being handled
   */
  hold(token: Token | undefined): void;
  release(send: Send): void;
}

/** How messages of a node are told apart in a fleet. */
export interface Origin {
  readonly node: string;
  /** Key of an asset in a fleet; undefined for one that is of none. */
  keyOf(asset: string): string | undefined;
}

export function createOutbox(
  outputs: readonly string[],
  origin: Origin,
  sendLater: (ports: (FlowMessage | null)[]) => void,
): Outbox {
  let held: (FlowMessage | null)[][] = [];
  let holding = false;
  let current: Token | undefined;
  const numbering = new Numbering();
  const stamp = (port: string, asset: string, payload: unknown): Token | undefined => {
    const { node } = origin;
    if (holding && current !== undefined) return { ...current, node, ...numbering.next(port, payload) };
    const key = origin.keyOf(asset);
    return key === undefined ? undefined : { key, node, port };
  };
  return {
    put(output, asset, payload) {
      const message = messageOf(asset, payload);
      const token = stamp(output, asset, payload);
      if (token !== undefined) (message as { fleet?: Token }).fleet = token;
      const ports = outputs.map((name) => (name === output ? message : null));
      if (holding) held.push(ports);
      else sendLater(ports);
    },
    hold(token) {
      holding = true;
      current = token;
      numbering.begin();
    },
    release(send) {
      holding = false;
      if (held.length === 0) return;
      const ready = held;
      held = [];
      for (const ports of ready) send(ports);
    },
  };
}

function messageOf(asset: string, payload: Record<string, unknown>): FlowMessage {
  // What is meant for the plant leaves as it is, with its own topic and payload.
  if (isPlainObject(payload['message'])) return { ...payload['message'] } as unknown as FlowMessage;
  const message = { topic: asset, payload: { asset, ...payload } } as unknown as FlowMessage;
  // A message body may itself carry an order: { control } leaves as msg.control, for the node behind.
  if (payload['control'] !== undefined) message.control = payload['control'];
  return message;
}
