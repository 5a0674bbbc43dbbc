import { PATIENCE, Pace } from './pace';

/** So often a source must have shown it before its repeats are answers. */
const PROVEN = 3;
/** Repeats in a row that show it: one alone may be a message that was delivered twice. */
const LONG = 2;
/** What news without them takes back: who is asked stands still as a rule, what hangs does so now and then. */
const UNSHOWN = 1 / 4;
/** News after which a source that has not shown it is none that is asked: nobody teaches it later. */
const LEARNING = 200;
/** An answer comes at least this part of the usual pause after the one before: a burst is none. */
const STEADY = 0.5;
/** From one look to the next no more time passes than so many of the longest usual pauses: the host's clock may be set. */
const MOST = 3;
/** Of the usual pause so much is each new one. */
const FADING = 1 / 8;

export interface PollingSnapshot {
  readonly proven: number;
  readonly news: number;
  /** Between two looks, ms. */
  readonly pause: number;
  /** The longest usual one. */
  readonly longest?: number;
  /** Arrival of the last look, and time since the last news, ms. */
  readonly looked?: number;
  readonly still?: number;
}

/**
 * Whether a source is asked for its values and answers with the time at which they changed last. Then the newest message,
 * repeated about a usual pause later, is not a repeat but an answer: nothing has changed. That a source is of this kind is learned
 * from its first messages only: as a rule its time stands still for several looks and goes on, or one message brings news beside
 * what is known. Who hangs as often is taken for one, too: no answer is believed when it stands still for much longer than usual.
 * Of the pauses only those before news are learned: repeats say nothing of how often somebody asks.
 */
export class Polling {
  #proven: number;
  #news: number;
  /** Usual time between what brings news and what came before it, ms. */
  #pause: number;
  #gaps = 0;
  readonly #longest: Pace;
  #still: number;
  /** The present look: its arrival, NaN before the first; the time since the one before, ms; whether that is usual. */
  #arrival: number;
  #gap = Number.NaN;
  #steady = false;
  /** What it has brought so far. */
  #moved = false;
  #repeated = false;
  #counted = false;
  /** Looks in a row before it that brought nothing but what was known. */
  #stood = 0;

  constructor(from?: PollingSnapshot) {
    this.#proven = from?.proven ?? 0;
    this.#news = from?.news ?? 0;
    this.#pause = from?.pause ?? 0;
    this.#longest = new Pace(from?.longest ?? this.#pause, PATIENCE);
    this.#arrival = from?.looked ?? Number.NaN;
    this.#still = from?.still ?? 0;
    if (this.#pause > 0) this.#gaps = PAIR;
  }

  /** The source has shown that it is of this kind. */
  get asked(): boolean {
    return this.#proven >= PROVEN;
  }

  /** Time for which it has brought no news, ms: on the clock on the wall, but for what that was set by. */
  get still(): number {
    return this.#still;
  }

  /** The most that passes between two looks, ms. */
  get most(): number {
    return MOST * this.#longest.usual;
  }

  snapshot(): PollingSnapshot | undefined {
    if (this.#gaps < PAIR) return undefined;
    const looked = Number.isNaN(this.#arrival) ? {} : { looked: this.#arrival };
    const longest = this.#longest.usual;
    return { proven: this.#proven, news: this.#news, pause: this.#pause, longest, still: this.#still, ...looked };
  }

  /** A message has come, whatever it brings. One message may be several: they have one arrival. */
  look(arrival: number): void {
    if (arrival === this.#arrival) return;
    if (this.#moved) {
      this.#stood = 0;
      if (!this.#counted && this.#learns) this.#proven = Math.max(0, this.#proven - UNSHOWN);
    } else if (this.#repeated && this.#steady) this.#stood++;
    this.#gap = arrival - this.#arrival;
    this.#steady = this.#gaps >= PAIR && !(this.#gap < STEADY * this.#pause);
    this.#arrival = arrival;
    if (this.#gap > 0) this.#still += Math.min(this.#gap, this.most);
    this.#moved = false;
    this.#repeated = false;
    this.#counted = false;
  }

  /** It goes on with the stream. */
  news(): void {
    if (!this.#moved) {
      if (this.#news < LEARNING) this.#news++;
      if (this.#gap > 0) this.#learn(this.#gap);
    }
    this.#moved = true;
    this.#still = 0;
    this.#count();
  }

  /** It says what is known. @returns whether it is an answer */
  repeat(): boolean {
    this.#repeated = true;
    this.#count();
    return this.#steady && this.asked;
  }

  #count(): void {
    if (this.#counted || !this.#moved || !(this.#stood >= LONG || this.#repeated)) return;
    this.#counted = true;
    if (this.#learns) this.#proven++;
  }

  get #learns(): boolean {
    return this.#news < LEARNING && !this.asked;
  }

  #learn(gap: number): void {
    this.#longest.learn(gap);
    if (this.#gaps < PAIR) {
      this.#pause = this.#gaps === 0 ? gap : Math.min(this.#pause, gap);
      this.#gaps++;
      return;
    }
    // An outage is no pause.
    const near = Math.min(2 * this.#pause, Math.max(this.#pause / 2, gap));
    this.#pause += FADING * (near - this.#pause);
  }
}

/** Gaps after which the pause is known: the first may be an outage. */
const PAIR = 2;
