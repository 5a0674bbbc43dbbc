import { ColumnBuilder, type Frame } from '../../../lib/data/frame';
import { counted } from '../../../lib/text/counted';
import type { Reading } from '../reading';
import { type Problem, toNumber } from '../values';

/** What the messages said, a row for each time. */
export class MessageRows {
  readonly #times: number[] = [];
  readonly #rowAt = new Map<number, number>();
  /** By asset and tag. */
  readonly #columns = new Map<string, Map<string, ColumnBuilder>>();
  readonly #problem: Problem = { text: '' };
  #untimed = 0;
  #timed = false;
  /** The latest time so far, ms; 0 before the first. */
  newest = 0;

  /** @param arrival where the recording says it, ms */
  add({ asset, tags, values, qualities, units, times, time, kind }: Reading, arrival: number | undefined): void {
    if (kind === 'death') return;
    const own = time ?? arrival;
    const columns = this.#columns.get(asset) ?? new Map<string, ColumnBuilder>();
    this.#columns.set(asset, columns);
    const untimed = own === undefined && tags.some((_, i) => times?.[i] === undefined);
    const open = untimed ? this.#untimedRow() : -1;
    for (let i = 0; i < tags.length; i++) {
      const at = times?.[i] ?? own;
      const row = at === undefined ? open : this.#rowOf(at);
      const name = tags[i]!;
      let column = columns.get(name);
      if (column === undefined) {
        column = new ColumnBuilder(name, units?.[i]);
        columns.set(name, column);
      }
      const quality = qualities?.[i];
      if (quality === undefined || quality === 'uncertain') this.#set(column, row, values[i]);
      else column.set(row, `quality ${quality}`);
    }
  }

  #set(column: ColumnBuilder, row: number, value: unknown): void {
    if (typeof value === 'string') column.setText(row, value.trim(), '.');
    else {
      const number = toNumber(value, undefined, undefined, this.#problem);
      if (!Number.isNaN(number)) column.setNumber(row, number);
    }
  }

  #rowOf(time: number): number {
    this.#timed = true;
    if (time > this.newest) this.newest = time;
    let row = this.#rowAt.get(time);
    if (row === undefined) {
      row = this.#times.push(time) - 1;
      this.#rowAt.set(time, row);
    }
    return row;
  }

  /** With the messages around it, where those have times. */
  #untimedRow(): number {
    this.#untimed++;
    return this.#timed ? this.#rowOf(this.newest) : this.#times.push(Number.NaN) - 1;
  }

  /** Undefined when there is nothing. */
  frame(): Frame | undefined {
    const rows = this.#times.length;
    if (rows === 0) return undefined;
    const several = this.#columns.size > 1;
    const columns = [...this.#columns].flatMap(([asset, of]) =>
      [...of.values()].map((builder) => {
        const column = builder.done(rows);
        return several ? { ...column, name: `${asset}.${column.name}` } : column;
      }),
    );
    const notes = [
      ...(several ? [`tags of ${this.#columns.size} assets bear their names: ${columns[0]!.name}`] : []),
      ...(this.#timed && this.#untimed > 0
        ? [`${counted(this.#untimed, 'message')} without a time taken as of the one before`]
        : []),
    ];
    const times = this.#timed
      ? this.#times.map((time, row) => (Number.isNaN(time) ? this.#after(row) : time))
      : undefined;
    return { rows, times: times && Float64Array.from(times), columns, headers: columns.map(({ name }) => name), notes };
  }

  /** What came before the first time is as old as that. */
  #after(row: number): number {
    return this.#times.slice(row).find((time) => !Number.isNaN(time))!;
  }
}
