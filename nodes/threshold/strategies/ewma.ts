import { normalQuantile } from '../../../lib/math/normal-quantile';
import { ascending, quantile } from '../../../lib/math/quantile';
import { apart, clamp, lowest } from './bounds';
import type { Strategy, StrategyKind, StrategyOptions, StrategySnapshot } from './strategy';

/** Weight of the newest score. */
const LAMBDA = 0.2;
/** A score counts for at most so many times the way to the limit, or one wild score would stay above it for dozens of records. */
const CAP = 10;

interface EwmaSnapshot extends StrategySnapshot {
  readonly smoothed: number;
}

/**
 * Exponentially weighted moving average chart (Roberts 1959, DOI 10.1080/00401706.1959.10489860): the smoothed score
 * alarms above mean + L * spread * sqrt(lambda / (2 - lambda)). Sees small lasting shifts. That factor holds for
 * independent scores; where they hang together the spread of the smoothed calibration is larger, and counts.
 */
export const ewmaLimit: StrategyKind = {
  ordered: true,
  smooths: true,
  fit(scores, { risk }) {
    const { mean, spread } = moments(scores);
    const smoothed = smooth(scores, mean);
    const width = Math.max(spread * Math.sqrt(LAMBDA / (2 - LAMBDA)), moments(smoothed).spread);
    const typical = quantile(ascending(scores), 0.5);
    const limit = apart(mean + normalQuantile(1 - risk) * width, typical);
    return new Ewma({ limit, typical, smoothed: mean });
  },
  restore: (snapshot: StrategySnapshot, _options: StrategyOptions) => new Ewma(snapshot as EwmaSnapshot),
};

class Ewma implements Strategy {
  readonly limit: number;
  readonly typical: number;
  #smoothed: number;

  constructor(from: EwmaSnapshot) {
    this.limit = from.limit;
    this.typical = from.typical;
    this.#smoothed = from.smoothed;
  }

  observe(score: number): boolean {
    const { limit, typical } = this;
    const plausible = { low: lowest(limit, typical), high: typical + CAP * (limit - typical) };
    this.#smoothed += LAMBDA * (clamp(score, plausible) - this.#smoothed);
    return this.#smoothed > this.limit;
  }

  snapshot(): EwmaSnapshot {
    return { limit: this.limit, typical: this.typical, smoothed: this.#smoothed };
  }
}

/** Mean and standard deviation (n - 1). */
export function moments(scores: readonly number[]): { mean: number; spread: number } {
  const mean = scores.reduce((sum, s) => sum + s, 0) / scores.length;
  const squares = scores.reduce((sum, s) => sum + (s - mean) ** 2, 0);
  return { mean, spread: Math.sqrt(squares / Math.max(1, scores.length - 1)) };
}

function smooth(scores: readonly number[], start: number): number[] {
  let smoothed = start;
  return scores.map((score) => {
    smoothed += LAMBDA * (score - smoothed);
    return smoothed;
  });
}
