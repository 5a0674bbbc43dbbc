import { normalQuantile } from '../../../lib/math/normal-quantile';
import { ascending, quantile } from '../../../lib/math/quantile';
import { Follower, type FollowerSnapshot, follow } from './follower';
import type { StrategyKind } from './strategy';

/** Makes the median absolute deviation of normal scores their standard deviation. */
const CONSISTENCY = 1.4826;

/**
 * Median + k * 1.4826 * MAD (Leys 2013, DOI 10.1016/j.jesp.2013.03.013), with the k that a normal distribution exceeds with
 * the probability `risk`. Half of the calibration may be anomalous; on skewed scores it alarms more often than promised.
 */
export const madLimit: StrategyKind = {
  ordered: false,
  fit(scores, options) {
    const { median, spread } = medianSpread(scores);
    return follow(median + normalQuantile(1 - options.risk) * spread, median, scores, options);
  },
  restore: (snapshot, options) => new Follower(snapshot as FollowerSnapshot, options),
};

/** Median, and a standard deviation that outliers do not move. */
export function medianSpread(scores: readonly number[]): { median: number; spread: number } {
  const median = quantile(ascending(scores), 0.5);
  return { median, spread: CONSISTENCY * quantile(ascending(scores.map((s) => Math.abs(s - median))), 0.5) };
}
