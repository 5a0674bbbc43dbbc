import { isPlainObject } from '../../lib/record';

/** Reads the times that twin sources write. All results are ms since the epoch. */
export interface Clock {
  /**
   * @param raw number (s, ms, us or ns by magnitude), numeric text, ISO 8601, Date, bigint, Long { low, high }
   * @param format how a text is written, for example 'dd/MM/yy HH'; ISO 8601 when absent
   * @param unit of a number, when it is known
   * @returns undefined when it is no time
   */
  read(raw: unknown, format?: string, unit?: string): number | undefined;
}

const ISO =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,12}))?)?)?\s*(Z|[+-]\d{2}:?(?:\d{2})?)?$/i;
const NUMERIC = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;
const MS_OF: Readonly<Record<string, number>> = { s: 1000, ms: 1, us: 1e-3, µs: 1e-3, ns: 1e-6, min: 60_000, h: 3_600_000 };
/** Year 0001 to 9999: what lies outside is no time. */
const LATEST = 253_402_300_799_999;

/** @param zone of texts without one: 'UTC', 'local', an offset such as '+02:00' or a name such as 'Europe/Berlin' */
export function createClock(zone: string): Clock {
  const offsetAt = zoneOffset(zone);
  const formats = new Map<string, (text: string) => number | undefined>();
  let lastText = '';
  let lastTime: number | undefined;
  const formatted = (format: string): ((text: string) => number | undefined) => {
    let reader = formats.get(format);
    if (reader === undefined) {
      reader = compileFormat(format, offsetAt);
      if (formats.size < 100) formats.set(format, reader);
    }
    return reader;
  };
  return {
    read(raw, format, unit) {
      if (typeof raw === 'number') return fromNumber(raw, unit);
      if (typeof raw === 'string') {
        if (format !== undefined) return formatted(format)(raw.trim());
        if (raw === lastText) return lastTime;
        lastTime = fromText(raw.trim(), unit, offsetAt);
        lastText = raw;
        return lastTime;
      }
      if (raw instanceof Date) return finite(raw.getTime());
      if (typeof raw === 'bigint') return fromNumber(Number(raw), unit);
      if (isPlainObject(raw) && typeof raw['low'] === 'number' && typeof raw['high'] === 'number') {
        return fromNumber(raw['high'] * 2 ** 32 + (raw['low'] >>> 0), unit);
      }
      return undefined;
    },
  };
}

/**
 * Numbers without a unit tell it by their size: from 1e17 ns, from 1e14 us, from 1e11 ms (1973), else s. So small
 * numbers are seconds of an experiment's own clock.
 */
function fromNumber(value: number, unit: string | undefined): number | undefined {
  if (!Number.isFinite(value)) return undefined;
  const known = unit === undefined ? undefined : MS_OF[unit];
  if (known !== undefined) return finite(value * known);
  const size = Math.abs(value);
  if (size >= 1e17) return finite(value / 1e6);
  if (size >= 1e14) return finite(value / 1e3);
  if (size >= 1e11) return finite(value);
  return finite(value * 1000);
}

function finite(time: number): number | undefined {
  return Math.abs(time) <= LATEST ? time : undefined;
}

function fromText(text: string, unit: string | undefined, offsetAt: (utc: number) => number): number | undefined {
  const m = ISO.exec(text);
  if (m === null) return NUMERIC.test(text) ? fromNumber(Number(text), unit) : undefined;
  const fraction = m[7] === undefined ? 0 : Number(`0.${m[7]}`) * 1000;
  return assemble(int(m[1]), int(m[2]), int(m[3]), int(m[4]), int(m[5]), int(m[6]), fraction, m[8], offsetAt);
}

function int(text: string | undefined): number {
  return text === undefined ? 0 : Number(text);
}

function assemble(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  ms: number,
  zone: string | undefined,
  offsetAt: (utc: number) => number,
): number | undefined {
  if (month < 1 || month > 12 || day < 1 || hour > 24 || minute > 59 || second > 60) return undefined;
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return undefined;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second) + ms;
  if (zone !== undefined) return wall - offsetOf(zone);
  // The offset depends on the instant that it leads to; two steps settle it except inside the hour that does not exist.
  return wall - offsetAt(wall - offsetAt(wall));
}

function offsetOf(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', '') || 0);
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** @throws Error for a zone that does not exist */
export function zoneOffset(zone: string): (utc: number) => number {
  const name = zone.trim();
  if (name === '' || /^(utc|gmt|z)$/i.test(name)) return () => 0;
  if (/^local$/i.test(name)) return (utc) => -new Date(utc).getTimezoneOffset() * 60_000;
  if (/^[+-]\d{2}:?\d{2}$/.test(name)) return () => offsetOf(name);
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return cachedByQuarter((utc) => {
    const at: Record<string, number> = {};
    for (const { type, value } of parts.formatToParts(utc)) at[type] = Number(value);
    const wall = Date.UTC(at['year']!, at['month']! - 1, at['day']!, at['hour']!, at['minute']!, at['second']!);
    return wall - Math.floor(utc / 1000) * 1000;
  });
}

/** Offsets change at full quarters of an hour only, and Intl is slow. */
function cachedByQuarter(offset: (utc: number) => number): (utc: number) => number {
  let quarter = Number.NaN;
  let known = 0;
  return (utc) => {
    const now = Math.floor(utc / 900_000);
    if (now !== quarter) {
      known = offset(now * 900_000);
      quarter = now;
    }
    return known;
  };
}

const TOKENS: Readonly<Record<string, string>> = {
  yyyy: '(?<yyyy>\\d{4})',
  yy: '(?<yy>\\d{2})',
  MM: '(?<MM>\\d{1,2})',
  dd: '(?<dd>\\d{1,2})',
  HH: '(?<HH>\\d{1,2})',
  mm: '(?<mm>\\d{1,2})',
  ss: '(?<ss>\\d{1,2})',
  SSS: '(?<SSS>\\d{1,9})',
  XXX: '(?<XXX>Z|[+-]\\d{2}:?\\d{2})',
};

/**
 * A text format of the tokens yyyy yy MM dd HH mm ss SSS XXX; everything else stands for itself.
 * @throws Error when a token stands twice or there is no year
 */
export function compileFormat(
  format: string,
  offsetAt: (utc: number) => number = () => 0,
): (text: string) => number | undefined {
  const pattern = format.replace(/yyyy|yy|MM|dd|HH|mm|ss|SSS|XXX|[.*+?^${}()|[\]\\/]/g, (t) => TOKENS[t] ?? `\\${t}`);
  if (!/y/.test(format)) throw new Error(`the time format ${JSON.stringify(format)} has no year (yyyy or yy)`);
  const matcher = new RegExp(`^${pattern}$`);
  return (text) => {
    const at = matcher.exec(text)?.groups;
    if (at === undefined) return undefined;
    const year = at['yyyy'] === undefined ? 2000 + Number(at['yy']) : Number(at['yyyy']);
    const fraction = at['SSS'] === undefined ? 0 : Number(`0.${at['SSS']}`) * 1000;
    const month = at['MM'] === undefined ? 1 : Number(at['MM']);
    const day = at['dd'] === undefined ? 1 : Number(at['dd']);
    return assemble(year, month, day, int(at['HH']), int(at['mm']), int(at['ss']), fraction, at['XXX'], offsetAt);
  };
}

/** Names under which plain messages carry their time. */
const TIME_NAMES = new Set([
  'time', 'timestamp', 'ts', 'datetime', 'date_time', 'date', '_time', 'time_stamp', 'sourcetimestamp', 'observedat',
]);

/** True for a name that says "time". A lone 't' is more often a temperature. */
export function isTimeName(name: string): boolean {
  return name.length <= 15 && TIME_NAMES.has(name.toLowerCase());
}
