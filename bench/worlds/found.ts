/** Rows beyond the limit in a row that begin an alarm, and rows within it that end one. */
const CONFIRM = 3;
const QUIET = 16;
/** An alarm may begin this late after a segment and still be its alarm. */
const LATE = 15;
/** What stands in the memory of a detector so long after a segment is no false alarm. */
const AFTER = 30;

/** [start, end) of rows. */
type Span = readonly [start: number, end: number];

/** Alarms made of rows beyond a limit: a plain rule, the same for all, without what an operator's alarm has besides. */
export function alarmsOf(beyond: Uint8Array): Span[] {
  const alarms: [number, number][] = [];
  let run = 0;
  let quiet = 0;
  let begin = -1;
  for (let row = 0; row < beyond.length; row++) {
    run = beyond[row] === 1 ? run + 1 : 0;
    quiet = beyond[row] === 1 ? 0 : quiet + 1;
    if (begin < 0 && run >= CONFIRM) begin = row;
    else if (begin >= 0 && quiet >= QUIET) {
      alarms.push([begin, row + 1 - QUIET]);
      begin = -1;
    }
  }
  return begin < 0 ? alarms : [...alarms, [begin, beyond.length]];
}

/**
 * Counts alarms by segments. An alarm that was on already when a segment began has not found it: an alarm that never ends
 * would find all.
 * @param beyond 1 in rows beyond the limit
 * @param segments in order
 */
export function found(beyond: Uint8Array, segments: readonly Span[]): { hits: number; false_alarms: number } {
  const alarms = alarmsOf(beyond);
  const isHit = ([start, end]: Span): boolean => alarms.some(([begin]) => begin >= start && begin < end + LATE);
  const touches = ([begin, over]: Span): boolean =>
    segments.some(([start, end]) => begin < end + AFTER && over > start);
  return { hits: segments.filter(isHit).length, false_alarms: alarms.filter((alarm) => !touches(alarm)).length };
}
