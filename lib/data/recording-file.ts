import { counted } from '../text/counted';
import { DataError } from './errors';
import { ColumnBuilder, type Frame, rowsOfFrame } from './frame';
import { joined, type Part } from './join';
import { type Layout, layoutOf, SAMPLE_LINES } from './layout';
import { longForm, pivoted } from './long-form';
import { cutLines, type Group, ownName, ownTimes } from './own-times';
import { withQualities } from './qualities';
import { noTime, readTimes, type TimeColumn, UNREADABLE } from './read-times';
import type { Line } from './separated';
import { openSource } from './sources';
import { type DeclaredTime, type TimeColumns, timeColumns, timeText } from './time-columns';

/** How a recording is to be read, as far as a person says. */
export interface ReadingOptions {
  readonly time: DeclaredTime | undefined;
  /** Of times that name none, see lib/time/zone.ts. */
  readonly zone: string;
}

/** Lines that are no rows: that any file may have, and that are shown of those that were passed over. */
const FEW_ODD = 5;
const SHOWN = 3;

/**
 * Reads a file as plants export it, of separated values, Parquet or .npz: titles above, a line of units, a delimiter at the end of each
 * line, remarks below, numbers in any notation, one row per time or one row per value.
 * @param packed the bytes of a text, where the file lies in an archive
 * @throws DataError for what cannot be judged; all else is in the notes
 */
export async function readRecordingFile(file: string, options: ReadingOptions, packed?: Buffer): Promise<Frame> {
  const { delimiter, lines } = await openSource(file, packed);
  const reader = new FileReader(file, delimiter, options);
  for await (const some of lines) reader.take(some);
  return reader.done();
}

class FileReader {
  readonly #notes: string[] = [];
  readonly #columns = new Map<string, ColumnBuilder>();
  /** By position in the line; undefined for what is no measurement. */
  #bound: (ColumnBuilder | undefined)[] = [];
  #waiting: Line[] = [];
  #layout: Layout | undefined;
  #time: TimeColumns | undefined;
  #timeName = '';
  /** Annotated CSV of InfluxDB: tables follow each other, each with a header of its own. */
  #annotated = false;
  #headerNext = false;
  readonly #times: string[] = [];
  readonly #numbers: number[] = [];
  readonly #odd: Line[] = [];
  #headers = 0;
  /** Readers of the tags that have times of their own. */
  #parts: { readonly group: Group; readonly reader: FileReader }[] = [];

  constructor(
    private readonly file: string,
    private readonly delimiter: string,
    private readonly options: ReadingOptions,
  ) {}

  take(lines: readonly Line[]): void {
    if (this.#parts.length > 0) for (const { group, reader } of this.#parts) reader.take(cutLines(lines, group));
    else if (this.#layout !== undefined) for (const line of lines) this.#row(line);
    else {
      this.#waiting.push(...lines);
      if (this.#waiting.length >= SAMPLE_LINES) this.#begin();
    }
  }

  #begin(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#annotated = waiting.slice(0, 10).some(isAnnotation);
    if (this.#annotated) this.#notes.push('annotated CSV of InfluxDB');
    const plain = this.#annotated ? waiting.filter((line) => !isAnnotation(line)) : waiting;
    const layout = layoutOf(plain, this.delimiter);
    this.#layout = layout;
    const groups = this.options.time === undefined && !this.#annotated ? ownTimes(layout, plain) : undefined;
    if (groups !== undefined) {
      this.#parts = groups.map((group) => ({ group, reader: new FileReader(this.file, this.delimiter, this.options) }));
      this.take(waiting);
      return;
    }
    this.#notes.push(...layout.notes);
    const first = plain.find(({ number }) => number === layout.first)?.cells ?? [];
    this.#time = timeColumns(layout.names, first, layout.dated, this.options.time);
    this.#timeName = layout.names[this.#time?.at ?? -1] ?? '';
    const others = (this.#time?.others ?? []).map((i) => layout.names[i]!);
    if (others.length > 0) this.#notes.push(`${others.join(', ')} left out: ${this.#timeName} is the time`);
    this.#bind(layout.names);
    for (const line of waiting) if (line.number >= layout.first) this.#row(line);
  }

  /** What each cell of a line belongs to from now on. */
  #bind(names: readonly string[]): void {
    const { at, clock, others = [], parts = [] } = this.#time ?? {};
    const seen = new Set<string>();
    this.#bound = names.map((header, i) => {
      if (i === at || i === clock || others.includes(i) || parts.includes(i)) return undefined;
      let name = header === '' ? `column ${i + 1}` : header;
      for (let twin = 2; seen.has(name); twin++) name = `${header} (${twin})`;
      if (seen.has(header)) this.#notes.push(`${header} comes twice; the second is called ${name}`);
      seen.add(name);
      let column = this.#columns.get(name);
      if (column === undefined) {
        column = new ColumnBuilder(name, this.#layout!.units[i]);
        this.#columns.set(name, column);
      }
      return column;
    });
  }

  #row(line: Line): void {
    const { number, cells } = line;
    if (this.#annotated && this.#isHeader(line)) return;
    const bound = this.#bound;
    if (cells.length > bound.length && cells.slice(bound.length).some((cell) => cell !== '')) {
      this.#odd.push(line);
      return;
    }
    const { mark, names } = this.#layout!;
    if (this.#isRemark(cells)) {
      if (cells.length > 1 && cells.every((cell, i) => cell === (names[i] ?? ''))) this.#headers++;
      else this.#odd.push(line);
      return;
    }
    const row = this.#times.length;
    this.#times.push(this.#time === undefined ? '' : timeText(cells, this.#time));
    this.#numbers.push(number);
    const width = Math.min(cells.length, bound.length);
    for (let i = 0; i < width; i++) bound[i]?.setText(row, cells[i]!, mark);
  }

  /** Without times a line that holds no number is a remark; with times the time tells. */
  #isRemark(cells: readonly string[]): boolean {
    if (this.#time !== undefined) {
      const time = cells[this.#time.at] ?? '';
      return time === '' || !/\d/.test(time);
    }
    return cells.length < this.#bound.length && !cells.some((cell) => /^[+-]?[\d.,]+$/.test(cell));
  }

  #isHeader(line: Line): boolean {
    if (isAnnotation(line)) {
      this.#headerNext = true;
      return true;
    }
    if (!this.#headerNext || !line.cells.includes(this.#timeName)) return false;
    this.#headerNext = false;
    const at = line.cells.indexOf(this.#timeName);
    this.#time = { ...this.#time!, at, others: [] };
    this.#bind(line.cells);
    return true;
  }

  /** @throws DataError */
  done(): Frame {
    if (this.#layout === undefined) this.#begin();
    if (this.#parts.length > 0) return joined(this.#parts.map(({ reader }) => reader.#part()));
    const rows = this.#times.length;
    if (rows === 0) throw this.#nothing();
    const columns = [...this.#columns.values()]
      .map((column) => column.done(rows))
      .filter((column) => this.#isColumn(column));
    const times =
      this.#time === undefined ? undefined : readTimes(this.#times, this.#numbers, this.#timeColumn(), this.#notes);
    this.#tellOdd(rows);
    const frame = this.#readable({ rows, times, columns, headers: this.#layout!.names, notes: this.#notes });
    const form = longForm(frame);
    return form === undefined ? withQualities(frame) : pivoted(frame, form);
  }

  /** As one tag among others. */
  #part(): Part {
    const frame = this.done();
    const [column, ...more] = frame.columns;
    if (column === undefined || more.length > 0) return { name: this.#timeName, frame };
    const name = ownName(this.#timeName, column.name);
    return { name, frame: { ...frame, columns: [{ ...column, name }] } };
  }

  #nothing(): DataError {
    const [odd] = this.#odd;
    if (odd !== undefined && odd.cells.length > this.#bound.length) return this.#tooOdd(this.#odd, odd);
    const time = odd?.cells[this.#time?.at ?? -1];
    if (odd === undefined || time === undefined)
      return new DataError(this.file, '', 'holds no row of data; give a file with at least one row');
    return noTime(this.#timeColumn(), odd.number, time, '');
  }

  #timeColumn(): TimeColumn {
    const { mark, order } = this.#layout!;
    return { file: this.file, name: this.#timeName, format: this.#time?.format, zone: this.options.zone, mark, order };
  }

  /** A column without a name may be the end of the line, or the numbers of the rows. */
  #isColumn({ name, numbers, texts }: Frame['columns'][number]): boolean {
    const unnamed = /^column \d+$/.test(name) && !this.#layout!.names.includes(name);
    if (!unnamed) return true;
    if (texts === undefined && numbers.every((number) => Number.isNaN(number))) return false;
    const counts =
      texts === undefined && numbers.length > 1 && numbers.every((number, i) => number === numbers[0]! + i);
    if (counts) this.#notes.push(`${name} only counts the rows and is left out`);
    return !counts;
  }

  #tellOdd(rows: number): void {
    const odd = this.#odd;
    if (this.#headers > 0)
      this.#notes.push(`the header came again ${counted(this.#headers, 'time')} and was passed over`);
    if (odd.length === 0) return;
    const shown = odd
      .slice(0, SHOWN)
      .map(({ number, cells }) => `line ${number} ${JSON.stringify(cells.join(' ').trim().slice(0, 40))}`);
    const longer = odd.find(({ cells }) => cells.length > this.#bound.length);
    if (odd.length > FEW_ODD && odd.length > UNREADABLE * (rows + odd.length)) throw this.#tooOdd(odd, longer);
    this.#notes.push(
      `${counted(odd.length, 'line that is no row', 'lines that are no rows')} of data passed over (${shown.join(', ')})`,
    );
  }

  #tooOdd(odd: readonly Line[], longer: Line | undefined): DataError {
    if (longer === undefined) {
      const [first] = odd;
      return noTime(
        this.#timeColumn(),
        first!.number,
        first!.cells[this.#time?.at ?? 0] ?? '',
        ` (nor are ${odd.length - 1} others)`,
      );
    }
    const [has, wants] = [longer.cells.length, this.#bound.length];
    const fix = `put decimal commas and texts with ${JSON.stringify(this.delimiter)} in quotes`;
    return new DataError(
      this.file,
      `line ${longer.number}`,
      `has ${has} cells where the header has ${wants}, as ${odd.length} lines have; ${fix}`,
    );
  }

  #readable(frame: Frame): Frame {
    const { times } = frame;
    if (times === undefined || !times.some(Number.isNaN)) return frame;
    const rows = [...times.keys()].filter((row) => !Number.isNaN(times[row]!));
    return rowsOfFrame(frame, Uint32Array.from(rows));
  }
}

/** The lines that InfluxDB puts above a table. */
function isAnnotation({ cells }: Line): boolean {
  return /^#(?:datatype|group|default)$/i.test(cells[0] ?? '');
}
