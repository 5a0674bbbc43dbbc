import { knownOf } from '../../math/known';
import { ascending, quantile } from '../../math/quantile';
import { countReasons, type FeatureOutlier, type OutlierRows, outlierRows } from '../../outliers/rows';
import type { OutlierReason } from '../../outliers/series';
import { columnOf } from '../../record/rows';

/** What may be wrong with the values of a feature that a detector is to learn from. */
export type Grade = 'constant' | 'flat-lined' | 'gaps' | 'several-modes' | 'outliers';

/** The quality of rows to learn from, told before the training. */
export interface TrainingReport {
  readonly records: number;
  /** Grades by feature; features without any are good. */
  readonly grades: Readonly<Record<string, readonly Grade[]>>;
  /** Share of rows that repeat the row before. */
  readonly duplicates: number;
  /** What is not learned from; absent when everything is. */
  readonly outliers?: OutlierReport;
  /** What a person should do about it; empty when all is well. */
  readonly advice: readonly string[];
}

/** Records that are no example of normal operation. */
export interface OutlierReport {
  /** Records left out. */
  readonly records: number;
  /** How many of them for which reason; one with two reasons counts for both. */
  readonly reasons: Readonly<Partial<Record<OutlierReason, number>>>;
  /** The first of them, with the positions [from, to) of the records, counted from 0 in the order in which they came. */
  readonly found: readonly FeatureOutlier[];
  /** Features with so many outliers that they were learned all the same. */
  readonly kept: readonly string[];
  /** The same in words. */
  readonly text: readonly string[];
}

/** Outliers that a report lists. */
const LISTED = 50;
const DIGITS = 7;
/** A value that stays the same for more than this part of the rows, in a feature that otherwise moves. */
const FLAT_SHARE = 0.2;
const GAP_SHARE = 0.05;
const DUPLICATE_SHARE = 0.1;
/** Fewer rows than this for each feature leave their interplay to chance. */
const ROWS_PER_FEATURE = 10;
/** Two groups of values that lie further apart than this part of the range, and seldom change, are modes. */
const MODE_GAP = 0.4;
const LEAST_IN_MODE = 0.05;
const MOST_CHANGES = 0.05;

/** @param rows count x features, row-major; NaN = missing */
export function gradeRows(
  features: readonly string[],
  rows: Float64Array,
  outlying: OutlierRows = outlierRows(features, rows),
): TrainingReport {
  const width = features.length;
  const records = rows.length / width;
  const grades: Record<string, readonly Grade[]> = {};
  features.forEach((name, i) => {
    const found = gradeFeature(columnOf(rows, width, i));
    if (outlying.found.some(({ feature }) => feature === name)) found.push('outliers');
    if (found.length > 0) grades[name] = found;
  });
  const duplicates = repeatedShare(rows, width);
  const outliers = reportOf(outlying);
  const advice = adviceOn(records, width, grades, duplicates);
  return { records, grades, duplicates, ...(outliers && { outliers }), advice: [...(outliers?.text ?? []), ...advice] };
}

function reportOf(outlying: OutlierRows): OutlierReport | undefined {
  const { mask, found, kept } = outlying;
  if (found.length === 0 && kept.length === 0) return undefined;
  const records = mask.reduce((sum, x) => sum + x, 0);
  const reasons = countReasons(found, mask.length);
  // Rows are kept in single precision, and no digit is told that nobody has measured.
  const told = found.slice(0, LISTED).map((one) => ({ ...one, value: Number(one.value.toPrecision(DIGITS)) }));
  return { records, reasons, found: told, kept, text: textOf(outlying, records, reasons) };
}

function textOf({ mask, found, kept }: OutlierRows, records: number, reasons: OutlierReport['reasons']): string[] {
  const names = [...new Set(found.map(({ feature }) => feature))].slice(0, 10).join(', ');
  const why = Object.entries(reasons).map(([reason, count]) => `${reason} ${count}`);
  const texts: string[] = [];
  if (records > 0) {
    texts.push(
      `${records} of ${mask.length} records were left out of the learning (${why.join(', ')}): look at ${names}`,
    );
  }
  if (kept.length > 0) {
    texts.push(
      `more than a third of the records would have to be left out because of ${kept.slice(0, 10).join(', ')}, so these ` +
        'were learned as they are: check the source, then train on good records',
    );
  }
  return texts;
}

function gradeFeature(values: Float64Array): Grade[] {
  const present = knownOf(values);
  const grades: Grade[] = [];
  if (present.length < values.length * (1 - GAP_SHARE)) grades.push('gaps');
  if (present.length === 0) return grades;
  const sorted = ascending(present);
  if (sorted[0] === sorted.at(-1)) return [...grades, 'constant'];
  let levels = 1;
  for (let t = 1; t < sorted.length; t++) if (sorted[t] !== sorted[t - 1]) levels++;
  // Flags and counters stay where they are by nature.
  if (levels > 10 && longestRun(present) > FLAT_SHARE * present.length) grades.push('flat-lined');
  if (levels > 10 && hasModes(present, sorted)) grades.push('several-modes');
  return grades;
}

function longestRun(values: Float64Array): number {
  let longest = 1;
  let run = 1;
  for (let t = 1; t < values.length; t++) {
    run = values[t] === values[t - 1] ? run + 1 : 1;
    if (run > longest) longest = run;
  }
  return longest;
}

function hasModes(values: Float64Array, sorted: Float64Array): boolean {
  const from = Math.floor(sorted.length * LEAST_IN_MODE);
  const to = Math.ceil(sorted.length * (1 - LEAST_IN_MODE));
  const range = quantile(sorted, 0.99) - quantile(sorted, 0.01);
  for (let t = from + 1; t < to; t++) {
    if (sorted[t]! - sorted[t - 1]! < MODE_GAP * range) continue;
    const border = (sorted[t]! + sorted[t - 1]!) / 2;
    let changes = 0;
    for (let u = 1; u < values.length; u++) if (values[u]! > border !== values[u - 1]! > border) changes++;
    return changes < MOST_CHANGES * values.length;
  }
  return false;
}

function repeatedShare(rows: Float64Array, width: number): number {
  let repeated = 0;
  const n = rows.length / width;
  for (let t = 1; t < n; t++) {
    let i = 0;
    while (i < width && Object.is(rows[t * width + i], rows[(t - 1) * width + i])) i++;
    if (i === width) repeated++;
  }
  return n > 1 ? repeated / (n - 1) : 0;
}

function adviceOn(
  records: number,
  width: number,
  grades: Readonly<Record<string, readonly Grade[]>>,
  duplicates: number,
): string[] {
  const having = (grade: Grade): string =>
    Object.keys(grades)
      .filter((name) => grades[name]!.includes(grade))
      .slice(0, 10)
      .join(', ');
  const all: readonly (readonly [boolean, string])[] = [
    [records < ROWS_PER_FEATURE * width, `${records} records for ${width} features are few; learn from more`],
    [
      duplicates > DUPLICATE_SHARE,
      `${Math.round(100 * duplicates)} % of the records repeat the one before; check the source`,
    ],
    [
      having('constant') !== '',
      `never moved: ${having('constant')}; a change of theirs is told until it is their new level`,
    ],
    [having('flat-lined') !== '', `stood still for long: ${having('flat-lined')}; check these sensors`],
    [having('gaps') !== '', `often missing: ${having('gaps')}; check their source`],
    [
      having('several-modes') !== '',
      `has several operating modes: ${having('several-modes')}; name a mode tag, so that each is learned`,
    ],
  ];
  return all.filter(([applies]) => applies).map(([, text]) => text);
}
