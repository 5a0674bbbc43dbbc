import {
  atOffset,
  type DayOrder,
  endsWithYear,
  fromText,
  monthNumber,
  msOf,
  type OffsetOf,
  offset,
  orderOf,
  utc,
} from './text';
import { zoneOffset } from './zone';

/**
 * Reads source times. Times without a zone are UTC unless said otherwise: a recording gives the same times on every
 * machine. No format means a text that says by itself what it is (text.ts) or a number (see fromNumber). Formats:
 * 's', 'ms', 'us' and 'ns' count since 1970; 'excel' counts days since 1899-12-30; 'day-first' and 'month-first' say what
 * 5/1/2026 is; others are written with yyyy yy MMM MM dd HH hh mm ss SSS a Z, for example 'dd/MM/yy HH' or 'MM/dd/yyyy hh:mm a'.
 * S, however many, is the fraction of a second; Z, ZZ, X or XXX the zone: Z, UTC, +02:00. Other letters stand in quotes, but for a T.
 */
export type TimeReader = (
  value: string | number,
  /** Of two instants at which a local clock shows the same the nearer to this one is meant, ms. */
  near?: number,
) => number;

/** What each token takes. */
const TOKENS: Readonly<Record<string, string>> = {
  yyyy: '\\d{4}',
  yy: '\\d{2}',
  MMM: '\\p{L}{3,9}',
  MM: '\\d{1,2}',
  M: '\\d{1,2}',
  dd: '\\d{1,2}',
  d: '\\d{1,2}',
  HH: '\\d{1,2}',
  H: '\\d{1,2}',
  hh: '\\d{1,2}',
  h: '\\d{1,2}',
  mm: '\\d{1,2}',
  m: '\\d{1,2}',
  ss: '\\d{1,2}',
  s: '\\d{1,2}',
  S: '\\d{1,9}',
  Z: 'Z|(?:UTC|GMT)?[+-]\\d{2}(?::?\\d{2})?|UTC|GMT',
  a: '[AaPp]\\.?[Mm]\\.?',
  tt: '[AaPp]\\.?[Mm]\\.?',
};

/** ms of one unit. */
const UNITS: Readonly<Record<string, number>> = { s: 1000, ms: 1, us: 1e-3, ns: 1e-6 };

/** What a person can write where an error asks for a format. */
export const FORMAT_EXAMPLES = 'dd/MM/yyyy HH:mm:ss, MM/dd/yyyy hh:mm:ss a, day-first, month-first, excel, s or ms';

/**
 * Makes a reader for one format. The reader returns ms since the epoch; NaN for a text that does not fit and for what is
 * before 1970: sources without a clock send such dates.
 * @param zone of texts that name none, see zoneOffset
 * @throws RangeError for a format without any known token, or a zone that does not exist
 */
export function timeReader(format?: string, zone = 'UTC'): TimeReader {
  const read = anyTime(format, zone);
  return (value, near) => {
    const time = read(value, near);
    return time >= 0 ? time : Number.NaN;
  };
}

function anyTime(format: string | undefined, zone: string): TimeReader {
  const offsetAt = zoneOffset(zone);
  let nearest: number | undefined;
  const read = inZone(format, (wall) => offset(wall, offsetAt, nearest));
  return (value, near) => {
    nearest = near;
    return read(value);
  };
}

function inZone(format: string | undefined, offsetOf: OffsetOf): TimeReader {
  const unit = format === undefined ? undefined : UNITS[format];
  // A name may promise ms and the value be a text all the same.
  if (unit !== undefined)
    return (value) => (isNumeric(value) ? Number(value) * unit : fromText(String(value), offsetOf));
  if (format === 'excel')
    return (value) => (isNumeric(value) ? fromExcel(Number(value), offsetOf) : fromText(String(value), offsetOf));
  if (format === 'day-first' || format === 'month-first') return automatic(offsetOf, format);
  if (format !== undefined && format !== 'iso') return patternReader(format, offsetOf);
  return automatic(offsetOf, undefined);
}

function automatic(offsetOf: OffsetOf, order: DayOrder | undefined): TimeReader {
  return (value) => (isNumeric(value) ? fromNumber(Number(value), offsetOf) : fromText(String(value), offsetOf, order));
}

/**
 * The format of a column of times where a look at all of them says more than one of them does.
 * @param texts as many as there are
 * @returns undefined where timeReader needs no format, or where nothing tells
 */
export function guessTimeFormat(texts: readonly string[]): 'day-first' | 'month-first' | 'excel' | undefined {
  const filled = texts.filter((text) => text.trim() !== '');
  if (filled.length === 0) return undefined;
  if (filled.every(isNumeric)) return isExcel(filled.map(Number)) ? 'excel' : undefined;
  const shown = shownOrder(filled);
  if (shown !== undefined) return shown;
  const dated = filled.filter(endsWithYear);
  return dated.every(readable(timeReader())) ? undefined : byPace(dated);
}

/** The order of day and month that texts can only have; undefined where none of them shows it. */
export function shownOrder(texts: readonly string[]): DayOrder | undefined {
  const dated = texts.filter(endsWithYear);
  const possible = (['day-first', 'month-first'] as const).filter((order) => dated.every(readable(timeReader(order))));
  return possible.length === 1 ? possible[0] : dated.map(orderOf).find((order) => order !== undefined);
}

function readable(read: TimeReader): (text: string) => boolean {
  return (text) => !Number.isNaN(read(text));
}

/** Rows follow each other closely: the wrong order makes months of days. */
function byPace(texts: readonly string[]): DayOrder | undefined {
  const span = (order: DayOrder): number => {
    let first = Infinity;
    let last = -Infinity;
    for (const time of texts.map(timeReader(order))) {
      first = Math.min(first, time);
      last = Math.max(last, time);
    }
    return last - first;
  };
  const day = span('day-first');
  const month = span('month-first');
  // Within one day both orders give the same pace, and nothing tells.
  if (day === month) return undefined;
  return day < month ? 'day-first' : 'month-first';
}

const EXCEL_2000 = 36_526;
const EXCEL_2100 = 73_051;

/** Days of this century that pass more slowly than one a row: a counter of seconds would be at ten to twenty hours. */
function isExcel(numbers: readonly number[]): boolean {
  if (!numbers.every((number) => number >= EXCEL_2000 && number < EXCEL_2100)) return false;
  const broken = numbers.some((number) => !Number.isInteger(number));
  return broken && Math.abs(numbers.at(-1)! - numbers[0]!) < numbers.length;
}

/** Whether a number under a name of dates is Excel's, or OLE's: a day of the years 2000 to 2099. */
export function isExcelDay(value: unknown): boolean {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return false;
  return Number(value) >= EXCEL_2000 && Number(value) < EXCEL_2100;
}

/** Whether a number under a name of dates is a day written as yyyyMMdd. */
export function isDigitsDay(value: unknown): boolean {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
  const digits = /^((?:19|20)\d{2})(\d{2})(\d{2})$/.exec(text)?.slice(1).map(Number);
  return digits !== undefined && !Number.isNaN(utc(digits[0]!, digits[1]!, digits[2]!, 0, 0, 0, 0));
}

function fromExcel(days: number, offsetOf: OffsetOf): number {
  const wall = Math.round((days - 25_569) * 86_400_000);
  return wall - offsetOf(wall);
}

function isNumeric(value: string | number): value is number {
  return typeof value === 'number' || (value.trim() !== '' && !Number.isNaN(Number(value)));
}

/**
 * Numbers tell their unit by their size: from 1e17 ns, from 1e14 us, from 1e11 ms (that is 1973; 1e11 s is the year 5138),
 * below seconds (a plain row counter: 1 Hz). In between lie the years of the digits yyyyMMddHHmmss and yyyyMMddHHmm (as ms those would
 * be the year 1976) and the counters of
 * 100 ns of Windows (since 1601) and .NET (since 0001), which would be times of no source as ms or ns.
 */
function fromNumber(value: number, offsetOf: OffsetOf): number {
  if (value < 1e11) return value * 1000;
  if ((value >= 1.97e13 && value < 2.1e13) || (value >= 1.97e11 && value < 2.1e11)) {
    const time = fromText(String(value), offsetOf);
    if (!Number.isNaN(time)) return time;
  }
  if (value < 1e14) return value;
  if (value >= 1.2e17 && value < 1.6e17) return Math.round(value / 1e4) - 11_644_473_600_000;
  if (value >= 6.3e17 && value < 6.7e17) return Math.round(value / 1e4) - 62_135_596_800_000;
  // Nanoseconds have more digits than a number: what is below a microsecond is noise.
  return value < 1e17 ? value / 1e3 : Math.round(value / 1e3) / 1e3;
}

/** Tokens, texts in quotes ('' is a quote), and what stands for itself. */
const PARTS = /yyyy|yy|MMM|MM?|dd?|HH?|hh?|mm?|S+|ss?|tt|a|Z{1,3}|[Xx]{1,3}|'[^']*'|./gs;

function tokenOf(part: string): string {
  if (part.startsWith('S')) return 'S';
  return /^(?:Z+|X+|x+)$/.test(part) ? 'Z' : part;
}

function patternReader(format: string, offsetOf: OffsetOf): TimeReader {
  const names: string[] = [];
  const unknown = new Set<string>();
  const source = format.replace(PARTS, (part) => {
    const token = tokenOf(part);
    const takes = TOKENS[token];
    if (takes !== undefined) {
      names.push(token);
      return `(${takes})`;
    }
    const quoted = part.length > 1;
    // Between date and clock the T of ISO 8601 stands for itself, and so do the 年月日 of East Asia: no token is beyond ASCII.
    if (!quoted && part !== 'T' && /[A-Za-z]/.test(part)) unknown.add(part);
    return (part === "''" ? "'" : quoted ? part.slice(1, -1) : part).replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
  if (!names.includes('yyyy') && !names.includes('yy')) {
    throw new RangeError(
      `time format ${JSON.stringify(format)} has no year; write it like 'dd/MM/yyyy HH:mm:ss', or 's' or 'ms'`,
    );
  }
  if (unknown.size > 0) {
    throw new RangeError(
      `time format ${JSON.stringify(format)} has letters that mean nothing (${[...unknown].join(', ')}); put what stands for itself in quotes: dd.MM.yyyy HH:mm 'Uhr'`,
    );
  }
  const pattern = new RegExp(`^\\s*${source}\\s*$`, 'u');
  return (value) => {
    const match = pattern.exec(String(value));
    if (match === null) return Number.NaN;
    const text = (name: string): string | undefined => {
      const at = names.indexOf(name);
      return at < 0 ? undefined : match[at + 1];
    };
    const part = (name: string, otherwise: number): number => Number(text(name) ?? otherwise);
    const month = text('MMM');
    const wall = utc(
      part('yyyy', 2000 + part('yy', 0)),
      month === undefined ? part('MM', part('M', 1)) : monthNumber(month),
      part('dd', part('d', 1)),
      hourOf(text('HH') ?? text('H'), text('hh') ?? text('h'), text('a') ?? text('tt')),
      part('mm', part('m', 0)),
      part('ss', part('s', 0)),
      msOf(text('S') ?? '0'),
    );
    return atOffset(wall, text('Z'), offsetOf);
  };
}

function hourOf(hour24: string | undefined, hour12: string | undefined, half: string | undefined): number {
  const hour = Number(hour24 ?? hour12 ?? 0);
  if (half === undefined) return hour;
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0);
}
