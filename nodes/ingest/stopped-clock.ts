import { PATIENCE, Pace } from './pace';

/** News that must have come with one and the same time. */
const MESSAGES = 10;
/** So long it must have stood still at least, ms: a message for each tag may be what one poll has brought. */
const LEAST_MS = 10_000;
/** From one message to the next no more time passes than so many of the longest usual pauses: the host's clock may be set. */
const MOST = 3;

export interface StoppedClockSnapshot {
  /** The longest usual pause between two messages (0: not known), and between two rises of the source's time, ms. */
  readonly pause: number;
  readonly rises: number;
  /** For how long its time has stood still, ms, and news meanwhile. */
  readonly stood: number;
  readonly news: number;
}

/**
 * Whether the time that a source tells stands still while its values go on: its clock is dead. Measured in the time that passes
 * on the wall while messages come, so that neither a pause nor a recording at another speed looks like it. Where nobody knows yet how often it
 * rises it is believed: clocks that tell the hour only, or the day, are none that stand.
 */
export class StoppedClock {
  /** Between messages. */
  readonly #pause: Pace;
  /** Between two rises of the source's time. */
  readonly #rises: Pace;
  #arrival = Number.NaN;
  #stood: number;
  #news: number;

  constructor(from?: StoppedClockSnapshot) {
    this.#pause = new Pace(from?.pause ?? 0, PATIENCE);
    this.#rises = new Pace(from?.rises ?? 0, PATIENCE);
    this.#stood = from?.stood ?? 0;
    this.#news = from?.news ?? 0;
  }

  /** Undefined while nobody knows how often it rises. */
  snapshot(): StoppedClockSnapshot | undefined {
    if (!this.#rises.known) return undefined;
    const pause = this.#pause.known ? this.#pause.usual : 0;
    return { pause, rises: this.#rises.usual, stood: this.#stood, news: this.#news };
  }

  /** What the source tells now is no time. */
  get stopped(): boolean {
    if (this.#news < MESSAGES || !this.#rises.known) return false;
    return this.#stood > Math.max(PATIENCE * this.#rises.usual, LEAST_MS);
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
