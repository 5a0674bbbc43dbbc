/**
 * The clock on the wall for what people and the plant wait for, ms since the epoch. It follows the host's clock forwards
 * (also over a sleep of the host), never runs backwards, and keeps its pace while the host's clock is set back.
 */
export function createSteadyClock(
  date: () => number = Date.now,
  monotonic: () => number = () => performance.now(),
): () => number {
  let shown = date();
  let seen = monotonic();
  return () => {
    const at = monotonic();
    shown = Math.max(shown + at - seen, date());
    seen = at;
    return shown;
  };
}

/** One for all nodes, so that what one node saved another one reads alike. */
export const steadyNow = createSteadyClock();
