import { calendarParts, calendarText } from '../time/calendar';
import { timeReader } from '../time/format';
import { findTime, joinedTime } from '../time/names';
import { isTimeOfDay } from './layout';

/** Where a recording has its times. */
export interface TimeColumns {
  /** The time, or the date where the time of day stands apart. */
  readonly at: number;
  readonly clock: number | undefined;
  /** For timeReader, where it is known beforehand. */
  readonly format: string | undefined;
  /** Further times, which are no measurements. */
  readonly others: readonly number[];
  /** Year, month, day and what follows of hour, minute and second, where each has a column of its own. */
  readonly parts?: readonly number[];
}

/** A column that a person declared to be the time. */
export interface DeclaredTime {
  readonly name: string;
  readonly format?: string;
}

/**
 * Finds the times: the column that was declared, else by name, else by what stands in it.
 * @param cells of the first row of data
 * @param dated columns that hold dates or times of day
 */
export function timeColumns(
  names: readonly string[],
  cells: readonly string[],
  dated: readonly number[],
  declared: DeclaredTime | undefined,
): TimeColumns | undefined {
  const at = declared === undefined ? -1 : names.indexOf(declared.name);
  if (at >= 0) {
    const others = dated.filter((i) => i !== at);
    // A date that was declared still needs the time of day beside it.
    const clock = declared!.format === undefined ? clockBeside(at, cells, dated) : undefined;
    return { at, clock, format: declared!.format, others: others.filter((i) => i !== clock) };
  }
  const parts = dated.length === 0 ? calendarParts(names, (i) => cells[i]) : undefined;
  if (parts !== undefined) return { at: parts[0]!, clock: undefined, format: undefined, others: [], parts };
  const read = timeReader();
  const value = (i: number): string | number => {
    const cell = cells[i] ?? '';
    return cell !== '' && Number.isFinite(Number(cell)) ? Number(cell) : cell;
  };
  const ask = (value: unknown): number | undefined => {
    const time = typeof value === 'number' || typeof value === 'string' ? read(value) : Number.NaN;
    return Number.isNaN(time) ? undefined : time;
  };
  // Numbers under the name of a time beside texts that are times are something else.
  const asked = dated.length === 0 ? names : names.map((name, i) => (dated.includes(i) ? name : ''));
  const found = findTime(asked, value, ask);
  const rest = findTime(names, value, ask);
  const numeric = rest === undefined ? [] : [rest.at, ...rest.others];
  if (found !== undefined) {
    const used = [found.at, found.clock];
    const others = [...new Set([...found.others, ...dated, ...numeric])].filter((i) => !used.includes(i));
    const clock = found.clock ?? clockBeside(found.at, cells, dated);
    return { at: found.at, clock, format: found.format, others: others.filter((i) => i !== clock) };
  }
  if (dated.length === 0) return undefined;
  const whole = dated.find((i) => !isTimeOfDay(cells[i] ?? '')) ?? dated[0]!;
  const clock = clockBeside(whole, cells, dated);
  const others = [...new Set([...dated, ...numeric])].filter((i) => i !== whole && i !== clock);
  return { at: whole, clock, format: undefined, others };
}

/** The time of day that a date without one needs. */
function clockBeside(at: number, cells: readonly string[], dated: readonly number[]): number | undefined {
  const date = cells[at] ?? '';
  if (isTimeOfDay(date) || /\d:\d\d/.test(date.replace(/[T ]00:00(?::00(?:\.0+)?)?Z?$/, ''))) return undefined;
  return dated.find((i) => i !== at && isTimeOfDay(cells[i] ?? ''));
}

/** The text of a row's time. */
export function timeText(cells: readonly string[], { at, clock, parts }: TimeColumns): string {
  if (parts !== undefined) return calendarText(parts, (i) => cells[i]);
  const text = cells[at] ?? '';
  return clock === undefined ? text : joinedTime(text, cells[clock] ?? '');
}
