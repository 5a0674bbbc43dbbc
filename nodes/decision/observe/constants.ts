import { isOther } from '../../../lib/math/digits';
import type { Recent } from './recent';
import type { Reference } from './reference';

/** Channels that never moved while it was learned what is usual. */
export function constantsOf(reference: Reference, { columns }: Recent): readonly number[] {
  return [...columns.keys()].filter((i) => reference.isConstant(i));
}

/**
 * Takes in the newest row, which is as usual. Where a constant stands is all that is known of it, so that its level is the one thing
 * that the reference goes on with: what was told once, and has stayed for all rows that are kept, is not told again with the next alarm.
 */
export function followConstants(constants: readonly number[], recent: Recent, reference: Reference): void {
  const { data, columns, length, capacity } = recent;
  const now = recent.offset(0);
  for (const i of constants) {
    const value = data[now + columns[i]!]!;
    if (!isOther(value, reference.mean(i)) || length < capacity) continue;
    if (!recent.series(i).some((x) => isOther(x, value))) reference.moveTo(i, value);
  }
}
