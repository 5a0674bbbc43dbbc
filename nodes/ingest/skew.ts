/** Messages looked at together. */
const BLOCK = 16;
/** A clock that gains or loses more than this part of the time that passes does not follow the clock on the wall. */
const DRIFT = 0.05;

/** Messages that were looked at, in ms. */
export interface Block {
  readonly low: number;
  readonly high: number;
  /** Mean source time and skew of its messages. */
  readonly time: number;
  readonly skew: number;
}

/**
 * Whether a source's clock goes with the clock on the wall, and how far apart the two usually are. A plant's does; a recording
 * that is replayed, or a simulation with a time of its own, does not. A delay on the way makes a message look older than
 * usual, nothing makes it look younger: only the lowest skew counts.
 */
export class Skew {
  #before: Block | undefined;
  #follows = false;
  #count = 0;
  #low = Infinity;
  #high = -Infinity;
  #times = 0;
  #skews = 0;
  /** Times are summed from here: sums of times since 1970 would lose their digits. */
  #origin = 0;

  /** @param from where a clock that goes with the wall was left */
  constructor(from?: Block) {
    this.#before = from;
    this.#follows = from !== undefined;
  }

  /** Undefined while the clock does not go with the wall. */
  snapshot(): Block | undefined {
    return this.#follows ? this.#before : undefined;
  }

  /** Enough was seen to say that the two clocks go together. */
  get follows(): boolean {
    return this.#follows;
  }

  /** Takes note of a message of the stream. @param skew arrival minus source time, ms */
  add(time: number, skew: number): void {
    if (this.#count === 0) this.#origin = time;
    this.#count++;
    if (skew < this.#low) this.#low = skew;
    if (skew > this.#high) this.#high = skew;
    this.#times += time - this.#origin;
    this.#skews += skew;
    if (this.#count === BLOCK) this.#close();
  }

  /** By how many ms a message is ahead of what was usual lately; negative for one that took longer. */
  ahead(skew: number): number {
    return Math.min(this.#low, this.#before?.low ?? Infinity) - skew;
  }

  /** How much the skew of the stream's own messages varies, ms. */
  get spread(): number {
    const low = Math.min(this.#low, this.#before?.low ?? Infinity);
    return Math.max(0, Math.max(this.#high, this.#before?.high ?? -Infinity) - low);
  }

  /** Forgets all: the stream has another clock now. */
  restart(): void {
    this.#before = undefined;
    this.#follows = false;
    this.#clear();
  }

  #close(): void {
    const block: Block = {
      low: this.#low,
      high: this.#high,
      time: this.#origin + this.#times / BLOCK,
      skew: this.#skews / BLOCK,
    };
    const { time, skew } = this.#before ?? block;
    this.#follows = block.time > time && Math.abs(block.skew - skew) <= DRIFT * (block.time - time) + this.spread / 4;
    this.#before = block;
    this.#clear();
  }

  #clear(): void {
    this.#count = 0;
    this.#low = Infinity;
    this.#high = -Infinity;
    this.#times = 0;
    this.#skews = 0;
  }
}
