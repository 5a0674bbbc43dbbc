import type { Order } from '../../lib/orders';
import { describe, InputError } from '../../lib/record';

const MOST_SHELVED_MINUTES = 7 * 24 * 60;
const LONGEST_LABEL = 200;

/** @throws InputError for an order shelve without a time that an alarm may be shelved */
export function shelvedMinutes({ options: { minutes } }: Order): number {
  if (typeof minutes === 'number' && minutes > 0 && minutes <= MOST_SHELVED_MINUTES) return minutes;
  throw new InputError(
    'control.minutes',
    `is ${describe(minutes)}; give more than 0 and at most ${MOST_SHELVED_MINUTES} minutes`,
  );
}

/** @throws InputError for an order feedback that does not say whether the alarm was right */
export function readFeedback({ options: { correct, label = '' } }: Order): { correct: boolean; label: string } {
  if (typeof correct !== 'boolean')
    throw new InputError('control.correct', `is ${describe(correct)}; give true or false`);
  if (typeof label !== 'string' || label.length > LONGEST_LABEL) {
    throw new InputError('control.label', `is ${describe(label)}; give a text of at most ${LONGEST_LABEL} characters`);
  }
  return { correct, label };
}
