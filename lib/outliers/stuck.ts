import type { Span } from './span';

/** Rows that were packed may differ by the last digit of a double, relative. */
const ROUNDING = 2 ** -48;
/** Shorter repeats are chance or a slow source. */
const LEAST_RUN = 10;
/** A run counts as stuck when it is so many times as long as the longest of the others, by chance and in fact. */
const LONGER = 3;
/** Who stands still more often than this does so by nature. */
const MOST_RUNS = 2;

/**
 * Stretches in which a measurement that otherwise moves repeats one value to the last digit. What repeats by nature (a
 * coarse source) makes longer runs by chance, and they are allowed for; who stands still again and again is at rest at times.
 * A value that was reached and left in small steps, at the end of the range, is a full tank and no stuck sensor.
 * @param values in order of time
 * @param small changes up to this are no jump
 */
export function stuckRuns(values: Float64Array, small: number): Span[] {
  const runs = runsOf(values);
  const usual = runs.filter(({ from, to }) => to - from < LEAST_RUN);
  const rows = usual.reduce((sum, { from, to }) => sum + to - from, 0);
  if (rows === 0) return [];
  const repeats = (rows - usual.length + 1) / (rows + 1);
  const longest = Math.log(values.length) / -Math.log(Math.min(repeats, 0.99));
  const least = LEAST_RUN + LONGER * longest;
  const long = runs.filter(({ from, to }) => to - from >= least);
  if (long.length > MOST_RUNS) return [];
  const others = Math.max(...usual.map(({ from, to }) => to - from), ...betweenRuns(runs, LEAST_RUN, least));
  return long.filter(({ from, to }) => to - from >= LONGER * others && !isSaturated(values, from, to, small));
}

/** Lengths of the runs that are long, but no suspects. */
function betweenRuns(runs: readonly Span[], from: number, to: number): number[] {
  return runs.map((run) => run.to - run.from).filter((length) => length >= from && length < to);
}

function runsOf(values: Float64Array): Span[] {
  const runs: Span[] = [];
  let from = 0;
  for (let t = 1; t <= values.length; t++) {
    if (t < values.length && Math.abs(values[t]! - values[from]!) <= ROUNDING * Math.abs(values[from]!)) continue;
    runs.push({ from, to: t });
    from = t;
  }
  return runs;
}

function isSaturated(values: Float64Array, from: number, to: number, small: number): boolean {
  const value = values[from]!;
  let above = false;
  let below = false;
  for (const x of values) {
    above ||= x > value;
    below ||= x < value;
  }
  const smooth = (t: number): boolean => t < 0 || t >= values.length || Math.abs(values[t]! - value) <= small;
  return !(above && below) && smooth(from - 1) && smooth(to);
}
