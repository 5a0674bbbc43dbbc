import type { Broker } from './broker';
import type { FleetEvent } from './flow';
import type { Keyed } from './keyed';
import { nameOf, ofKey } from './names';
import type { Partition } from './partition';

/**
 * How it is told that a key without a checkpoint had one; undefined where it is new. Whose record was acknowledged had one.
 * @throws Error where the broker does not answer
 */
export async function lostOf(
  { jsm, names }: Broker,
  { number, floor }: Partition,
  key: string,
): Promise<string | undefined> {
  if (floor === 0) return undefined;
  // The client's types do not know that a place may be given, too.
  const from = { seq: 1, next_by_subj: ofKey(names, number, key) };
  const first = await jsm.streams.getMessage(names.records, from as never);
  if (first === null || first.seq > floor) return undefined;
  return `the bucket ${names.state} of the fleet does not have it any more`;
}

/** A record stands at a place before those that are known, and was stored after them. */
export function rewound({ names }: Broker, { key, position }: Keyed, seq: number): FleetEvent {
  const why = `the stream ${names.records} has lost its end, as with a server that lost its power, or somebody has made it anew`;
  const text = `${why}: records of ${nameOf(key)} before ${seq} may be missing; what comes now is handled`;
  return { event: 'fleet-rewound', text, key, seq, position };
}
