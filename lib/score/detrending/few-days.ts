/** ms */
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Fewer days say nothing of days; more than these have shown two weeks, and weather of both. */
const LEAST = 2 * DAY;
const ENOUGH = 14 * DAY;
/** From an hour to the next, what glides goes less than such a part of all its way; a step goes all of it. */
const GLIDE = 1 / 2;

/** Whether rows that span so long have seen days, but so few of them that how far a level goes from day to day is hardly known. @param span ms */
export function wereFewDays(span: number): boolean {
  return span >= LEAST && span < ENOUGH;
}

/** @param interval usual time between rows, ms @returns 1 at least */
export function rowsOfAnHour(interval: number): number {
  return Math.max(1, Math.round(HOUR / interval));
}

/**
 * Whether a tag goes from one level to another gradually, as the weather, a load or the level of a tank does, and not in steps, as modes and set
 * points do: of what steps a few days have shown the levels.
 * @param hour rows of an hour
 */
export function glides(values: ArrayLike<number>, hour: number): boolean {
  const means = meansOf(values, hour);
  let [low, high, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let t = 0; t < means.length; t++) {
    low = Math.min(low, means[t]!);
    high = Math.max(high, means[t]!);
    if (t >= hour) most = Math.max(most, Math.abs(means[t]! - means[t - hour]!));
  }
  return most < GLIDE * (high - low);
}

/** Of so many rows up to each row. */
function meansOf(values: ArrayLike<number>, rows: number): Float64Array {
  const means = new Float64Array(Math.max(0, values.length - rows + 1));
  let sum = 0;
  for (let t = 0; t < values.length; t++) {
    sum += values[t]! - (t >= rows ? values[t - rows]! : 0);
    if (t >= rows - 1) means[t - rows + 1] = sum / rows;
  }
  return means;
}
