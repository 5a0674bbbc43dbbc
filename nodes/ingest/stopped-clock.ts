import { PATIENCE, Pace } from './pace';

/** News that must have come with one and the same time. */
const MESSAGES = 10;
/** So long it must have stood still at least, ms: a message for each tag may be what one poll has brought. */
const LEAST_MS = 10_000;
/** Where nobody knows yet how often it rises, ms: clocks that tell no more than the minute are usual. */
const UNKNOWN_MS = PATIENCE * 60_000;
/** From one message to the next no more time passes than so many of the longest usual pauses: the host's clock may be set. */
const MOST = 3;

/**
 * Whether the time that a source tells stands still while its values go on: its clock is dead. Measured in the time that passes
 * on the wall while messages come, so that neither a pause nor a recording at another speed looks like it.
 */
export class StoppedClock {
  /** Between messages. */
  readonly #pause = new Pace(0, PATIENCE);
  /** Between two rises of the source's time. */
  readonly #rises = new Pace(0, PATIENCE);
  #arrival = Number.NaN;
  #stood = 0;
  #news = 0;

  /** What the source tells now is no time. */
  get stopped(): boolean {
    if (this.#news < MESSAGES) return false;
    return this.#stood > (this.#rises.known ? Math.max(PATIENCE * this.#rises.usual, LEAST_MS) : UNKNOWN_MS);
  }

  /** News came with the time of the news before. */
  stands(arrival: number): void {
    this.#pass(arrival);
    this.#news++;
  }

  /** It rises. */
  moves(arrival: number): void {
    this.#pass(arrival);
    if (this.#news > 0 || this.#stood > 0) this.#rises.learn(this.#stood);
    this.#stood = 0;
    this.#news = 0;
  }

  #pass(arrival: number): void {
    const gap = arrival - this.#arrival;
    if (gap > 0) {
      this.#pause.learn(gap);
      this.#stood += Math.min(gap, MOST * this.#pause.usual);
    }
    this.#arrival = arrival;
  }
}
