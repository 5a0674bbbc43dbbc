const POINTS = 60;
const WIDTH_MS = 60_000;

/** Highest rarity of each minute of the last hour. */
export class Spark {
  readonly #highest = new Float32Array(POINTS).fill(Number.NaN);
  /** Number of the newest minute. */
  #minute = 0;

  /** @param now arrival, ms since the epoch */
  add(now: number, rarity: number): void {
    const minute = Math.floor(now / WIDTH_MS);
    if (minute !== this.#minute) this.#begin(minute);
    const at = minute % POINTS;
    if (!(this.#highest[at]! >= rarity)) this.#highest[at] = rarity;
  }

  /** The oldest first; undefined when nothing came in the last hour. */
  points(now: number): (number | null)[] | undefined {
    const minute = Math.floor(now / WIDTH_MS);
    if (minute > this.#minute) this.#begin(minute);
    const points = Array.from({ length: POINTS }, (_, i) => {
      const value = this.#highest[(this.#minute + 1 + i) % POINTS]!;
      return Number.isNaN(value) ? null : Math.round(value);
    });
    return points.every((value) => value === null) ? undefined : points;
  }

  #begin(minute: number): void {
    // A clock that was set back begins anew, too.
    const passed = minute < this.#minute ? POINTS : Math.min(POINTS, minute - this.#minute);
    for (let i = 0; i < passed; i++) this.#highest[(minute - i) % POINTS] = Number.NaN;
    this.#minute = minute;
  }
}
