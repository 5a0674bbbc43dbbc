import { type BufferSnapshot, LearningBuffer } from './buffer';

/** A row that is not learned from yet. */
export interface WaitingRow {
  readonly features: readonly string[];
  /** Engineering units; NaN = missing. */
  readonly row: Float64Array;
  readonly time: number;
  /** Whether it follows the row that was kept before it. */
  readonly follows: boolean;
}

/**
 * Rows wait here until so many more have come: an alarm is raised later than what it is about has begun, and what came shortly before
 * an alarm is no example of normal operation.
 */
export class Quarantine {
  #waiting: WaitingRow[] = [];

  /** @param records that a row waits for; 0: it does not wait */
  constructor(
    private readonly records: number,
    from?: BufferSnapshot,
  ) {
    if (from === undefined) return;
    const rows = new LearningBuffer(from);
    const { features, seams } = rows;
    const cut = new Set(seams);
    for (let t = 0; t < rows.count; t++) {
      const row = rows.rows(t, t + 1);
      this.#waiting.push({ features, row, time: rows.timeOf(t), follows: !cut.has(t) });
    }
    // Of the first one nothing is kept: it need not follow what is learned from.
    if (this.#waiting[0] !== undefined) this.#waiting[0] = { ...this.#waiting[0], follows: false };
  }

  get count(): number {
    return this.#waiting.length;
  }

  /** @returns the row that has waited long enough, if one has */
  add(row: WaitingRow): WaitingRow | undefined {
    if (this.records === 0) return row;
    this.#waiting.push({ ...row, row: row.row.slice() });
    return this.#waiting.length > this.records ? this.#waiting.shift() : undefined;
  }

  /** What waits of a span of source time is never learned from. @returns how many rows that were */
  drop(since: number, until: number): number {
    const { length } = this.#waiting;
    const kept: WaitingRow[] = [];
    let cut = false;
    for (const row of this.#waiting) {
      const isGone = row.time >= since && row.time <= until;
      if (!isGone) kept.push(cut ? { ...row, follows: false } : row);
      cut = isGone;
    }
    this.#waiting = kept;
    return length - kept.length;
  }

  /** What waits is never learned from. @returns how many rows that were */
  clear(): number {
    const { length } = this.#waiting;
    this.#waiting = [];
    return length;
  }

  snapshot(): BufferSnapshot | undefined {
    if (this.#waiting.length === 0) return undefined;
    const rows = new LearningBuffer();
    for (const { features, row, time, follows } of this.#waiting) rows.add(features, row, time, follows);
    return rows.snapshot();
  }
}
