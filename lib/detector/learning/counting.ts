/** Fewer values than this may go one way by chance. */
const LEAST_VALUES = 100;
const LEAST_LEVELS = 10;
/** Part of the steps that may go against the others: a correction, a reset. */
const AGAINST = 0.005;
/** In the last part of the rows it is where it never was before. */
const LAST = 0.2;

/**
 * Whether a tag only counts, up or down: energy, operating hours, pieces, what is left in a tank that nobody fills. Such a tag leaves
 * what it read while learning for good, and says nothing by what it reads; its rate does. One that began anew meanwhile, as the total
 * of a day does, has a usual range.
 * @param rows row-major; NaN = missing
 * @param at position of the tag
 * @param width features of a row
 */
export function onlyCounts(rows: ArrayLike<number>, at: number, width: number): boolean {
  const values: number[] = [];
  for (let i = at; i < rows.length; i += width) if (!Number.isNaN(rows[i]!)) values.push(rows[i]!);
  if (values.length < LEAST_VALUES) return false;
  const levels = new Set<number>();
  let rises = 0;
  let falls = 0;
  for (let t = 0; t < values.length; t++) {
    if (levels.size <= LEAST_LEVELS) levels.add(values[t]!);
    if (t > 0 && values[t]! > values[t - 1]!) rises++;
    else if (t > 0 && values[t]! < values[t - 1]!) falls++;
  }
  if (levels.size <= LEAST_LEVELS || Math.min(rises, falls) > AGAINST * values.length) return false;
  const cut = Math.floor((1 - LAST) * values.length);
  const sign = rises > falls ? 1 : -1;
  let before = Number.NEGATIVE_INFINITY;
  let after = Number.POSITIVE_INFINITY;
  for (let t = 0; t < values.length; t++) {
    const value = sign * values[t]!;
    if (t < cut) before = Math.max(before, value);
    else after = Math.min(after, value);
  }
  return after >= before;
}
