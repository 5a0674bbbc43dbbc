import { describe, InputError } from '../../lib/input';
import type { Order } from '../../lib/layer/orders';
import { POSTURES, type PostureLevel } from '../../lib/record/words';

/** A week. */
export const MOST_MINUTES = 7 * 24 * 60;

/** For how long an order holds. @throws InputError when it does not say, or for too long */
export function heldMinutes({ options: { minutes } }: Order): number {
  if (typeof minutes === 'number' && minutes > 0 && minutes <= MOST_MINUTES) return minutes;
  throw new InputError(
    'control.minutes',
    `is ${describe(minutes)}; give more than 0 and at most ${MOST_MINUTES} minutes`,
  );
}

/**
 * @throws InputError for an order posture that names no level, or nobody who answers for it, or a time that it may not hold
 */
export function readPosture(order: Order): { level: PostureLevel; minutes: number | undefined; by: string } {
  const { level, minutes } = order.options;
  if (!POSTURES.includes(level as PostureLevel)) {
    throw new InputError('control.level', `is ${describe(level)}; give one of ${POSTURES.join(', ')}`);
  }
  if (order.by === undefined) {
    throw new InputError('control.by', 'is missing; say who decides this: { by: "name" }');
  }
  const held = minutes === undefined ? undefined : heldMinutes(order);
  return { level: level as PostureLevel, minutes: held, by: order.by };
}
