import type { Arrived } from './asset-types';
import type { Outlook } from './timeline';

/** A reading that waits. */
export interface Waiting {
  readonly time: number;
  readonly arrived: Arrived;
}

/** Readings of one asset that may wait; beyond it the oldest goes early, so that a long window bounds the memory. */
const MAX_WAITING = 2000;
/** Readings in a row from before the window after which the newest was no honest time. */
const CLOCK_RESET = 10;

/**
 * Holds one asset's readings for the lateness window and lets them go in the order of their times: once a reading is
 * older than the newest by more than the window, nothing before it is waited for any more.
 */
export class Reorder {
  readonly #lateness: number;
  /** Ascending by time; equal times in the order of arrival. */
  readonly #waiting: Waiting[] = [];
  #newest = -Infinity;
  /** Readings in a row from before the window. */
  #behind = 0;

  /** @param lateness ms */
  constructor(lateness: number) {
    this.#lateness = lateness;
  }

  /** @returns what may go now, in order */
  add(entry: Waiting, outlook: Outlook): readonly Waiting[] {
    // One message from the future must not end the waiting of the others.
    if (outlook === 'stray') return [entry];
    if (outlook === 'jump') {
      this.#newest = entry.time;
      return [...this.#waiting.splice(0), entry];
    }
    // Nothing waits for what was released too early by a jump that was none.
    if (this.#waiting.length === 0) this.#newest = entry.time;
    let at = this.#waiting.length;
    while (at > 0 && this.#waiting[at - 1]!.time > entry.time) at--;
    this.#waiting.splice(at, 0, entry);
    this.#follow(entry.time);
    return this.#release((first) => first.time <= this.#newest - this.#lateness || this.#waiting.length > MAX_WAITING);
  }

  /** A clock that was set back is followed. */
  #follow(time: number): void {
    this.#behind = time < this.#newest - this.#lateness ? this.#behind + 1 : 0;
    if (time < this.#newest && this.#behind < CLOCK_RESET) return;
    this.#newest = time;
    this.#behind = 0;
  }

  /** Lets go what arrived longer ago than the window: the stream has paused. */
  settle(now: number): readonly Waiting[] {
    return this.#release((first) => first.arrived.arrival + this.#lateness <= now);
  }

  #release(may: (first: Waiting) => boolean): readonly Waiting[] {
    const ready: Waiting[] = [];
    while (this.#waiting.length > 0 && may(this.#waiting[0]!)) ready.push(this.#waiting.shift()!);
    return ready;
  }
}
