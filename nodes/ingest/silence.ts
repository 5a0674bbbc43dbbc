import { PATIENCE } from './pace';
import { Rests, type RestsSnapshot } from './rests';

/** Whether an asset still talks. Works on arrival times: silence is about the line, not about the twin's clock. */
export class Silence {
  #last: number;
  /** Longest pause between two messages lately, ms. */
  #pause = 0;
  #messages = 0;
  /** The pause is of an earlier run. */
  readonly #restored: boolean;
  offline = false;
  /** The source has said that the asset is gone, and nobody has been told that its guard is blind. */
  #died = false;
  /** It said so itself: how long that lasts is no pause of its stream. */
  #gone = false;
  readonly #rests: Rests;

  /** @param pause and rests as they were learned in an earlier run */
  constructor(now: number, pause = 0, rests?: RestsSnapshot) {
    this.#last = now;
    this.#rests = new Rests(now, rests);
    this.#pause = pause;
    this.#restored = pause > 0;
  }

  /** When it was last heard, ms. */
  get last(): number {
    return this.#last;
  }

  /** Longest pause between two messages lately, ms; 0 while too few have come. */
  get pause(): number {
    return this.#known ? this.#pause : 0;
  }

  /** See Rests. */
  get rests(): RestsSnapshot | undefined {
    return this.#rests.snapshot(this.#last);
  }

  get #known(): boolean {
    return this.#restored || this.#messages >= MIN_MESSAGES;
  }

  /** @returns true when the asset is back after it was offline */
  heard(now: number): boolean {
    const pause = now - this.#last;
    const back = this.offline;
    if (pause > 0 && this.#messages > 0 && !this.#gone) {
      // The pause of an outage is not usual, unless it recurs.
      if (this.#known && pause > this.#limit) this.#rests.add(pause, now);
      else if (!back) this.#pause = Math.max(pause, this.#pause * FADING);
    }
    this.#last = now;
    this.#messages++;
    this.offline = false;
    this.#died = false;
    this.#gone = false;
    return back;
  }

  /** The source itself says that the asset is gone. @returns true when that is news */
  died(): boolean {
    const news = !this.offline;
    this.offline = true;
    this.#died = news;
    this.#gone = true;
    return news;
  }

  /** @returns true once after the source has said that the asset is gone */
  mourn(): boolean {
    const died = this.#died;
    this.#died = false;
    return died;
  }

  /**
   * @param limit ms of silence after which the asset is offline; 0: learned from its pauses
   * @returns true when the asset has just gone offline
   */
  check(now: number, limit: number): boolean {
    if (this.offline || (limit === 0 && !this.#known)) return false;
    const silent = now - this.#last;
    if (silent <= (limit > 0 ? limit : this.#limit)) return false;
    if (limit === 0 && silent <= this.#rests.allowed(now)) return false;
    this.offline = true;
    return true;
  }

  /** ms of silence that are more than a pause between two messages. */
  get #limit(): number {
    return Math.max(PATIENCE * this.#pause, SHORTEST_MS);
  }

  /** ms since the last message. */
  silentFor(now: number): number {
    return now - this.#last;
  }
}

const FADING = 0.99;
const SHORTEST_MS = 10_000;
const MIN_MESSAGES = 5;
