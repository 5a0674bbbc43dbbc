import type { TagMemory } from './memory';
import { Replays } from './replays';
import type { Update } from './update';

/** Older messages in a row, each newer than the one before, after which the source's clock counts as set back. */
const CLOCK_RESET = 10;

/** Where a message stands in the time of its asset. */
export type Standing = 'new' | 'late' | 'duplicate' | 'clock-reset';

/** The source time of one asset: what is new, late or a repeat, and whether its clock was set back. */
export class Timeline {
  /** Source time of the newest message; -Infinity before the first. */
  newest: number;
  readonly #replays = new Replays();
  #lateRun = 0;
  #lateTime = -Infinity;

  constructor(newest = -Infinity) {
    this.newest = newest;
  }

  /** @param alone the message stands outside of the live stream: it is only looked at for repeats */
  place(update: Update, memory: TagMemory, alone: boolean): Standing {
    if (!update.timed) return update.time < this.newest ? this.#reset(update.time) : 'new';
    if (this.#replays.knows(update)) return 'duplicate';
    if (alone) return 'new';
    if (update.time >= this.newest) {
      this.#lateRun = 0;
      return 'new';
    }
    // Tags with times of their own overtake each other; only what is older than its own tag is late.
    if (bringsNews(update, memory)) return 'new';
    this.#lateRun = update.time > this.#lateTime ? this.#lateRun + 1 : 1;
    this.#lateTime = update.time;
    return this.#lateRun >= CLOCK_RESET ? this.#reset(update.time) : 'late';
  }

  /** Waiting until the old time is reached again would be blindness. */
  #reset(time: number): Standing {
    this.#lateRun = 0;
    this.newest = time;
    return 'clock-reset';
  }
}

function bringsNews({ positions, times, time }: Update, memory: TagMemory): boolean {
  for (let k = 0; k < positions.length; k++) {
    if ((times?.[k] ?? time) > memory.time[positions[k]!]!) return true;
  }
  return false;
}
