import { DataError } from '../lib/data/errors';
import { isMissing, parseNumber } from '../lib/data/number';
import type { Cell } from '../lib/data/row';
import { openTable } from '../lib/data/table';
import type { Tag, TagTable } from '../lib/tags';
import { type TimeReader, timeReader } from '../lib/time-format';
import { type Columns, columnsOf, isSignal } from './columns';

/** One row of a recording, as a twin would have sent it. */
export interface Message {
  /** Source time, ms. */
  readonly time: number;
  /** Tags without a value are absent; texts only for modes and enumerations. */
  readonly values: Readonly<Record<string, number | string>>;
  /** 1 anomalous, 0 normal; undefined without labels. */
  readonly label: number | undefined;
}

/** A recording as messages. */
export interface Recording {
  readonly columns: Columns;
  readonly messages: AsyncGenerator<Message>;
}

/** Rows of a recording without a time column are one second apart. */
const PERIOD = 1000;

/**
 * Opens a recording as a stream of messages.
 * @param after time of the last message before it, for recordings without a time column
 * @throws DataError
 */
export async function openRecording(file: string, table: TagTable | undefined, after = -PERIOD): Promise<Recording> {
  const { columns: names, rows } = await openTable(file);
  const columns = columnsOf(names, table);
  const signals = columns.tags.flatMap((tag, at) => (isSignal(tag) ? [{ tag, at }] : []));
  if (signals.length === 0)
    throw new DataError(file, '', `none of its columns (${names.join(', ')}) is a sensor; check the tags`);
  const readTime = columns.time < 0 ? undefined : timeReader(columns.tags[columns.time]!.format);
  async function* messages(): AsyncGenerator<Message> {
    let counted = after;
    for await (const { place, cells } of rows) {
      counted += PERIOD;
      const values: Record<string, number | string> = {};
      for (const { tag, at } of signals) {
        const cell = cells[at]!;
        if (!isMissing(cell)) values[tag.name] = cellValue(cell, tag, file, place);
      }
      const time = readTime === undefined ? counted : timeOf(readTime, cells[columns.time]!, columns, file, place);
      yield { time, values, label: columns.label < 0 ? undefined : labelOf(cells[columns.label]!) };
    }
  }
  return { columns, messages: messages() };
}

function cellValue(cell: Cell, tag: Tag, file: string, place: string): number | string {
  const value = parseNumber(cell);
  if (!Number.isNaN(value)) return value;
  if (tag.role === 'mode' || tag.states !== undefined) return cell;
  throw new DataError(
    file,
    `${place}, column ${tag.name}`,
    `${JSON.stringify(cell)} is no number; correct it, leave the cell empty, or give the column the role ignore`,
  );
}

function timeOf(read: TimeReader, cell: Cell, { tags, time }: Columns, file: string, place: string): number {
  const value = read(cell);
  if (Number.isFinite(value)) return value;
  const { name, format = 'ISO 8601' } = tags[time]!;
  throw new DataError(
    file,
    `${place}, column ${name}`,
    `${JSON.stringify(cell)} is no time of the format ${format}; give the right "format" in the tag table`,
  );
}

/** Anything above 0 is anomalous: BATADAL marks rows that nobody labelled with -999. */
function labelOf(cell: Cell): number {
  return parseNumber(cell) > 0 ? 1 : 0;
}
