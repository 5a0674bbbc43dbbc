import { zoneOffset } from './zone';

/**
 * Reads source times. Times without a zone are UTC unless said otherwise: a recording gives the same times on every
 * machine. Formats are written with yyyy yy MM dd HH mm ss SSS, for example 'dd/MM/yy HH'; 's', 'ms', 'us' and 'ns' count
 * since 1970; no format means ISO 8601, or a number (see fromNumber).
 */
export type TimeReader = (value: string | number) => number;

/** Digits that each token takes. */
const TOKENS: Readonly<Record<string, string>> = {
  yyyy: '\\d{4}',
  yy: '\\d{2}',
  MM: '\\d{1,2}',
  dd: '\\d{1,2}',
  HH: '\\d{1,2}',
  mm: '\\d{1,2}',
  ss: '\\d{1,2}',
  SSS: '\\d{1,3}',
};

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/** ms of one unit. */
const UNITS: Readonly<Record<string, number>> = { s: 1000, ms: 1, us: 1e-3, ns: 1e-6 };

/**
 * Makes a reader for one format. The reader returns ms since the epoch, NaN for a text that does not fit.
 * @param zone of texts that name none, see zoneOffset
 * @throws RangeError for a format without any known token, or a zone that does not exist
 */
export function timeReader(format?: string, zone = 'UTC'): TimeReader {
  const unit = format === undefined ? undefined : UNITS[format];
  if (unit !== undefined) return (value) => Number(value) * unit;
  const offsetAt = zoneOffset(zone);
  if (format !== undefined && format !== 'iso') return patternReader(format, offsetAt);
  return (value) => (isNumeric(value) ? fromNumber(Number(value)) : fromIso(value, offsetAt));
}

function isNumeric(value: string | number): value is number {
  return typeof value === 'number' || (value !== '' && !Number.isNaN(Number(value)));
}

/**
 * Numbers tell their unit by their size: from 1e17 ns, from 1e14 us, from 1e11 ms (that is 1973; 1e11 s is the year 5138),
 * below seconds (a plain row counter: 1 Hz).
 */
function fromNumber(value: number): number {
  const size = Math.abs(value);
  if (size < 1e11) return value * 1000;
  if (size < 1e14) return value;
  // Nanoseconds have more digits than a number: what is below a microsecond is noise.
  return size < 1e17 ? value / 1e3 : Math.round(value / 1e3) / 1e3;
}

function fromIso(value: string | number, offsetAt: (utc: number) => number): number {
  const match = ISO.exec(String(value).trim());
  if (match === null) return Number.NaN;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone] = match;
  const ms = Math.floor(Number(`0.${fraction}`) * 1000 + 1e-6);
  const wall = utc(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second), ms);
  return wall - (zone === undefined ? offset(wall, offsetAt) : named(zone));
}

function named(zone: string): number {
  return zoneOffset(zone.toUpperCase())(0);
}

/** The offset depends on the instant that it leads to; two steps settle it, except inside the hour that does not exist. */
function offset(wall: number, offsetAt: (utc: number) => number): number {
  return Number.isNaN(wall) ? 0 : offsetAt(wall - offsetAt(wall));
}

function patternReader(format: string, offsetAt: (utc: number) => number): TimeReader {
  const names: string[] = [];
  const source = format.replace(/yyyy|yy|MM|dd|HH|mm|SSS|ss|./gs, (part) => {
    const digits = TOKENS[part];
    if (digits === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    names.push(part);
    return `(${digits})`;
  });
  if (!names.includes('yyyy') && !names.includes('yy')) {
    throw new RangeError(
      `time format ${JSON.stringify(format)} has no year; write it like 'dd/MM/yyyy HH:mm:ss', or 's' or 'ms'`,
    );
  }
  const pattern = new RegExp(`^\\s*${source}\\s*$`);
  return (value) => {
    const match = pattern.exec(String(value));
    if (match === null) return Number.NaN;
    const part = (name: string, otherwise: number): number => {
      const at = names.indexOf(name);
      return at < 0 ? otherwise : Number(match[at + 1]);
    };
    const year = part('yyyy', Number.NaN);
    const wall = utc(
      Number.isNaN(year) ? 2000 + part('yy', 0) : year,
      part('MM', 1),
      part('dd', 1),
      part('HH', 0),
      part('mm', 0),
      part('ss', 0),
      part('SSS', 0),
    );
    return wall - offset(wall, offsetAt);
  };
}

/** NaN where a field is out of range, so that 31/02 is a mistake and not the third of March. */
function utc(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  ms: number,
): number {
  const time = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const date = new Date(time);
  const same = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  return same && minute < 60 && second < 60 ? time : Number.NaN;
}
