/**
 * The most that can stay where they are while the others are moved around them: what is moved loses the focus, and a press on it. The
 * longest increasing subsequence (Fredman, 1975): of the runs of each length the one that ends lowest is kept.
 * @param wanted in the order that is wanted; undefined is not there yet
 * @param there the same ones in the order in which they stand
 */
export function inOrder<T>(wanted: readonly (T | undefined)[], there: readonly T[]): Set<T> {
  const at = new Map(there.map((one, i) => [one, i]));
  interface Run {
    readonly last: T;
    readonly end: number;
    readonly before: Run | undefined;
  }
  /** By length. */
  const runs: Run[] = [];
  for (const one of wanted) {
    if (one === undefined) continue;
    const end = at.get(one)!;
    let [low, high] = [0, runs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (runs[middle]!.end < end) low = middle + 1;
      else high = middle;
    }
    runs[low] = { last: one, end, before: runs[low - 1] };
  }
  const stay = new Set<T>();
  for (let run = runs.at(-1); run !== undefined; run = run.before) stay.add(run.last);
  return stay;
}
