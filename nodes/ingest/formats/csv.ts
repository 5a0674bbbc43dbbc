import { DataError } from '../../../lib/data/errors';
import { isDated } from '../../../lib/data/layout';
import { canonical, type DecimalMark, decimalMark, shownMark } from '../../../lib/data/numerals';
import { cut, guessDelimiter, Splitter } from '../../../lib/data/separated';
import { describe, InputError } from '../../../lib/input';
import { numberedTags } from '../../../lib/record/features';
import { mayBeTimeName } from '../../../lib/time/names';
import type { Format, ParseContext, Reading } from '../reading';
import { type Dates, readCells } from './cells';
import { CsvMemory, learned } from './csv-memory';

const CELL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const ANNOTATION = /^\ufeff?#(?:datatype|group|default)\b/;
/** Two, or one with a decimal comma or with groups of thousands. */
const TWO_NUMBERS = /^\s*[+-]?(?:\d+,\d+|\d{1,3}(?:,\d{3})+\.\d+)\s*$/;

/** Lines of comma, semicolon or tab separated values, with a header line or without; a header counts for the rows that come alone after it. */
export function createCsv(): Format {
  const memory = new CsvMemory();
  return {
    name: 'csv',
    title: 'CSV',
    reads: {
      what: 'header, or none, or once; Date and Time in columns of their own, a row per value, annotated CSV of InfluxDB',
      asset: 'topic, or a column such as device',
      tag: 'column, t1..tn, or the name in the row',
      time: 'a column such as timestamp',
      quality: 'a column such as Temp.Quality; a text in the place of a number: bad',
    },
    detect({ payload }) {
      if (typeof payload !== 'string') return 0;
      if (TWO_NUMBERS.test(payload)) return 0.5;
      if (ANNOTATION.test(payload)) return 0.97;
      const line = firstLine(payload);
      const delimiter = guessDelimiter(line);
      // A bar may stand in any text; only a whole table shows that it parts cells.
      if (delimiter !== '|' && (cut(line, delimiter)?.length ?? 1) > 1) return 0.9;
      return payload.trim().includes('\n') ? 0.6 : 0;
    },
    parse({ payload, topic }, context) {
      if (typeof payload !== 'string') throw new InputError('payload', `is ${describe(payload)}; send CSV text`);
      if (!ANNOTATION.test(payload)) return readTable(payload, topic, context, memory);
      // InfluxDB: tables of their own, each below its annotations.
      const tables = payload.split(/\r?\n[ \t]*\r?\n/).filter((table) => table.trim() !== '');
      return tables.flatMap((table) => readTable(table, topic, context, memory));
    },
    snapshot: () => memory.snapshot(),
    restore: (saved) => memory.restore(saved),
  };
}

function readTable(text: string, topic: unknown, context: ParseContext, memory: CsvMemory): Reading[] {
  const before = memory.of(topic);
  const { cells, mark } = read(withoutPreamble(text), before.mark);
  const lines = withoutEmptyEnds(cells);
  const first = lines[0];
  if (first === undefined) throw new InputError('payload', 'holds no line; send a header line and rows of values');
  const dated = first.flatMap((cell, i) => (cell.length <= 64 && isDated(cell) ? [i] : []));
  const known = before.headers[first.length];
  const hasHeader = isHeader(lines, dated, known);
  const header = hasHeader ? first : (known ?? namesOf(first.length, dated));
  const rows = hasHeader ? lines.slice(1) : lines;
  const dates: Dates = { order: before.order };
  const learn = (): void => {
    const news = learned(before, hasHeader ? header : undefined, mark, dates.order);
    if (news !== undefined) context.later(() => memory.set(topic, news.shown), news.lasting);
  };
  if (rows.length === 0) {
    if (!header.some(mayBeTimeName))
      throw new InputError('payload', 'holds a header line and no row of values below it');
    // A logger that begins anew: its rows follow.
    learn();
    return [];
  }
  rows.forEach((row, i) => {
    if (row.length === header.length) return;
    throw new InputError(
      `payload line ${i + (hasHeader ? 2 : 1)}`,
      `has ${row.length} cells where the first line has ${header.length}; complete or remove the line`,
    );
  });
  const readings = readCells(header, rows, topic, hasHeader ? 2 : 1, context, dates);
  learn();
  return readings;
}

/** Whether the first line names the columns. @param known names of so many columns that came before */
function isHeader(
  lines: readonly (readonly string[])[],
  dated: readonly number[],
  known: readonly string[] | undefined,
): boolean {
  const first = lines[0]!;
  const isValue = (cell: string, i: number): boolean => dated.includes(i) || (cell.length <= 64 && CELL.test(cell));
  if (first.every((cell, i) => cell === '' || isValue(cell, i))) return false;
  if (known !== undefined) return known.every((name, i) => name === first[i]) || !first.some(isValue);
  // A row with a text in it begins with its time, as the next one does.
  return dated.length === 0 || (lines[1] !== undefined && !dated.some((i) => isDated(lines[1]![i] ?? '')));
}

/** Of columns without names; a date may have its time of day in a column of its own. */
function namesOf(width: number, dated: readonly number[]): string[] {
  const times = dated.length === 2 ? ['date', 'time'] : ['time'];
  return numberedTags(width).map((name, i) => times[dated.indexOf(i)] ?? name);
}

/** What Excel and InfluxDB write before the header, and comments; a header may be one. */
function withoutPreamble(text: string): string {
  const lines = text.replace(/^\ufeff?sep=.\r?\n/i, '').split('\n');
  const start = lines.findIndex((line) => !line.startsWith('#'));
  const above = lines[start - 1]?.replace(/^#\s*/, '');
  if (start < 1 || above === undefined) return start < 0 ? '' : lines.slice(start).join('\n');
  const isHeader =
    above.split(guessDelimiter(above)).length > 1 &&
    !ANNOTATION.test(lines[start - 1]!) &&
    /^\s*[\d"+-]/.test(lines[start]!);
  return [...(isHeader ? [above] : []), ...lines.slice(start)].join('\n');
}

/** Some loggers end each line with the delimiter. */
function withoutEmptyEnds(lines: (readonly string[])[]): (readonly string[])[] {
  const width = lines[0]?.length ?? 0;
  const body = lines.slice(1);
  const ends = body.length > 0 && body.every((cells) => cells.at(-1) === '');
  if (!ends) return lines;
  if (lines[0]![width - 1] === '' && body.every(({ length }) => length === width))
    return lines.map((cells) => cells.slice(0, -1));
  return body.every(({ length }) => length === width + 1)
    ? [lines[0]!, ...body.map((cells) => cells.slice(0, -1))]
    : lines;
}

/**
 * Cells as lib/data reads those of recordings: the same separators, quotes and numbers.
 * @param known decimal mark that earlier messages have shown
 * @returns the mark that this one shows, too
 */
function read(
  text: string,
  known: DecimalMark | undefined,
): { cells: (readonly string[])[]; mark: DecimalMark | undefined } {
  const plain = text.replace(/^\ufeff/, '');
  const delimiter = guessDelimiter(
    plain.length > HEAD ? plain.slice(0, plain.lastIndexOf('\n', HEAD) + 1 || HEAD) : plain,
  );
  try {
    const lines = new Splitter(delimiter, 'payload').push(plain, true).map(({ cells }) => cells);
    if (plain.length > LONGEST_CELL) refuseLong(lines);
    const asked = lines.slice(0, ASKED).flat();
    const shown = shownMark(asked);
    const mark = shown ?? known ?? decimalMark(asked, delimiter);
    const grouped = delimiter !== ',' && plain.includes(',');
    if (mark === '.' && !grouped && !NOTED.test(plain)) return { cells: lines, mark: shown };
    return { cells: lines.map((cells) => cells.map((cell) => canonical(cell, mark))), mark: shown };
  } catch (error) {
    if (error instanceof DataError) throw new InputError('payload', error.message.replace(/^payload, /, ''));
    throw error;
  }
}

function refuseLong(lines: (readonly string[])[]): void {
  const long = lines.flat().find(({ length }) => length > LONGEST_CELL);
  if (long === undefined) return;
  throw new InputError(
    'payload',
    `is no valid CSV (a cell of ${long.length} characters); send numbers and short texts`,
  );
}

/** Marks of a number that needs writing anew: quotes, groups of digits, a minus of typesetters. */
const NOTED = /["'\u2019\u00a0\u2009\u202f\u2212]|\d \d{3}(?!\d)/;
/** Characters and lines from which delimiter and decimal mark are guessed. */
const HEAD = 600;
const ASKED = 200;
const LONGEST_CELL = 100_000;

function firstLine(text: string): string {
  const end = text.search(/[\r\n]/);
  return (end < 0 ? text : text.slice(0, end)).slice(0, 20_000);
}
