import type { BufferSnapshot } from './buffer';
import { keptRows, type WaitingRow, waitingRows } from './waiting-rows';

/** Records of a way from one state to another, at most. */
const LONGEST = 32;

/** Way as plain JSON: its rows, and whether the first one follows the row that was learned before it; or that it was too long. */
export type WaySnapshot = { readonly rows: BufferSnapshot; readonly follows: boolean } | { readonly tooLong: true };

/** Rows since the last one that was learned from: where that and the next one are learned, the few in between may be, too. */
export class Way {
  #rows: WaitingRow[] = [];
  #isOpen: boolean;

  constructor(from?: WaySnapshot) {
    this.#isOpen = from === undefined || 'rows' in from;
    if (from !== undefined && 'rows' in from) this.#rows = waitingRows(from.rows, from.follows);
  }

  /** Whether there is room for one more. */
  get isShort(): boolean {
    return this.#isOpen && this.#rows.length < LONGEST;
  }

  /** @param row is copied */
  add(row: WaitingRow): void {
    this.#rows.push({ ...row, row: row.row.slice() });
  }

  /** Another row was learned from. @returns all of them; none are left */
  take(): WaitingRow[] {
    const rows = this.#rows;
    this.#rows = [];
    this.#isOpen = true;
    return rows;
  }

  /** It was too long: until another row is learned from there is none. */
  close(): void {
    this.#rows = [];
    this.#isOpen = false;
  }

  /** Undefined where there is nothing to keep. */
  snapshot(): WaySnapshot | undefined {
    if (!this.#isOpen) return { tooLong: true };
    const rows = keptRows(this.#rows);
    return rows && { rows, follows: this.#rows[0]!.follows };
  }
}
