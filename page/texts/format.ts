import { locale, t } from './texts';

/** Numbers, times and lengths of time as people read them. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const plain = new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 });
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 });
const clockFormat = new Intl.DateTimeFormat(locale, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const dayFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const fullFormat = new Intl.DateTimeFormat(locale, {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** Four digits are enough to read and few enough to compare. */
export function number(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? '–' : plain.format(value);
}

export function integer(value: number): string {
  return whole.format(value);
}

/** Two digits: what is only roughly known. */
export function rough(value: number): string {
  return fine.format(value);
}

export function percent(share: number): string {
  return `${whole.format(100 * share)} %`;
}

/** Bytes, as one says them: 3.4 MB. */
export function size(bytes: number): string {
  const [unit, by] =
    bytes < 1e6 ? (['kB', 1e3] as const) : bytes < 1e9 ? (['MB', 1e6] as const) : (['GB', 1e9] as const);
  return `${fine.format(bytes / by)} ${unit}`;
}

export function clock(time: number): string {
  return clockFormat.format(time);
}

/** The time, and the day where it is not today. @param now what is today */
export function moment(time: number, now: number): string {
  const sameDay = new Date(time).toDateString() === new Date(now).toDateString();
  return sameDay ? clock(time) : `${dayFormat.format(time)} ${clock(time)}`;
}

export function full(time: number): string {
  return fullFormat.format(time);
}

/** "4 min", "3 h", "9 d": one unit, rounded down, as one says it. */
export function span(ms: number): string {
  const length = Math.max(0, ms);
  if (length < MINUTE) return t('span.s', { n: Math.floor(length / SECOND) });
  if (length < HOUR) return t('span.min', { n: Math.floor(length / MINUTE) });
  if (length < 2 * DAY) return t('span.h', { n: Math.floor(length / HOUR) });
  return t('span.d', { n: Math.floor(length / DAY) });
}

/** "12:04": what is left of a time that was given. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / SECOND));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (part: number): string => String(part).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
}
