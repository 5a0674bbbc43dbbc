import type { LearningBuffer } from './buffer';

/** ms */
const DAY = 86_400_000;
const WEEK = 7 * DAY;
/** Rows that the next model has at least, fewer are not worth one of their own beside the one in force; and times as many as that one. */
const USUALLY = { least: 2000, times: 2 } as const;
/**
 * A plant lives in weeks, and in the days before it has shown one it calls more of what is normal strange than ever after. Rows that span less than a
 * day are no better for a few more of them.
 */
const BEFORE_A_WEEK = { least: 1500, times: 1.5 } as const;
/** Numbers that are collected of an asset by itself, at most: for a twin, and to cover a span. All of them are in the saved state. */
const MOST_NUMBERS = 2_000_000;
const MOST_TO_COVER = 250_000;
/** Rows are waited for by this part of those that there are. */
const LONGER = 1 / 16;
/** ... and where a model that was made of them did not pass its exam. */
export const AGAIN = 1 / 4;
/** From this part of the wanted span on, what is still missing of it is not worth another model. */
const COVERED = 0.8;

/**
 * Rows that a better model is to be learned from: twice as many, or half as many more while they span days and no week yet; or as many as fill the span.
 * @param learned what the model in force was learned from
 * @param wanted rows that it was to have: one that was ordered with fewer is no step on this way
 * @param span ms that are to be covered
 * @param more whether the model would be better for more rows however long they took
 * @param onTrial whether the model of these rows is not in force yet, and may never be: then somewhat more rows are awaited for another one
 * @returns undefined where none is awaited, 'full' where so many would take too much memory
 */
export function goalAfter(
  learned: LearningBuffer | undefined,
  wanted: number,
  span: number,
  more: boolean,
  onTrial = false,
): number | 'full' | undefined {
  if (learned === undefined || learned.count < wanted) return undefined;
  const { count, features } = learned;
  const open = learned.span > 0 && learned.span < COVERED * span;
  if (!open && !more) return onTrial && span > 0 ? longer(learned, AGAIN) : undefined;
  const filling = more ? Number.POSITIVE_INFINITY : Math.ceil((count * span) / learned.span);
  const { least, times } = learned.span >= DAY && learned.span < WEEK ? BEFORE_A_WEEK : USUALLY;
  const goal = Math.max(least, Math.min(Math.ceil(times * count), filling));
  return goal * features.length <= (more ? MOST_NUMBERS : MOST_TO_COVER) ? goal : 'full';
}

/** Rows to wait for where those that there are must not, or could not, be learned from yet; undefined where more would take too much memory. */
export function longer({ count, features }: LearningBuffer, part = LONGER): number | undefined {
  const goal = Math.ceil(count * (1 + part));
  return goal * features.length <= MOST_NUMBERS ? goal : undefined;
}
