import { type AlarmRows, episodeSize } from '../../guarded/episodes';
import { type BufferSnapshot, LearningBuffer } from './buffer';
import type { OddRows } from './odd-rows';

/** Rows of which a person can say what they were: an alarm is raised, and told, later than what it is about has begun. */
const LOOK_BACK = 280;

/** The last rows of an asset, so that a model that comes into force goes on as if it had been there. */
export class RecentRows {
  readonly #capacity: number;
  readonly #window: number;
  readonly #rows: LearningBuffer;
  #seen = 0;

  /**
   * @param capacity rows that are kept at least, once so many have come
   * @param window records that the network sees together
   */
  constructor(capacity: number, window: number, from?: BufferSnapshot) {
    this.#capacity = capacity;
    this.#window = window;
    this.#rows = new LearningBuffer(from);
  }

  /** @param follows whether it follows the row before */
  add(features: readonly string[], row: ArrayLike<number>, time: number, follows: boolean): void {
    this.#rows.add(features, row, time, follows);
    this.#seen++;
    this.#rows.forget(Math.max(this.#capacity, this.#window + LOOK_BACK));
    this.#rows.squeeze(this.#capacity);
  }

  /** Rows that have come since the start of the process. */
  get seen(): number {
    return this.#seen;
  }

  /** A copy of the last rows, in order of time. @param odd rows to leave out */
  rows(odd?: OddRows): LearningBuffer {
    const rows = this.#rows.tail(this.#capacity);
    const mask = odd?.among(rows);
    return mask === undefined ? rows : rows.without(mask);
  }

  /**
   * A copy of the first rows of an alarm and of those before it.
   * @param from source times, ms; no end while it is open
   * @returns undefined where they, or a window before them, are not there any more
   */
  alarm(from: number, to = Number.POSITIVE_INFINITY): AlarmRows | undefined {
    const rows = this.#rows;
    const { count, features } = rows;
    let first = 0;
    while (first < count && rows.timeOf(first) < from) first++;
    const size = episodeSize(features.length, this.#window);
    let end = first;
    while (end < Math.min(count, first + size.rows) && rows.timeOf(end) <= to) end++;
    if (first < this.#window || end === first) return undefined;
    const begin = Math.max(0, first - this.#window - size.lead);
    const values = rows.rows(begin, end);
    const seams = rows.seams.filter((seam) => seam > begin && seam < end).map((seam) => seam - begin);
    return { rows: { features, values, seams }, lead: first - begin };
  }

  snapshot(): BufferSnapshot {
    return this.rows().snapshot();
  }
}
