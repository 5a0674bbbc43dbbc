import { CsvError, parse } from 'csv-parse/sync';
import { numberedTags } from '../../../lib/features';
import { describe, InputError } from '../../../lib/record';
import { isTimeName } from '../../../lib/time-names';
import type { Format, ParseContext, Reading } from '../reading';
import { timeOf } from './plain';

const CELL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** As in files whose cells a semicolon or tab parts. */
const DECIMAL_COMMA = /^[+-]?\d*,\d+(e[+-]?\d+)?$/i;
const TWO_NUMBERS = /^\s*[+-]?\d+,\d+\s*$/;

/** Lines of comma, semicolon or tab separated values, with a header line or without. */
export const csv: Format = {
  name: 'csv',
  title: 'CSV',
  detect({ payload }) {
    if (typeof payload !== 'string') return 0;
    if (TWO_NUMBERS.test(payload)) return 0.5;
    const line = firstLine(payload);
    const cells = line.split(delimiterOf(line)).length;
    if (cells > 1) return 0.9;
    return payload.trim().includes('\n') ? 0.6 : 0;
  },
  parse({ payload, topic }, context) {
    if (typeof payload !== 'string') throw new InputError('payload', `is ${describe(payload)}; send CSV text`);
    const lines = read(payload);
    const first = lines[0];
    if (first === undefined) throw new InputError('payload', 'holds no line; send a header line and rows of values');
    const hasHeader = !first.every((cell) => cell === '' || (cell.length <= 64 && CELL.test(cell)));
    const header = hasHeader ? first : numberedTags(first.length);
    const rows = hasHeader ? lines.slice(1) : lines;
    if (rows.length === 0) throw new InputError('payload', 'holds a header line and no row of values below it');
    return table(header, rows, context.assetOf(topic), hasHeader ? 2 : 1, context);
  },
};

function table(
  header: readonly string[],
  rows: readonly string[][],
  asset: string,
  from: number,
  context: ParseContext,
): Reading[] {
  const declared = context.timeTag === undefined ? -1 : header.indexOf(context.timeTag.name);
  const timeAt = declared >= 0 ? declared : header.findIndex(isTimeName);
  const tags = header.filter((_, i) => i !== timeAt);
  return rows.map((cells, i) => {
    if (cells.length !== header.length) {
      throw new InputError(
        `payload line ${i + from}`,
        `has ${cells.length} cells where the first line has ${header.length}; complete or remove the line`,
      );
    }
    const time = timeAt < 0 ? undefined : timeOf(cells[timeAt], header[timeAt]!, `payload line ${i + from}`, context);
    return { asset, time, tags, values: timeAt < 0 ? cells : cells.filter((_, c) => c !== timeAt) };
  });
}

function read(text: string): string[][] {
  const delimiter = delimiterOf(firstLine(text));
  try {
    return parse(text, {
      delimiter,
      cast: delimiter !== ',' && text.includes(',') ? withPoint : false,
      bom: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: 200_000,
    });
  } catch (error) {
    if (error instanceof CsvError) throw new InputError('payload', `is no valid CSV (${error.message})`);
    throw error;
  }
}

function withPoint(cell: string): string {
  return cell.length <= 64 && DECIMAL_COMMA.test(cell) ? cell.replace(',', '.') : cell;
}

function firstLine(text: string): string {
  const end = text.search(/[\r\n]/);
  return (end < 0 ? text : text.slice(0, end)).slice(0, 20_000);
}

/** The one that the first line holds most of; a comma if none. In 1,5;2,5 the commas are decimal ones. */
function delimiterOf(line: string): string {
  if (line.includes(';') && line.split(';').every((cell) => DECIMAL_COMMA.test(cell.trim()))) return ';';
  const count = (mark: string): number => line.split(mark).length;
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}
