import type { Episodes, Sureness } from '../../../lib/tail/sureness';

/** A rule that says from which score on something is wrong. High scores are anomalous. */
export interface Strategy {
  /** The limit in force, in units of the score. */
  readonly limit: number;
  /** What a score usually is: the median of the calibration. */
  readonly typical: number;
  /** How sure it is what the limit promises; absent where that is not known. */
  readonly sureness?: Sureness | undefined;
  /**
   * Judges one score. Where the strategy adapts, it does so only from scores that it does not find anomalous, and its limit
   * never leaves its bounds.
   * @param score finite
   * @param learn false: judge only, adapt nothing
   * @returns whether the score is anomalous
   */
  observe(score: number, learn: boolean): boolean;
  /**
   * Takes over what another one of its kind, made from the same scores for another risk, has adapted to since. Absent where
   * nothing adapts.
   * @param other snapshot of it
   */
  follow?(other: StrategySnapshot): void;
  /** Plain JSON from which `restore` goes on identically. */
  snapshot(): StrategySnapshot;
}

export interface StrategySnapshot {
  readonly limit: number;
  readonly typical: number;
}

export interface StrategyOptions {
  /** Probability that a normal score exceeds the limit: 1e-4 is one false alarm in 10,000 records. */
  readonly risk: number;
  /** How far an adaptive limit may move from where it was calibrated, as a part of its distance from the typical score. */
  readonly room: number;
  /** The limit of the static strategy. */
  readonly value: number;
  /** Whether the calibration is in order of time, so that it tells how far its scores hang together. */
  readonly ordered: boolean;
  /** What a detector says of the order in time of its calibration. */
  readonly episodes?: Episodes;
}

/** How strategies of one kind are made. */
export interface StrategyKind {
  /** True when the order in time of the calibration scores matters. */
  readonly ordered: boolean;
  /** True when a score above the limit is not by itself anomalous, because what is compared is smoothed. */
  readonly smooths?: true;
  /** @param scores of normal records, at least 10, finite; in time order if `ordered` */
  fit(scores: readonly number[], options: StrategyOptions): Strategy;
  /** @param snapshot from this kind */
  restore(snapshot: StrategySnapshot, options: StrategyOptions): Strategy;
}
