/** What the reply subject of a delivered message says (NATS ADR-15). */
export interface Delivery {
  /** Place in the stream. */
  readonly seq: number;
  /** Messages that the consumer has delivered, with this one. */
  readonly count: number;
  /** When it was stored, ms since the epoch. */
  readonly time: number;
  /** Messages that wait behind it. */
  readonly pending: number;
}

/** `$JS.ACK.<stream>.<consumer>.<tries>.<seq>.<count>.<ns>.<pending>`; newer servers put domain and account before the stream. */
const PLAIN = 9;

export function readDelivery(reply: string): Delivery {
  const parts = reply.split('.');
  const at = parts.length === PLAIN ? 5 : 7;
  const [seq, count, ns, pending] = parts.slice(at, at + 4).map(Number) as [number, number, number, number];
  return { seq, count, time: Math.floor(ns / 1e6), pending };
}
