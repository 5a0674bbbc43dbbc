import type { Segment } from '../../lib/metrics/segments';

/** What the alarms of one or several files are worth. */
export interface NabCount {
  /** Sum of what hits, misses and false alarms are worth. */
  readonly total: number;
  readonly windows: number;
  readonly hits: number;
  /** Alarms that begin outside of all windows. */
  readonly falseAlarms: number;
}

/** Weight of a false alarm: NAB's standard profile, and the one that rewards few of them. */
export const NAB_PROFILES = { standard: 0.11, low_fp: 0.22 } as const;

/** From this many lengths of the last window behind its end on a false alarm costs all it can. */
const FAR = 3;

/**
 * The Numenta Anomaly Benchmark's scoring (Lavin and Ahmad 2015, DOI 10.1109/ICMLA.2015.141): the first alarm in a window
 * earns up to 1, the earlier the more; a window without one costs 1; a false alarm costs up to `weight`, the less the
 * sooner it comes after a window.
 * @param onsets rows at which an alarm begins, ascending
 * @param windows in order; `end` is exclusive
 */
export function nabCount(onsets: readonly number[], windows: readonly Segment[], weight: number): NabCount {
  let total = 0;
  let hits = 0;
  for (const { start, end } of windows) {
    const first = onsets.find((row) => row >= start && row < end);
    if (first === undefined) total -= 1;
    else {
      total += sigmoid(-(end - first) / (end - start)) / sigmoid(-1);
      hits++;
    }
  }
  const outside = onsets.filter((row) => !windows.some(({ start, end }) => row >= start && row < end));
  for (const row of outside) total += weight * costOf(row, windows);
  return { total, windows: windows.length, hits, falseAlarms: outside.length };
}

/** 100 where every window is found in its first row and nothing else, 0 without any alarm. */
export function nabScore(counts: readonly NabCount[]): number {
  const windows = counts.reduce((sum, count) => sum + count.windows, 0);
  const total = counts.reduce((sum, count) => sum + count.total, 0);
  return (100 * (total + windows)) / (2 * windows);
}

function costOf(row: number, windows: readonly Segment[]): number {
  const before = windows.filter(({ end }) => end <= row).at(-1);
  if (before === undefined) return -1;
  const lengths = (row - before.end + 1) / (before.end - before.start);
  return lengths > FAR ? -1 : sigmoid(lengths);
}

/** From 1 far within a window over 0 at its end to -1 far behind it. */
function sigmoid(x: number): number {
  return 2 / (1 + Math.exp(5 * x)) - 1;
}
