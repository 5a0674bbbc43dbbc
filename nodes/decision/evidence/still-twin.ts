/** Least rows in which a twin must have stood still; parts of the rows in which it moved before, as the value does since, and stands still. */
const LEAST = 12;
const MOVED = 0.5;
const STILL = 0.95;
/** Part of a value that single precision leaves of it. */
const EXACT = 1e-6;

/**
 * Whether the twin of a tag stands still in the newest rows although it moved before and the plant goes on: it runs no more, or its last
 * values are sent again and again. Where the measured value stands still as well, the twin may be right.
 * @param values of the tag, oldest first @param off from its twin, by row
 * @param rows since it may have begun
 */
export function isTwinStill(values: Float64Array, off: Float64Array, rows: number): boolean {
  const from = values.length - rows;
  if (rows < LEAST || from < LEAST) return false;
  let [before, moved, since, still, going] = [0, 0, 0, 0, 0];
  for (let at = 1; at < values.length; at++) {
    const change = values[at]! - off[at]! - (values[at - 1]! - off[at - 1]!);
    if (Number.isNaN(change)) continue;
    const least = EXACT * (Math.abs(values[at]!) + Math.abs(off[at]!));
    const moves = Math.abs(change) > least;
    if (at > from) {
      since++;
      if (!moves) still++;
      if (Math.abs(values[at]! - values[at - 1]!) > least) going++;
    } else {
      before++;
      if (moves) moved++;
    }
  }
  return since >= LEAST - 1 && still >= STILL * since && going >= MOVED * since && moved >= MOVED * before;
}
