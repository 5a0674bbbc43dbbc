import { readFeedback } from '../../alarm/feedback';
import { describe, InputError } from '../../input';
import type { Order } from '../../layer/orders';

/** What a person said of a span of records. */
export interface Label {
  /** Whether an alarm about it was right; maintenance: it was no state of the plant at all. */
  readonly verdict: boolean | 'maintenance';
  readonly note: string;
  readonly by: string;
  /** Source times, ms; no end while the alarm is open. */
  readonly from: number;
  readonly to: number | undefined;
}

/** Reads the order feedback to a detector. @throws InputError naming the member that is wrong */
export function readLabel(order: Order): Label {
  const { verdict, note } = readFeedback(order);
  const { from, to } = order.options;
  if (verdict === 'new-normal') {
    throw new InputError('control.verdict', 'is "new-normal"; order accept, with a name, to have it learned');
  }
  if (order.by === undefined) {
    throw new InputError('control.by', 'is missing; say who decides this: { by: "name" }');
  }
  if (!Number.isFinite(from)) {
    throw new InputError('control.from', `is ${describe(from)}; give the time at which it began, ms since 1970`);
  }
  if (to !== undefined && !(Number.isFinite(to) && (to as number) >= (from as number))) {
    throw new InputError(
      'control.to',
      `is ${describe(to)}; give the time at which it ended, not before from, or leave it out`,
    );
  }
  return { verdict, note, by: order.by, from: from as number, to: to as number | undefined };
}
