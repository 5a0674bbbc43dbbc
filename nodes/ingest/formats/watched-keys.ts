import { mayBeTimeName } from '../../../lib/time/names';
import { mayIdentify, nameOf } from './key-names';

/** Whether what stands under a key says what such a key can say. */
export type Meaning = (value: unknown) => boolean;

/**
 * What a key can say by its name besides a measurement: when, which, how many. Whether it does follows from the value: a device
 * that is null at first, or a time that is not set yet, must not decide how the messages after it are read.
 * @returns undefined for a key that can only be a measurement
 */
export function meaningOf(key: string): Meaning | undefined {
  if (mayBeTimeName(key)) return saysWhen;
  return mayIdentify(key) ? saysWhich : undefined;
}

/** The least number that can be a time of this century, in s. */
const LEAST_TIME = 9e8;
const DATE = /\d[-/.: ]\d|\d{5}|\d\s*[ap]\.?m/i;

/** Cheap: whether it is one is found out when it is read. */
function saysWhen(value: unknown): boolean {
  if (typeof value === 'number') return value >= LEAST_TIME;
  return typeof value === 'string' ? DATE.test(value) : value !== null && value !== undefined;
}

function saysWhich(value: unknown): boolean {
  return nameOf(value) !== undefined;
}
