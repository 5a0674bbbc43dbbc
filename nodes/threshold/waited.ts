/**
 * What the decision node waits for before it alarms: so many records above the limit in a row. The least of the last scores is above
 * the limit exactly then, so its tail, and not that of single scores, tells how often a limit gives a false alarm.
 */
export class Waited {
  readonly #last: number[] = [];

  /** @param confirm records in a row, at least 1 */
  constructor(readonly confirm: number) {}

  /** @returns the least of the last scores; of those that there are, at the beginning */
  add(score: number): number {
    const last = this.#last;
    if (last.length >= this.confirm) last.shift();
    last.push(score);
    let least = score;
    for (const one of last) if (one < least) least = one;
    return least;
  }
}

/** The least of each `confirm` scores in a row. @param scores in order of time; fewer than `confirm` stay as they are */
export function waitedFor(scores: readonly number[], confirm: number): readonly number[] {
  if (scores.length <= confirm) return scores;
  const waited = new Waited(confirm);
  return scores.map((score) => waited.add(score)).slice(confirm - 1);
}
