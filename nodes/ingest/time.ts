import { isPlainObject } from '../../lib/record';
import { type TimeReader, timeReader } from '../../lib/time-format';
import { longToNumber } from './values';

/** Reads the times that twin sources write. All results are ms since the epoch. */
export interface Clock {
  /**
   * @param raw number (s, ms, us or ns by magnitude), text, Date, bigint, Long { low, high }
   * @param format how it is written, see lib/time-format; ISO 8601 or by magnitude when absent
   * @returns undefined when it is no time
   */
  read(raw: unknown, format?: string): number | undefined;
}

/** The years 0001 to 9999: what lies outside is no time. */
const LATEST = 253_402_300_799_999;
const EARLIEST = -62_135_596_800_000;
const MAX_FORMATS = 100;

/** @param zone of texts without one, see lib/zone */
export function createClock(zone: string): Clock {
  const plain = timeReader(undefined, zone);
  const readers = new Map<string, TimeReader>();
  // A source repeats its time for each tag of a message.
  let last: unknown;
  let known: number | undefined;
  const reader = (format: string | undefined): TimeReader => {
    if (format === undefined) return plain;
    let found = readers.get(format);
    if (found === undefined) {
      found = timeReader(format, zone);
      if (readers.size < MAX_FORMATS) readers.set(format, found);
    }
    return found;
  };
  const read = (raw: unknown, format?: string): number | undefined => {
    const simple = raw instanceof Date ? undefined : simplified(raw);
    const time = raw instanceof Date ? raw.getTime() : simple === undefined ? Number.NaN : reader(format)(simple);
    return time >= EARLIEST && time <= LATEST ? time : undefined;
  };
  return {
    read(raw, format) {
      if (typeof raw !== 'string' || format !== undefined) return read(raw, format);
      if (raw !== last) {
        known = read(raw);
        last = raw;
      }
      return known;
    },
  };
}

function simplified(raw: unknown): string | number | undefined {
  if (typeof raw === 'number') return raw;
  if (typeof raw === 'string') return raw !== '' && raw.length <= 64 ? raw.trim() : undefined;
  if (typeof raw === 'bigint') return Number(raw);
  if (!isPlainObject(raw)) return undefined;
  const { low, high } = raw;
  return typeof low === 'number' && typeof high === 'number' ? longToNumber(low, high, true) : undefined;
}

/** Names under which plain messages carry their time. A lone 't' is more often a temperature. */
const TIME_NAMES = new Set([
  'time',
  'timestamp',
  'ts',
  'datetime',
  'date_time',
  'date',
  '_time',
  'time_stamp',
  'sourcetimestamp',
  'observedat',
]);

/** Whether a key is one that sources give their time. */
export function isTimeName(name: string): boolean {
  return name.length <= 15 && TIME_NAMES.has(name.toLowerCase());
}
