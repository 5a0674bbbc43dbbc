/** So often a source must have shown it before its repeats are answers. */
const PROVEN = 3;
/** News after which a source that has not shown it is none that is asked: nobody teaches it later. */
const LEARNING = 200;
/** An answer comes at least this part of the usual pause after the one before: a burst is none. */
const STEADY = 0.5;
/** Of which so much is each new one. */
const FADING = 1 / 8;

export interface PollingSnapshot {
  readonly proven: number;
  readonly news: number;
  /** Between two looks, ms. */
  readonly pause: number;
}

/**
 * Whether a source is asked for its values and answers with the time at which they changed last. Then the newest message,
 * repeated about a usual pause later, is not a repeat but an answer: nothing has changed. That a source is of this kind is learned
 * from its first messages only: its time stands still and goes on, or one message brings news beside what is known. A gateway that
 * hangs stands still and does not go on.
 */
export class Polling {
  #proven: number;
  #news: number;
  /** Usual time between what brings news and what came before it, ms. */
  #pause: number;
  #gaps = 0;
  /** The present look: its arrival, NaN before the first; the time since the one before, ms; whether that is usual. */
  #arrival = Number.NaN;
  #gap = Number.NaN;
  #steady = false;
  /** What it has brought so far. */
  #moved = false;
  #repeated = false;
  #counted = false;
  /** The look before brought nothing but what was known. */
  #stood = false;

  constructor(from?: PollingSnapshot) {
    this.#proven = from?.proven ?? 0;
    this.#news = from?.news ?? 0;
    this.#pause = from?.pause ?? 0;
    if (this.#pause > 0) this.#gaps = PAIR;
  }

  snapshot(): PollingSnapshot | undefined {
    return this.#gaps < PAIR ? undefined : { proven: this.#proven, news: this.#news, pause: this.#pause };
  }

  /** A message has come, whatever it brings. One message may be several: they have one arrival. */
  look(arrival: number): void {
    if (arrival === this.#arrival) return;
    this.#stood = this.#repeated && this.#steady && !this.#moved;
    this.#gap = arrival - this.#arrival;
    this.#steady = this.#gaps >= PAIR && !(this.#gap < STEADY * this.#pause);
    this.#arrival = arrival;
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
    this.#count();
  }

  /** It says what is known. @returns whether it is an answer */
  repeat(): boolean {
    this.#repeated = true;
    this.#count();
    return this.#steady && this.#proven >= PROVEN;
  }

  #count(): void {
    if (this.#counted || !this.#moved || !(this.#stood || this.#repeated)) return;
    this.#counted = true;
    if (this.#news < LEARNING && this.#proven < PROVEN) this.#proven++;
  }

  #learn(gap: number): void {
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
