/** Whether an asset still talks. Works on arrival times: silence is about the line, not about the twin's clock. */
export class Silence {
  #last: number;
  /** Longest pause between two messages lately, ms. */
  #pause = 0;
  #messages = 0;
  offline = false;

  constructor(now: number) {
    this.#last = now;
  }

  /** @returns true when the asset is back after it was offline */
  heard(now: number): boolean {
    const pause = now - this.#last;
    this.#last = now;
    this.#messages++;
    const back = this.offline;
    this.offline = false;
    // The pause of an outage is not usual.
    if (!back && pause > 0 && this.#messages > 1) this.#pause = Math.max(pause, this.#pause * FADING);
    return back;
  }

  /** The source itself says that the asset is gone. @returns true when that is news */
  died(): boolean {
    const news = !this.offline;
    this.offline = true;
    return news;
  }

  /**
   * @param limit ms of silence after which the asset is offline; 0: learned from its pauses
   * @returns true when the asset has just gone offline
   */
  check(now: number, limit: number): boolean {
    if (this.offline || (limit === 0 && this.#messages < MIN_MESSAGES)) return false;
    const allowed = limit > 0 ? limit : Math.max(PATIENCE * this.#pause, SHORTEST_MS);
    if (now - this.#last <= allowed) return false;
    this.offline = true;
    return true;
  }

  /** ms since the last message. */
  silentFor(now: number): number {
    return now - this.#last;
  }
}

const FADING = 0.99;
const PATIENCE = 5;
const SHORTEST_MS = 10_000;
const MIN_MESSAGES = 5;
