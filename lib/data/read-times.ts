import { counted } from '../text/counted';
import { guessTimeFormat, timeReader } from '../time/format';
import { DataError } from './errors';
import type { Layout } from './layout';
import { canonical } from './numerals';

/** The end of the year 9999; a number beyond it is no time. */
const LATEST = 253_402_300_799_999;
/** Part of the rows whose times may be of no use before the file counts as not understood. */
export const UNREADABLE = 0.2;
/** Times that are looked at to find out how they are written. */
const TIMES_ASKED = 2000;

/** The column of a file that holds the time, and what is known of how it is written. */
export interface TimeColumn extends Pick<Layout, 'mark' | 'order'> {
  readonly file: string;
  readonly name: string;
  /** As a person or the header says it; undefined: the times tell. */
  readonly format: string | undefined;
  /** Of times that name none, see lib/time/zone.ts. */
  readonly zone: string;
}

/**
 * @param texts one per row
 * @param lines the number of each row's line in the file
 * @param notes where it is told what was taken for granted
 * @returns ms since 1970, NaN where a text is no time
 * @throws DataError that names the first line where too many are none
 */
export function readTimes(
  texts: readonly string[],
  lines: readonly number[],
  column: TimeColumn,
  notes: string[],
): Float64Array {
  const { name, format, mark } = column;
  const plain = (text: string): string => (mark === ',' && text.includes(',') ? canonical(text, mark) : text);
  const step = Math.max(1, Math.floor(texts.length / TIMES_ASKED));
  const asked = texts.filter((_, i) => i % step === 0).map(plain);
  const guessed = format ?? guessTimeFormat(asked) ?? column.order ?? eitherOrder(asked, name, notes);
  if (format === undefined && guessed !== undefined) notes.push(`${name} is read as ${guessed}`);
  const read = readerOf(column, guessed);
  const times = inTurn(texts, (text, near) => read(plain(text), near));
  if (guessed === 'excel') toSeconds(times);
  const bad = [...times.keys()].filter((row) => Number.isNaN(times[row]!));
  const [row] = bad;
  if (row === undefined) return times;
  const [line, text] = [lines[row]!, texts[row]!];
  if (bad.length > UNREADABLE * times.length) {
    throw noTime(column, line, text, bad.length > 1 ? ` (nor are ${bad.length - 1} others)` : '', guessed);
  }
  notes.push(
    `${counted(bad.length, 'row')} without a time that can be read (line ${line}: ${JSON.stringify(text)}) passed over`,
  );
  return times;
}

/** Each time goes on from the one before: where a local clock was set back the same text is another instant. */
function inTurn(texts: readonly string[], read: (text: string, near?: number) => number): Float64Array {
  const times = new Float64Array(texts.length);
  let before: number | undefined;
  let step = 0;
  // Rows of one time (one for each tag) follow each other all the time, and not only in that hour.
  let together = false;
  for (let row = 0; row < texts.length; row++) {
    const text = texts[row]!;
    const again = row > 0 && text === texts[row - 1];
    const near = before === undefined ? undefined : before + (again && together ? 0 : step);
    const time = read(text, near);
    times[row] = time;
    if (Number.isNaN(time)) continue;
    if (before !== undefined && time !== before) step = time - before;
    together ||= again && time === before;
    before = time;
  }
  return times;
}

/** What to say of a text that is no time. */
export function noTime(
  { file, name, format }: TimeColumn,
  line: number,
  text: string,
  more: string,
  as: string | undefined = format,
): DataError {
  return new DataError(
    file,
    `line ${line}, column ${name}`,
    `${JSON.stringify(text)} is no time of the format ${as ?? 'ISO 8601'}${more}; give the right "format" in the tag table, for example dd/MM/yyyy HH:mm:ss`,
  );
}

/**
 * All rows of a single day: 1/5/2026 may be the fifth of January or the first of May, and the steps are the same. Who writes
 * 05/01 mostly puts the day first, who writes 1/5 the month.
 */
function eitherOrder(asked: readonly string[], name: string, notes: string[]): 'day-first' | 'month-first' | undefined {
  const plain = timeReader();
  if (asked.some((text) => text !== '' && !Number.isNaN(plain(text)))) return undefined;
  const order = asked.some((text) => /^0\d\D/.test(text)) ? 'day-first' : 'month-first';
  const read = timeReader(order);
  if (!asked.some((text) => !Number.isNaN(read(text)))) return undefined;
  notes.push(`${name} does not show whether the day or the month comes first; its format in the tag table can say it`);
  return order;
}

function readerOf(
  { file, name, zone }: TimeColumn,
  format: string | undefined,
): (text: string, near?: number) => number {
  try {
    const read = timeReader(format, zone);
    return (text, near) => {
      const time = read(text, near);
      return time <= LATEST ? time : Number.NaN;
    };
  } catch (error) {
    throw new DataError(file, `column ${name}`, (error as Error).message);
  }
}

/** Six digits of a day are a tenth of a second: where all times are as near as that to a second, seconds are meant. */
function toSeconds(times: Float64Array): void {
  const near = times.every((time) => Number.isNaN(time) || Math.abs(time - 1000 * Math.round(time / 1000)) < 100);
  if (near) for (let row = 0; row < times.length; row++) times[row] = 1000 * Math.round(times[row]! / 1000);
}
