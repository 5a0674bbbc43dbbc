/** What is known of an asset that holds a place. */
export interface Holder {
  /** It has finished learning its schema, now or in an earlier run: it never gives its place up. */
  readonly settled: boolean;
  /** Messages of it so far. */
  readonly messages: number;
  /** When it was last heard, ms. */
  readonly heard: number;
}

/**
 * Who gives up its place when the list of assets is full and another name comes: of those that never finished settling, the one
 * with the fewest messages, and of several the one that has been silent the longest. Forged names come once; a real twin comes
 * again. (The layers behind let a name go only after ten minutes of silence, see lib/node-red/places.ts: what they lose with it is
 * what it has begun to learn, here it is the tags of its first messages.)
 * @returns undefined when all have settled
 */
export function leastKnown(holders: Iterable<readonly [name: string, holder: Holder]>): string | undefined {
  let found: string | undefined;
  let least: Holder | undefined;
  for (const [name, holder] of holders) {
    if (holder.settled) continue;
    const less =
      least === undefined ||
      holder.messages < least.messages ||
      (holder.messages === least.messages && holder.heard < least.heard);
    if (!less) continue;
    found = name;
    least = holder;
  }
  return found;
}
