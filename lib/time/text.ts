/**
 * Time texts that need no format because they can mean one thing only: ISO 8601 and its relatives, year first with any
 * mark, days with dots, names of months, AM and PM. 5/1/2026 can mean two days; who knows which says the order.
 */

/** Which of two numbers before a year is the day. */
export type DayOrder = 'day-first' | 'month-first';

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(?:Z(?=[+-]))?(Z|[+-]\d{2}(?::?\d{2})?)?$/i;
const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/;
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/;
const COMPACT = /^((?:19|20)\d{2})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(?:(\d{2})(?:[.,](\d{1,9}))?)?)?(?!\d)/;
const DAY_MONTH = /^(\d{1,2})[-/. ]+(\p{L}{3,9})\.?,?[-/. ]*(\d{4}|\d{2})(?!\d)/u;
const MONTH_DAY = /^(\p{L}{3,9})\.? +(\d{1,2}),? +(\d{4})(?!\d)/u;
/** As C and Java write it: Jan 1 00:00:05 2026, Jan 1 00:00:05 UTC 2026. */
const YEAR_AT_END = /^(\p{L}{3,9} +\d{1,2}) +([\d:.]+)((?: +(?:Z|UTC|GMT)[+-]?[\d:]*)?) +(\d{4})$/u;
const WEEKDAY = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? +/i;
const CLOCK = /^[T ,]*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,:](\d{1,9}))?)?\s*(?:([ap])\.?m\.?(?![a-z]))?\s*/i;
const ZONE = /^(?:Z|(?:UTC|GMT)?\s*([+-]\d{2}(?::?\d{2})?)?)$/i;
/** What Java and JavaScript add to an offset. */
const ZONE_NAME = /\s*(?:\[[^\]]*\]|\([^)]*\))$/;
const MICROSOFT = /^\/Date\((-?\d+)(?:[+-]\d{4})?\)\/$/;

/** The first letters of the months, English and German. */
const MONTHS: Readonly<Record<string, number>> = {
  jan: 1,
  jän: 1,
  feb: 2,
  mar: 3,
  mär: 3,
  mrz: 3,
  apr: 4,
  may: 5,
  mai: 5,
  jun: 6,
  jul: 7,
  aug: 8,
  sep: 9,
  oct: 10,
  okt: 10,
  nov: 11,
  dec: 12,
  dez: 12,
};

/** The fields of a text; the zone is undefined where it names none. */
interface Fields {
  readonly wall: number;
  readonly zone: string | undefined;
}

/**
 * @param offsetOf of texts that name no zone
 * @param order of day and month where both could be meant; without it such a text is no time
 * @returns ms since 1970; NaN for what is no time or could be two
 */
export function fromText(text: string, offsetOf: OffsetOf, order?: DayOrder): number {
  const trimmed = text.trim();
  const iso = ISO.exec(trimmed);
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, fraction, zone] = iso;
    return inZone({ wall: wallOf(year!, month!, day!, hour, minute, second, fraction), zone }, offsetOf);
  }
  const epoch = MICROSOFT.exec(trimmed);
  if (epoch !== null) return Number(epoch[1]);
  const fields = fieldsOf(
    trimmed.replace(ZONE_NAME, '').replace(WEEKDAY, '').replace(YEAR_AT_END, '$1 $4 $2$3'),
    order,
  );
  return fields === undefined ? Number.NaN : inZone(fields, offsetOf);
}

function fieldsOf(text: string, order: DayOrder | undefined): Fields | undefined {
  const compact = COMPACT.exec(text);
  if (compact !== null) {
    const [all, year, month, day, hour, minute, second, fraction] = compact;
    const rest = text.slice(all.length);
    if (hour !== undefined) return zoned(wallOf(year!, month!, day!, hour, minute, second, fraction), rest);
    return rest === '' ? undefined : withClock([year!, month!, day!], rest);
  }
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst !== null) {
    const [all, year, , month, day] = yearFirst;
    return withClock([year!, month!, day!], text.slice(all.length));
  }
  const dayMonth = DAY_MONTH.exec(text);
  if (dayMonth !== null) {
    const [all, day, month, year] = dayMonth;
    return withClock([year!, String(monthNumber(month!)), day!], text.slice(all.length));
  }
  const monthDay = MONTH_DAY.exec(text);
  if (monthDay !== null) {
    const [all, month, day, year] = monthDay;
    return withClock([year!, String(monthNumber(month!)), day!], text.slice(all.length));
  }
  return yearLast(text, order);
}

/** 31.12.2026, 12/31/2026 and their like. */
function yearLast(text: string, order: DayOrder | undefined): Fields | undefined {
  const found = YEAR_LAST.exec(text);
  if (found === null) return undefined;
  const [all, first, mark, second, year] = found;
  const rest = text.slice(all.length);
  // 26/01/05 may begin with its year.
  const shown = mark === '.' || year!.length === 4 ? orderOf(text) : undefined;
  const which = order ?? shown ?? (mark === '.' ? 'day-first' : undefined);
  if (which === undefined && (first !== second || year!.length < 4)) return undefined;
  return which === 'month-first'
    ? withClock([year!, first!, second!], rest)
    : withClock([year!, second!, first!], rest);
}

/** Whether a text ends its date with the year, so that its order may be in doubt. */
export function endsWithYear(text: string): boolean {
  return YEAR_LAST.test(text.trim());
}

/** The order that a text shows by itself: no month is above 12, and who writes AM and PM mostly writes the month first. */
export function orderOf(text: string): DayOrder | undefined {
  const found = YEAR_LAST.exec(text.trim());
  if (found === null) return undefined;
  if (Number(found[1]) > 12) return 'day-first';
  if (Number(found[3]) > 12) return 'month-first';
  return /\d\s*[ap]\.?m\.?/i.test(text) ? 'month-first' : undefined;
}

/** NaN for what is no name of a month. */
export function monthNumber(name: string): number {
  return MONTHS[name.slice(0, 3).toLowerCase()] ?? Number.NaN;
}

function withClock([year, month, day]: readonly [string, string, string], rest: string): Fields | undefined {
  if (rest.trim() === '') return { wall: wallOf(year, month, day), zone: undefined };
  const clock = CLOCK.exec(rest);
  if (clock === null) return undefined;
  const [all, hour, minute, second, fraction, half] = clock;
  const wall = wallOf(year, month, day, half === undefined ? hour : hourOf(hour!, half), minute, second, fraction);
  return zoned(wall, rest.slice(all.length));
}

function zoned(wall: number, rest: string): Fields | undefined {
  const text = rest.trim();
  if (text === '') return { wall, zone: undefined };
  const zone = ZONE.exec(text);
  return zone === null ? undefined : { wall, zone: zone[1] ?? 'Z' };
}

/** 12 AM is midnight, 12 PM is noon. */
function hourOf(hour: string, half: string): string {
  const number = Number(hour);
  if (number < 1 || number > 12) return 'NaN';
  return String((number % 12) + (half.toLowerCase() === 'p' ? 12 : 0));
}

function wallOf(
  year: string,
  month: string,
  day: string,
  hour = '0',
  minute = '0',
  second = '0',
  fraction = '0',
): number {
  const full = year.length < 4 ? 2000 + Number(year) : Number(year);
  return utc(full, Number(month), Number(day), Number(hour), Number(minute), Number(second), msOf(fraction));
}

/** Whole ms of the digits behind the mark of a second. */
export function msOf(fraction: string): number {
  return Number(fraction.slice(0, 3).padEnd(3, '0'));
}

function inZone({ wall, zone }: Fields, offsetOf: OffsetOf): number {
  return atOffset(wall, zone, offsetOf);
}

/** The instant at which a clock shows this. @param zone as a text names it: Z, UTC, GMT+01:00, +0200; undefined where it names none */
export function atOffset(wall: number, zone: string | undefined, offsetOf: OffsetOf): number {
  return wall - (zone === undefined ? offsetOf(wall) : named(zone.replace(/^(?:UTC|GMT)/, '')));
}

function named(zone: string): number {
  if (zone === '' || zone.toUpperCase() === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', ''));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** ms by which clocks are ahead of UTC when they show this. */
export type OffsetOf = (wall: number) => number;

/** Further apart than a clock is ever set back, ms. */
const APART = 3 * 3_600_000;

/**
 * The offset depends on the instant that it leads to; two steps settle it, except inside the hour that does not exist.
 * @param near where a clock that was set back shows the same twice, it is the instant that lies nearer to this one, ms
 */
export function offset(wall: number, offsetAt: (utc: number) => number, near?: number): number {
  if (Number.isNaN(wall)) return 0;
  const found = offsetAt(wall - offsetAt(wall));
  if (near === undefined) return found;
  const before = offsetAt(wall - found - APART);
  const after = offsetAt(wall - found + APART);
  const twice = before > after && offsetAt(wall - before) === before && offsetAt(wall - after) === after;
  if (!twice) return found;
  return Math.abs(wall - before - near) <= Math.abs(wall - after - near) ? before : after;
}

/** NaN where a field is out of range, so that 31/02 is a mistake and not the third of March; 24:00 ends the day. */
export function utc(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  ms: number,
): number {
  const time = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  if (hour === 24 && minute === 0 && second === 0 && ms === 0) return utc(year, month, day, 0, 0, 0, 0) + 86_400_000;
  const date = new Date(time);
  const same = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  // Date.UTC takes the years 0 to 99 for 1900 to 1999; such a year is no date.
  return year >= 100 && same && minute < 60 && second < 60 ? time : Number.NaN;
}
