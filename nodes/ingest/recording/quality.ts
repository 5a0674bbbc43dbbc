import { cellOf, type Frame } from '../../../lib/data/frame';
import { ascending, quantile } from '../../../lib/math/quantile';
import type { Tag } from '../../../lib/record/tags';
import { counted } from '../../../lib/text/counted';
import { contentOf, shown } from './columns';

/** How good the data of one tag is. */
export interface TagQuality {
  readonly name: string;
  readonly role: string;
  readonly unit: string | undefined;
  /** Rows without a value. */
  readonly missing: number;
  /** Values that are there and no numbers, or out of the tag's range. */
  readonly bad: number;
  /** The most frequent of them, with their counts. */
  readonly badShown: string;
  /** NaN without a number. */
  readonly min: number;
  readonly max: number;
  /** What its course is, if not an ordinary one. */
  readonly course: 'constant' | 'counter' | undefined;
}

/** How good the data of a recording is. */
export interface Quality {
  readonly rows: number;
  /** First and last time, ms; undefined where there are no times. */
  readonly span: readonly [from: number, to: number] | undefined;
  /** Usual time between rows, ms; NaN without times. */
  readonly interval: number;
  /** Pauses of more than five intervals, and the longest, ms. */
  readonly gaps: number;
  readonly longestGap: number;
  /** Rows with the time and the values of the row before. */
  readonly duplicates: number;
  readonly tags: readonly TagQuality[];
  readonly notes: readonly string[];
}

const LONG = 5;

/** @param signals the columns that are tags */
export function qualityOf(frame: Frame, signals: readonly { readonly tag: Tag; readonly at: number }[]): Quality {
  const { rows, times } = frame;
  const tags = signals.map(({ tag, at }) => tagQuality(frame.columns[at]!, tag));
  const duplicates = countDuplicates(frame);
  const intervals = times === undefined ? [] : Array.from(times.subarray(1), (time, i) => time - times[i]!);
  const interval = intervals.length === 0 ? Number.NaN : quantile(ascending(intervals.filter((one) => one > 0)), 0.5);
  const long = intervals.filter((one) => one > LONG * interval);
  return {
    rows,
    span: times === undefined ? undefined : [times[0]!, times[rows - 1]!],
    interval,
    gaps: long.length,
    longestGap: long.reduce((a, b) => Math.max(a, b), 0),
    duplicates,
    tags,
    notes: [
      ...tags.flatMap((tag) => notesOf(tag)),
      ...(duplicates > 0
        ? [`${counted(duplicates, 'row is', 'rows are')} there twice; the second counts for nothing, as in a flow`]
        : []),
    ],
  };
}

function notesOf({ name, role, bad, badShown, course }: TagQuality): string[] {
  return [
    ...(bad > 0 ? [`${name}: ${counted(bad, 'bad value')} (${badShown}); in a flow it is bad as well`] : []),
    ...(course === 'counter' && role === 'sensor'
      ? [
          `${name} only grows, as a counter, which looks like a drift; give it the role counter in the tag table, and its increase is judged`,
        ]
      : []),
  ];
}

function tagQuality(column: Frame['columns'][number], tag: Tag): TagQuality {
  const { name, role, unit } = tag;
  if (role === 'mode' && tag.states === undefined) {
    const missing =
      column.numbers.length -
      Array.from(column.numbers, (_, row) => cellOf(column, row)).filter((cell) => cell !== undefined).length;
    return { name, role, unit, missing, bad: 0, badShown: '', min: Number.NaN, max: Number.NaN, course: undefined };
  }
  const { missing, texts, excuses } = contentOf(column, tag);
  const words = new Map([...excuses, ...texts]);
  let min = Number.NaN;
  let max = Number.NaN;
  let outside = 0;
  let last = Number.NaN;
  let steps = 0;
  let falls = 0;
  for (const number of column.numbers) {
    if (Number.isNaN(number)) continue;
    if (number < (tag.min ?? -Infinity) || number > (tag.max ?? Infinity)) outside++;
    if (!(number >= min)) min = number;
    if (!(number <= max)) max = number;
    if (number > last) steps++;
    else if (number < last) falls++;
    last = number;
  }
  const bad = [...words.values()].reduce((sum, count) => sum + count, outside);
  const badShown = [shown(words), outside > 0 ? `${outside} out of range` : '']
    .filter((text) => text !== '')
    .join(', ');
  const course = min === max ? 'constant' : steps > COUNTED && falls * RESETS < steps ? 'counter' : undefined;
  return { name, role, unit, missing, bad, badShown, min, max, course };
}

/** A counter grows often, and hardly ever falls: when it is set back. */
const COUNTED = 20;
const RESETS = 200;

function countDuplicates({ rows, times, columns }: Frame): number {
  if (times === undefined) return 0;
  let count = 0;
  for (let row = 1; row < rows; row++) {
    if (times[row] !== times[row - 1]) continue;
    if (columns.every((column) => cellOf(column, row) === cellOf(column, row - 1))) count++;
  }
  return count;
}
