/** Fewer rows are not worth a model of their own beside the one in force. */
const LEAST = 2000;
/** Numbers that are collected of an asset by itself, at most. */
const MOST_NUMBERS = 2_000_000;

/**
 * Rows that a better model is to be learned from: twice as many.
 * @param rows that the one in force was learned from
 * @returns undefined where so many would take too much memory
 */
export function goalAfter(rows: number, features: number): number | undefined {
  const goal = Math.max(LEAST, 2 * rows);
  return goal * features <= MOST_NUMBERS ? goal : undefined;
}
