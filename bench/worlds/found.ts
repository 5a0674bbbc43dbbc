/** An alarm may begin this late after a segment and still be its alarm. */
const LATE = 15;
/** What stands in the memory of a detector so long after a segment is no false alarm. */
const AFTER = 30;

/**
 * Counts alarms by segments. An alarm that was on already when a segment began has not found it: an alarm that never ends
 * would find all.
 * @param alarms 1 in rows in which an alarm stands
 * @param segments [start, end) of rows, in order
 */
export function found(
  alarms: Uint8Array,
  segments: readonly (readonly [start: number, end: number])[],
): { hits: number; false_alarms: number } {
  const begins = (row: number): boolean => alarms[row] === 1 && (row === 0 || alarms[row - 1] === 0);
  let hits = 0;
  for (const [start, end] of segments) {
    let hit = false;
    for (let row = start; row < Math.min(end + LATE, alarms.length); row++) hit ||= begins(row);
    if (hit) hits++;
  }
  let falseAlarms = 0;
  for (let row = 0; row < alarms.length; row++) {
    if (!begins(row)) continue;
    const over = alarms.indexOf(0, row);
    const until = over < 0 ? alarms.length : over;
    if (!segments.some(([start, end]) => row < end + AFTER && until > start)) falseAlarms++;
  }
  return { hits, false_alarms: falseAlarms };
}
