import { describe, InputError } from '../../lib/input';
import type { Order } from '../../lib/layer/orders';

/** A week; longer is armed for good, which is another decision. */
const MOST_ARMED_MINUTES = 7 * 24 * 60;

/** @throws InputError for an order that names no command */
export function commandOf({ options }: Order): string {
  const { command } = options;
  if (typeof command === 'string') return command;
  throw new InputError('control.command', `is ${describe(command)}; name the command`);
}

/** For how long commands may leave, ms; undefined: until somebody orders disarm. @throws InputError */
export function armedFor({ options: { minutes } }: Order): number | undefined {
  if (minutes === undefined) return undefined;
  if (typeof minutes === 'number' && minutes > 0 && minutes <= MOST_ARMED_MINUTES) return minutes * 60_000;
  throw new InputError(
    'control.minutes',
    `is ${describe(minutes)}; give more than 0 and at most ${MOST_ARMED_MINUTES} minutes, or none`,
  );
}
