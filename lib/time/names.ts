import { calendarParts, calendarText } from './calendar';
import { isDigitsDay, isExcelDay } from './format';

/**
 * The one table of names under which sources give their time, for messages, CSV and recordings alike. Names are compared
 * without case, marks and units: TimeStamp (UTC), time_stamp and timestamp_ms are one.
 */

/** Names that are a time whatever stands there, best first. A lone t is more often a temperature. */
const SURE = [
  'source_timestamp|source_time_stamp|source_time|observed_at|observation_time|phenomenon_time',
  'timestamp|time_stamp|t_stamp|tstamp|ts|time|date_time|datetime|time_string|timestring|var_time|date_and_time|zeitstempel',
  'date|datum|zeit|uhrzeit|time_of_day|fecha_hora|fecha|horodatage|data_hora',
];
/** Names that are a time only when a date of this century stands there, best first. */
const LIKELY = [
  `(?:measured|measurement|meas|sample|sampled|sampling|event|acquisition|captured?|recorded|record|recording|logged|log|logging|read|reading|value|data|sensor|device|plc|gps|utc|gmt|local|unix|epoch|posix|observed|occurred|generated|phenomenon)_?(?:time|timestamp|time_stamp|ts|date|datetime|date_time|at|on)`,
  't|dt|stamp|tst|tsms|tms|origin|epoch|utc|when|unix|unixtime|dateobserved|date_observed|time_instant|last_seen|last_changed|last_updated?|last_reported|last_reported_at|reported_at|server_timestamp|server_time|result_time|msg_time|message_time|message_timestamp|packet_time',
  'received_at|received_on|received|receive_time|receive_timestamp|rx_time|recv_time|reception_time|arrival_time|enqueued_time|iothub_enqueuedtime|(?:event_)?(?:enqueued|processed|processing)_utc_time|publish_time|published_at|sent|sent_at|sent_on|created_at|created_on|created|creation_time|updated_at|updated_on|updated|update_time|modified_at|modified|processed_at|ingestion_time|start|stop',
];
const MARKS = '(?:_(?:utc|gmt|iso|iso8601|local))?';
const UNIT =
  '(?:_(?:in_)?(s|secs?|seconds?|ms|msecs?|millis|milliseconds?|us|usecs?|micros|microseconds?|ns|nsecs?|nanos|nanoseconds?))?';
const TABLE = [...SURE, ...LIKELY].map((names) => new RegExp(`^(?:${names})${MARKS}${UNIT}${MARKS}$`));
/** A time of day, whose date stands elsewhere. */
const TIME_OF_DAY =
  /^\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?\s*(?:[ap]\.?m\.?)?\s*(?:Z|[+-]\d{2}:?\d{2})?\s*$|^\d{6}$/i;
const DATE_ALONE =
  /^\s*(?:\d{8}|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?|\d{1,2}[-. ]\p{L}{3,9}[-. ]\d{2,4})\s*$/u;

/** Times before this are no times of a running plant: 2000-01-01, ms. */
const THIS_CENTURY = 946_684_800_000;
const NEXT_CENTURY = 4_102_444_800_000;

/** Lower case, words parted by one underscore, as all names of the table. */
function canonical(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
}

/** What a name of the table says. */
interface Named {
  /** The lower, the better. */
  readonly rank: number;
  readonly unit: string | undefined;
}

const LONGEST_NAME = 40;
const MAX_KNOWN = 5000;
/** Sources repeat their names. */
const known = new Map<string, Named | undefined>();

function named(name: string): Named | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  if (known.has(name)) return known.get(name);
  if (known.size >= MAX_KNOWN) known.clear();
  const text = canonical(name);
  const rank = TABLE.findIndex((pattern) => pattern.test(text));
  const found = rank < 0 ? undefined : { rank, unit: unitOf(TABLE[rank]!.exec(text)![1]) };
  known.set(name, found);
  return found;
}

function unitOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (text.startsWith('s')) return 's';
  if (text.startsWith('n')) return 'ns';
  return text.startsWith('us') || text.startsWith('mic') ? 'us' : 'ms';
}

/** Whether a name may be one of a time, depending on its value. */
export function mayBeTimeName(name: string): boolean {
  return named(name) !== undefined;
}

/** Where a set of named values has its time. */
export interface FoundTime {
  /** Position of the time, or of the date where the time of day stands in a column of its own. */
  readonly at: number;
  /** Position of the time of day; undefined where the time is whole. */
  readonly clock: number | undefined;
  /** For timeReader: what the name says of the unit, or that Excel's days stand there. */
  readonly format: string | undefined;
  /** Positions of further times, which are no measurements. */
  readonly others: readonly number[];
  /** Where year, month, day, hour and what follows each stand apart: their positions, the year at `at`. */
  readonly parts?: readonly number[];
}

/**
 * Finds the time among named values.
 * @param valueAt the value at a position: of the first row, or of the message
 * @param read reads a value as ms since 1970; undefined when it is no time
 * @returns undefined when there is none
 */
export function findTime(
  names: readonly string[],
  valueAt: (position: number) => unknown,
  read: (value: unknown, format?: string) => number | undefined,
): FoundTime | undefined {
  const found: { at: number; rank: number; unit: string | undefined }[] = [];
  for (let at = 0; at < names.length; at++) {
    const one = named(names[at]!);
    if (one !== undefined && (one.rank < SURE.length || isRecent(valueAt(at), read))) found.push({ at, ...one });
  }
  if (found.length === 0) return takenApart(names, valueAt);
  const split = splitOf(
    found.map(({ at }) => at),
    valueAt,
  );
  const whole = found.filter(({ at }) => !TIME_OF_DAY.test(textOf(valueAt(at))));
  const candidates = whole.length > 0 ? whole : found;
  const dated = candidates.filter(({ at }) => isRecent(valueAt(at), read));
  const best = (dated.length > 0 ? dated : candidates).reduce((a, b) => (b.rank < a.rank ? b : a));
  const at = split?.date ?? best.at;
  const others = found.map((one) => one.at).filter((one) => one !== at && one !== split?.clock);
  if (split !== undefined) return { at, clock: split.clock, format: undefined, others };
  return { at, clock: undefined, format: dayFormat(names[at]!, valueAt(at)) ?? best.unit, others };
}

/** How a number under a name of dates counts days. */
function dayFormat(name: string, value: unknown): 'excel' | 'yyyyMMdd' | undefined {
  if (!/date|datum|fecha/i.test(name)) return undefined;
  if (isDigitsDay(value)) return 'yyyyMMdd';
  return isExcelDay(value) ? 'excel' : undefined;
}

/** Days alone are no time of what a plant sends: an hour has to be there as well. */
function takenApart(names: readonly string[], valueAt: (position: number) => unknown): FoundTime | undefined {
  const parts = calendarParts(names, valueAt);
  if (parts === undefined || parts.length <= DAY_PARTS) return undefined;
  return { at: parts[0]!, clock: undefined, format: undefined, others: parts.slice(1), parts };
}

const DAY_PARTS = 3;

/**
 * What stands as the time, for the reader of times: as it is, or put together from its parts.
 * @param valueAt the value at a position
 */
export function timeValue({ at, clock, parts }: FoundTime, valueAt: (position: number) => unknown): unknown {
  if (parts !== undefined) return calendarText(parts, valueAt);
  return clock === undefined ? valueAt(at) : joinedTime(valueAt(at), valueAt(clock));
}

/** Whether a value is a time of this century. */
export function isRecent(value: unknown, read: (value: unknown) => number | undefined): boolean {
  if (typeof value === 'boolean') return false;
  const time = read(value);
  return time !== undefined && time >= THIS_CENTURY && time < NEXT_CENTURY;
}

/** A date without a time of day beside a time of day without a date. */
function splitOf(
  positions: readonly number[],
  valueAt: (position: number) => unknown,
): { date: number; clock: number } | undefined {
  const holds = (pattern: RegExp): number | undefined => positions.find((at) => pattern.test(textOf(valueAt(at))));
  const clock = holds(TIME_OF_DAY);
  const date = holds(DATE_ALONE);
  return clock === undefined || date === undefined || clock === date ? undefined : { date, clock };
}

/** A date and a time of day as one text for timeReader. */
export function joinedTime(date: unknown, clock: unknown): string {
  const day = textOf(date)
    .trim()
    .replace(/[T ]00:00(?::00(?:\.0+)?)?Z?$/, '');
  const time = textOf(clock).trim();
  const digits = /^(\d{2})(\d{2})(\d{2})$/.exec(time);
  const spelled =
    digits === null
      ? time.replace(/^(\d{1,2})\.(\d{2})(?:\.(\d{2}))?$/, (_, h, m, s = '00') => `${h}:${m}:${s}`)
      : `${digits[1]}:${digits[2]}:${digits[3]}`;
  return `${day.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')} ${spelled}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
