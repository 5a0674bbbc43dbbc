import type { NodeAPI } from 'node-red';

/** What waits, by runtime; one listener for all nodes, however many there are. */
const waiting = new WeakMap<object, Set<() => void>>();

/**
 * Runs something once all nodes of a deploy stand, so that what it sends arrives.
 * @returns takes it back
 */
export function atStart(RED: NodeAPI, run: () => void): () => void {
  const { events } = RED;
  let due = waiting.get(events);
  if (due === undefined) {
    const all = new Set<() => void>();
    due = all;
    waiting.set(events, all);
    events.on('flows:started', () => {
      const now = [...all];
      all.clear();
      for (const one of now) one();
    });
  }
  due.add(run);
  return () => void waiting.get(events)?.delete(run);
}
