import type { SeriesOutliers } from './series';
import { maskOf } from './span';

/** Fewer rows tell nothing of what their values have to do with each other. */
const FEWEST = 5;
/** Peaks of one cause are high together and low together: their heights are correlated at least so much. */
const ONE_CAUSE = 0.5;

/**
 * Rows in which at least half of the features leave their course at once and are back at once, each as it likes. What peaks
 * in several features has one cause and one height; numbers that were mixed up on the way have neither. One feature alone
 * cannot tell them apart.
 * @param columns values by feature, of the features that measure
 * @returns the rows, ascending
 */
export function garbledRows(columns: readonly Float64Array[], found: readonly SeriesOutliers[]): number[] {
  const n = columns[0]?.length ?? 0;
  const brief = found.map(({ outliers, peaks }) =>
    maskOf(
      [...outliers, ...peaks].filter(({ from, to }) => to - from <= 2),
      n,
    ),
  );
  const least = Math.max(2, columns.length / 2);
  const rows: number[] = [];
  for (let t = 0; t < n; t++) if (brief.reduce((sum, mask) => sum + mask[t]!, 0) >= least) rows.push(t);
  if (rows.length < FEWEST) return [];
  const heights = columns
    .map((values) => rows.map((t) => values[t]!))
    .filter((_, i) => rows.filter((t) => brief[i]![t] === 1).length >= rows.length / 2);
  return meanCorrelation(heights) < ONE_CAUSE ? rows : [];
}

function meanCorrelation(series: readonly (readonly number[])[]): number {
  let sum = 0;
  let pairs = 0;
  for (let i = 0; i < series.length; i++) {
    for (let k = 0; k < i; k++) {
      sum += Math.abs(correlation(series[i]!, series[k]!));
      pairs++;
    }
  }
  return pairs === 0 ? 1 : sum / pairs;
}

/** @returns 1 where one of the two never moves or is missing */
function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (x: readonly number[]): number => x.reduce((sum, v) => sum + v, 0) / x.length;
  const [ma, mb] = [mean(a), mean(b)];
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let k = 0; k < a.length; k++) {
    ab += (a[k]! - ma) * (b[k]! - mb);
    aa += (a[k]! - ma) ** 2;
    bb += (b[k]! - mb) ** 2;
  }
  const result = ab / Math.sqrt(aa * bb);
  return Number.isFinite(result) ? result : 1;
}
