import { types } from 'node:util';
import { isPlainObject } from '../../lib/input';
import { type TimeReader, timeReader } from '../../lib/time/format';
import { longToNumber } from './values';

/** Reads the times that twin sources write. All results are ms since the epoch. */
export interface Clock {
  /**
   * @param raw number (s, ms, us or ns by magnitude), text, Date, bigint, Long { low, high }, a list of year, month and so on, or one
   *   of the objects that databases and cloud services write: { $date }, { timeInSeconds, offsetInNanos }, { seconds, nanos }
   * @param format how it is written, see lib/time/format.ts; by itself when absent
   * @param near when it came, ms: of two instants at which a local clock shows the same the nearer one is meant
   * @returns undefined when it is no time; the first moment of 1970 and what is before it is none
   */
  read(raw: unknown, format?: string, near?: number): number | undefined;
}

/** The year 9999: what is later is no time. */
export const LATEST = 253_402_300_799_999;
const MAX_FORMATS = 100;
/** JavaScript's own long form takes 70. */
const LONGEST_TEXT = 90;

/** @param zone of texts without one, see lib/time/zone.ts */
export function createClock(zone: string): Clock {
  const plain = timeReader(undefined, zone);
  const readers = new Map<string, TimeReader>();
  // A source repeats its time for each tag of a message.
  let last: unknown;
  let known: number | undefined;
  let at: number | undefined;
  const reader = (format: string | undefined): TimeReader => {
    if (format === undefined) return plain;
    let found = readers.get(format);
    if (found === undefined) {
      found = timeReader(format, zone);
      if (readers.size < MAX_FORMATS) readers.set(format, found);
    }
    return found;
  };
  const read = (raw: unknown, format?: string, near?: number): number | undefined => {
    // A function node's dates are of a realm of their own.
    const simple = types.isDate(raw) ? undefined : simplified(raw);
    const time = types.isDate(raw) ? raw.getTime() : simple === undefined ? Number.NaN : reader(format)(simple, near);
    // A clock that was never set says 0: no time is better than 1970.
    return time > 0 && time <= LATEST ? time : undefined;
  };
  return {
    read(raw, format, near) {
      if (typeof raw !== 'string' || format !== undefined) return read(raw, format, near);
      if (raw !== last || near !== at) {
        known = read(raw, undefined, near);
        last = raw;
        at = near;
      }
      return known;
    },
  };
}

function simplified(raw: unknown): string | number | undefined {
  if (typeof raw === 'number') return raw;
  if (typeof raw === 'string') return raw !== '' && raw.length <= LONGEST_TEXT ? raw.trim() : undefined;
  if (typeof raw === 'bigint') return Number(raw);
  if (Array.isArray(raw)) return fromParts(raw as unknown[]);
  return isPlainObject(raw) ? fromObject(raw) : undefined;
}

/** [2026, 1, 31, 23, 59, 59, nanoseconds], as Java's LocalDateTime becomes JSON. */
function fromParts(parts: readonly unknown[]): string | undefined {
  if (parts.length < 5 || parts.length > 7 || !parts.every((part) => Number.isInteger(part))) return undefined;
  const [year, month, day, hour, minute, second = 0, nanos = 0] = (parts as number[]).map((part) => String(part));
  const two = (part: unknown): string => String(part).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}.${String(nanos).padStart(9, '0')}`;
}

/** Names of whole seconds and of the nanoseconds beyond them: AWS, Protocol Buffers, Java, Firestore. */
const PARTS = [
  ['timeInSeconds', 'offsetInNanos'],
  ['seconds', 'nanos'],
  ['seconds', 'nanoseconds'],
  ['_seconds', '_nanoseconds'],
  ['epochSecond', 'nano'],
  ['secs', 'nsecs'],
  ['sec', 'nanosec'],
] as const;

function fromObject(raw: Record<string, unknown>): string | number | undefined {
  const { low, high } = raw;
  if (typeof low === 'number' && typeof high === 'number') return longToNumber(low, high, true);
  // MongoDB's extended JSON, in its forms.
  if (Object.hasOwn(raw, '$date')) return inner(raw['$date']);
  if (Object.hasOwn(raw, '$numberLong')) return inner(raw['$numberLong']);
  for (const [seconds, nanos] of PARTS) {
    if (!Object.hasOwn(raw, seconds)) continue;
    const whole = numeric(raw[seconds]);
    if (whole === undefined) return undefined;
    return whole * 1000 + (numeric(raw[nanos]) ?? 0) / 1e6;
  }
  return undefined;
}

function inner(raw: unknown): string | number | undefined {
  if (typeof raw === 'string' || typeof raw === 'number') return raw;
  return isPlainObject(raw) && typeof raw['$numberLong'] === 'string' ? raw['$numberLong'] : undefined;
}

function numeric(raw: unknown): number | undefined {
  if (typeof raw === 'number') return raw;
  if (typeof raw === 'string' && /^\d{1,20}$/.test(raw)) return Number(raw);
  if (!isPlainObject(raw)) return undefined;
  const { low, high } = raw;
  return typeof low === 'number' && typeof high === 'number' ? longToNumber(low, high, true) : undefined;
}
