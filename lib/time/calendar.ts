/** Dates that are taken apart: a column, or a key, for each of year, month, day and what follows of the time of day. */

const DATE = [/^(?:year|yyyy|yr|jahr)$/i, /^(?:month|mm|mo|monat)$/i, /^(?:day|dd|tag)$/i];
const TIME_OF_DAY = [/^(?:hours?|hh|hr|stunde)$/i, /^(?:minutes?|min|mi)$/i, /^(?:seconds?|sec|ss|sekunde)$/i];

/**
 * Positions of the parts of a date, the year first; the parts of the day end with the first that is missing.
 * @param valueAt what stands at a position: of the first row, or of the message
 * @returns undefined where year, month and day are not all there
 */
export function calendarParts(
  names: readonly string[],
  valueAt: (position: number) => unknown,
): readonly number[] | undefined {
  const at = (pattern: RegExp): number =>
    names.findIndex((name, i) => pattern.test(name) && /^\d{1,4}$/.test(textOf(valueAt(i))));
  const date = DATE.map(at);
  if (date.includes(-1) || !/^\d{4}$/.test(textOf(valueAt(date[0]!)))) return undefined;
  const day = TIME_OF_DAY.map(at);
  const end = day.indexOf(-1);
  return [...date, ...(end < 0 ? day : day.slice(0, end))];
}

/** The parts as one text for timeReader. */
export function calendarText(parts: readonly number[], valueAt: (position: number) => unknown): string {
  const [year, month, day, hour = '00', minute = '00', second = '00'] = parts.map((i) =>
    textOf(valueAt(i)).padStart(2, '0'),
  );
  return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
