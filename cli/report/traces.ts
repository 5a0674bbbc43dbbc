import type { TwinRecord } from '../../lib/record/record';
import type { Trace } from './content';

/** Rows that are shown before an alarm and after it. */
const AROUND = 30;
/** Points of one curve; of a longer alarm every other row is left out, again and again. */
const MOST = 300;
/** Tags that are shown of one alarm. */
const TAGS = 3;

interface Point {
  readonly row: number;
  readonly values: Readonly<Record<string, number>>;
  readonly expected: Readonly<Record<string, number>>;
}

/** Keeps what the blamed tags read around an alarm, in memory that does not grow with the alarm. */
export class TraceKeeper {
  #before: Point[] = [];
  #points: Point[] | undefined;
  #stride = 1;
  #seen = 0;
  /** Ended alarms that still want some rows. */
  #closing: { readonly traces: MutableTrace[]; left: number }[] = [];

  /** The next row. */
  add(row: number, record: TwinRecord | undefined): void {
    const point = { row, values: record?.values ?? {}, expected: record?.expected ?? {} };
    for (const closing of this.#closing) {
      for (const trace of closing.traces) put(trace, point);
      closing.left--;
    }
    this.#closing = this.#closing.filter(({ left }) => left > 0);
    this.#before.push(point);
    if (this.#before.length > AROUND) this.#before.shift();
    if (this.#points === undefined || ++this.#seen % this.#stride !== 0) return;
    this.#points.push(point);
    if (this.#points.length <= MOST) return;
    this.#points = this.#points.filter((_, i) => i % 2 === 0);
    this.#stride *= 2;
  }

  /** The row that was added last begins an alarm. */
  begin(): void {
    this.#points = [...this.#before];
    this.#stride = 1;
    this.#seen = 0;
  }

  /**
   * The alarm is over, or another one begins.
   * @param tags the most affected first
   */
  end(tags: readonly string[]): readonly Trace[] {
    const traces = tags.slice(0, TAGS).map((tag): MutableTrace => ({ tag, rows: [], measured: [], expected: [] }));
    for (const point of this.#points ?? []) for (const trace of traces) put(trace, point);
    this.#points = undefined;
    this.#closing.push({ traces, left: AROUND });
    return traces;
  }
}

interface MutableTrace {
  readonly tag: string;
  readonly rows: number[];
  readonly measured: number[];
  readonly expected: number[];
}

function put({ tag, rows, measured, expected }: MutableTrace, point: Point): void {
  if (point.row <= (rows.at(-1) ?? -1)) return;
  rows.push(point.row);
  measured.push(point.values[tag] ?? Number.NaN);
  expected.push(point.expected[tag] ?? Number.NaN);
}
