import { type BufferSnapshot, LearningBuffer } from './buffer';

const NONE: ReadonlySet<string> = new Set();

/** Tells rows of measurements apart. */
export function rowKey(row: Float64Array): string {
  return row.join(' ');
}

/** The last rows of an asset, so that a model that comes into force goes on as if it had been there. */
export class RecentRows {
  readonly #capacity: number;
  #rows: LearningBuffer;

  /** @param capacity rows that are kept at least, once so many have come */
  constructor(capacity: number, from?: BufferSnapshot) {
    this.#capacity = capacity;
    this.#rows = new LearningBuffer(from);
  }

  /** @param follows whether it follows the row before */
  add(features: readonly string[], row: ArrayLike<number>, time: number, follows: boolean): void {
    this.#rows.add(features, row, time, follows);
    // Cut back seldom, so that a row costs no more than its copy.
    if (this.#rows.count > 2 * this.#capacity) this.#rows = this.#rows.tail(this.#capacity);
  }

  /** A copy of the last rows, in order of time. @param odd rows to leave out, see rowKey */
  rows(odd: ReadonlySet<string> = NONE): LearningBuffer {
    const rows = this.#rows.tail(this.#capacity);
    if (odd.size === 0) return rows;
    const width = rows.features.length;
    const all = rows.rows();
    const isOdd = (t: number): boolean => odd.has(rowKey(all.subarray(t * width, (t + 1) * width)));
    return rows.without(Uint8Array.from({ length: rows.count }, (_, t) => (isOdd(t) ? 1 : 0)));
  }

  snapshot(): BufferSnapshot {
    return this.rows().snapshot();
  }
}
