import { takeCells } from './bounds';
import { canonical, type DecimalMark, plainNumber } from './numerals';

/** One column of a recording, row by row. */
export interface Column {
  readonly name: string;
  /** NaN where the cell holds no plain number. */
  readonly numbers: Float64Array;
  /** Cells that are no plain numbers, as they stand in the file; undefined where there is nothing. */
  readonly texts: readonly (string | undefined)[] | undefined;
  /** From a line of units in the file. */
  readonly unit?: string;
}

/** A recording in memory: 8 bytes a number. */
export interface Frame {
  readonly rows: number;
  /** ms since 1970; undefined where the recording has no times. */
  readonly times: Float64Array | undefined;
  readonly columns: readonly Column[];
  /** All names that the file's header has, also of columns that are not among the columns any more. */
  readonly headers: readonly string[];
  /** What was found odd while reading and what was done about it, for people. */
  readonly notes: readonly string[];
}

/** What stands in a cell; undefined for nothing. */
export function cellOf({ numbers, texts }: Column, row: number): number | string | undefined {
  const number = numbers[row]!;
  return Number.isNaN(number) ? texts?.[row] : number;
}

/** A column that grows with the rows. */
export class ColumnBuilder {
  numbers = new Float64Array(1024);
  texts: (string | undefined)[] | undefined;
  /** One copy of each text: a piece of a line would keep the whole line in memory. */
  readonly #known = new Map<string, string>();

  constructor(
    readonly name: string,
    readonly unit?: string,
  ) {
    takeCells(this.numbers.length);
    this.numbers.fill(Number.NaN);
  }

  setText(row: number, cell: string, mark: DecimalMark): void {
    if (cell === '') return;
    const direct = mark === '.' || !cell.includes('.') ? plainNumber(cell) : Number.NaN;
    if (!Number.isNaN(direct)) {
      this.setNumber(row, direct);
      return;
    }
    const text = canonical(cell, mark);
    const number = plainNumber(text);
    if (Number.isNaN(number)) this.#put(row, text);
    else this.setNumber(row, number);
  }

  has(row: number): boolean {
    return this.texts?.[row] !== undefined || (row < this.numbers.length && !Number.isNaN(this.numbers[row]));
  }

  set(row: number, cell: number | string | undefined): void {
    if (typeof cell === 'number') this.setNumber(row, cell);
    else if (cell !== undefined) this.#put(row, cell);
  }

  setNumber(row: number, value: number): void {
    if (row >= this.numbers.length) this.#grow(row + 1);
    this.numbers[row] = value;
  }

  /** @param rows of the whole recording */
  done(rows: number): Column {
    if (rows > this.numbers.length) this.#grow(rows);
    const { name, unit, texts } = this;
    return { name, numbers: this.numbers.slice(0, rows), texts, ...(unit === undefined ? {} : { unit }) };
  }

  #put(row: number, text: string): void {
    this.texts ??= [];
    let kept = this.#known.get(text);
    if (kept === undefined) {
      kept = text;
      if (this.#known.size < MOST_KNOWN) this.#known.set(text, text);
    }
    while (this.texts.length < row) this.texts.push(undefined);
    this.texts[row] = kept;
  }

  #grow(rows: number): void {
    const length = Math.max(rows, this.numbers.length * 2);
    takeCells(length - this.numbers.length);
    const larger = new Float64Array(length).fill(Number.NaN);
    larger.set(this.numbers);
    this.numbers = larger;
  }
}

const MOST_KNOWN = 10_000;

/** The rows of a frame in another order, or some of them. */
export function rowsOfFrame(frame: Frame, rows: Uint32Array): Frame {
  const pick = (numbers: Float64Array): Float64Array => Float64Array.from(rows, (row) => numbers[row]!);
  const columns = frame.columns.map((column) => ({
    ...column,
    numbers: pick(column.numbers),
    texts: column.texts === undefined ? undefined : Array.from(rows, (row) => column.texts![row]),
  }));
  return { ...frame, rows: rows.length, times: frame.times && pick(frame.times), columns };
}
