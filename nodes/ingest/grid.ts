import { Row } from './build';
import type { TagMemory } from './memory';
import { type MissingOptions, maxAgeOf, readAsOf } from './missing';
import type { Schema } from './schema';
import { BAD, type Update } from './update';

/** How the values between two grid times become one. */
export type Resample = 'last' | 'mean' | 'linear';

/** Grid times that may wait for values, and empty ones that are filled after a pause. */
const MAX_WAITING = 16;
const MAX_FILLED = 1000;

/** What the values up to one grid time make of a tag. */
interface Cell {
  sums: Float64Array;
  counts: Float64Array;
  /** The worst quality among them. */
  marks: Uint8Array;
}

/**
 * Resamples one asset's values to a fixed grid (multiples of the period since 1970). The record of a grid time t leaves
 * when the first value after t arrives; it holds what lies in (t - period, t].
 */
export class Grid {
  readonly #period: number;
  readonly #how: Resample;
  readonly #options: MissingOptions;
  readonly #cells = new Map<number, Cell>();
  /** The next grid time to leave; NaN before the first value. */
  #next = Number.NaN;
  readonly #row = new Row();

  /** @param period ms */
  constructor(period: number, how: Resample, options: MissingOptions) {
    this.#period = period;
    this.#how = how;
    this.#options = options;
  }

  restart(): void {
    this.#cells.clear();
    this.#next = Number.NaN;
  }

  /** Lets the grid times leave that lie before this time; the values of this time are added, but not yet in the memory. */
  before(time: number, memory: TagMemory, schema: Schema, emit: (at: number, row: Row) => void): void {
    const first = Math.ceil(time / this.#period) * this.#period;
    if (Number.isNaN(this.#next)) this.#next = first;
    // Linear needs the value after the grid time as well: it waits one period for tags that come in other messages.
    const due = this.#how === 'linear' ? time - this.#period : time;
    if (due - this.#next > MAX_FILLED * this.#period) this.#next = first - MAX_WAITING * this.#period;
    while (this.#next < due) {
      if (this.#fill(this.#next, memory, schema)) emit(this.#next, this.#row);
      this.#cells.delete(this.#next);
      this.#next += this.#period;
    }
  }

  /** Takes note of new values, before the memory does. */
  add(update: Update, memory: TagMemory, schema: Schema): void {
    const { positions, numbers, qualities, times } = update;
    for (let k = 0; k < positions.length; k++) {
      const number = numbers[k]!;
      if (Number.isNaN(number) || qualities[k]! >= BAD) continue;
      const time = times === undefined ? update.time : times[k]!;
      const i = positions[k]!;
      const mark = qualities[k]!;
      if (this.#how === 'linear') this.#interpolate(i, time, number, mark, memory, schema);
      else this.#put(Math.ceil(time / this.#period) * this.#period, i, number, mark, memory);
    }
  }

  #interpolate(i: number, time: number, value: number, mark: number, memory: TagMemory, schema: Schema): void {
    const before = memory.time[i]!;
    const from = memory.value[i]!;
    if (before === -Infinity || time <= before) {
      if (time % this.#period === 0) this.#put(time, i, value, mark, memory);
      return;
    }
    // Over a gap longer than the maximum age nobody knows what was.
    if (time - before > maxAgeOf(schema.tags[i]!, memory, i, this.#options)) return;
    const first = Math.max(Math.ceil(before / this.#period) * this.#period, this.#next);
    const steps = Math.min(Math.floor((time - first) / this.#period), MAX_FILLED);
    for (let step = 0; step <= steps; step++) {
      const at = first + step * this.#period;
      this.#put(at, i, from + ((value - from) * (at - before)) / (time - before), mark, memory);
    }
  }

  #put(at: number, i: number, value: number, mark: number, memory: TagMemory): void {
    if (at < this.#next) return;
    let cell = this.#cells.get(at);
    if (cell === undefined || cell.sums.length < memory.value.length) {
      cell = widened(cell, memory.value.length);
      this.#cells.set(at, cell);
    }
    const sum = this.#how === 'mean';
    cell.sums[i] = sum ? cell.sums[i]! + value : value;
    cell.counts[i] = sum ? cell.counts[i]! + 1 : 1;
    cell.marks[i] = Math.max(cell.marks[i]!, mark);
  }

  /** @returns false when the record must be dropped */
  #fill(at: number, memory: TagMemory, schema: Schema): boolean {
    this.#row.fit(schema);
    const { values, marks } = this.#row;
    const cell = this.#cells.get(at);
    let wanted = true;
    for (let i = 0; i < schema.tags.length; i++) {
      const count = cell?.counts[i] ?? 0;
      if (count > 0) {
        values[i] = cell!.sums[i]! / count;
        marks[i] = cell!.marks[i]!;
      } else if (!readAsOf(schema.tags[i]!, i, at, memory, this.#options, values, marks)) wanted = false;
    }
    return wanted;
  }
}

function widened(from: Cell | undefined, length: number): Cell {
  const to = { sums: new Float64Array(length), counts: new Float64Array(length), marks: new Uint8Array(length) };
  if (from === undefined) return to;
  to.sums.set(from.sums);
  to.counts.set(from.counts);
  to.marks.set(from.marks);
  return to;
}
