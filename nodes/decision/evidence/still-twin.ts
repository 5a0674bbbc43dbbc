/** Least rows in which a twin must have stood still, and of which parts of the rows it must have moved before, and stand still since. */
const LEAST = 12;
const MOVED = 0.5;
const STILL = 0.95;
/** Part of a value that single precision leaves of it. */
const EXACT = 1e-6;

/**
 * Whether the twin of a tag stands still in the newest rows although it moved before: it runs no more, or its last values are sent again
 * and again.
 * @param values of the tag, oldest first @param off from its twin, by row
 * @param rows since it may have begun
 */
export function isTwinStill(values: Float64Array, off: Float64Array, rows: number): boolean {
  const from = values.length - rows;
  if (rows < LEAST || from < LEAST) return false;
  let [before, moved, since, still] = [0, 0, 0, 0];
  for (let at = 1; at < values.length; at++) {
    const change = values[at]! - off[at]! - (values[at - 1]! - off[at - 1]!);
    if (Number.isNaN(change)) continue;
    const moves = Math.abs(change) > EXACT * (Math.abs(values[at]!) + Math.abs(off[at]!));
    if (at > from) {
      since++;
      if (!moves) still++;
    } else {
      before++;
      if (moves) moved++;
    }
  }
  return since >= LEAST - 1 && still >= STILL * since && moved >= MOVED * before;
}
