import { isOther } from '../../../lib/math/digits';
import type { Recent } from './recent';
import type { Reference } from './reference';

/**
 * Takes in the newest row, which is as usual. Where a channel that never moved stands is all that is known of it, so that its level is the
 * one thing that the reference goes on with: what was told once, and has stayed for all rows that are kept, is not told again with the next
 * alarm.
 */
export function followConstants(recent: Recent, reference: Reference): void {
  const { data, columns, length, capacity } = recent;
  if (length < capacity) return;
  const now = recent.offset(0);
  for (let i = 0; i < columns.length; i++) {
    const value = data[now + columns[i]!]!;
    if (!reference.isConstant(i) || !isOther(value, reference.mean(i))) continue;
    if (!recent.series(i).some((x) => isOther(x, value))) reference.moveTo(i, value);
  }
}
