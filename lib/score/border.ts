import { ascending, quantile } from '../math/quantile';
import { type Episodes, episodesAbove } from '../tail/sureness';
import { fitTail, tailLimit } from '../tail/tail';

/** A false record a week, as the threshold node promises by default. */
const WEEK = 7 * 86_400_000;
/** Quantiles that the scores are told by: as many as the threshold gets. */
export const CALIBRATION_SIZE = 512;
/** A border of 0 would make a part that was always silent infinitely loud. */
const LEAST_BORDER = 1e-6;
const LEAST_SCORES = 2;

/** Quantiles of the scores that are there, ascending, at most CALIBRATION_SIZE. */
export function quantilesOf(scores: Float64Array): number[] {
  const sorted = ascending(scores.filter((s) => Number.isFinite(s)));
  const size = Math.min(CALIBRATION_SIZE, sorted.length);
  return Array.from({ length: size }, (_, i) => quantile(sorted, size === 1 ? 0.5 : i / (size - 1)));
}

/** Of what the threshold takes for the tail of the scores. @param scores in order of time; undefined where there are too few */
export function episodesOf(scores: Float64Array): Episodes | undefined {
  const known = quantilesOf(scores);
  return known.length < LEAST_SCORES ? undefined : episodesAbove(scores, fitTail(known).level);
}

/**
 * About the limit that the threshold node will set by default: what a normal record exceeds once a week.
 * @param scores of normal rows that the statistics did not see
 * @param interval usual time between records, ms
 */
export function borderOf(scores: Float64Array, interval: number): number {
  const known = quantilesOf(scores);
  if (known.length < LEAST_SCORES) return 1;
  return Math.max(LEAST_BORDER, tailLimit(fitTail(known), Math.min(0.2, interval / WEEK)));
}
