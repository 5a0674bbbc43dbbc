import { ascending, quantile } from '../../../lib/quantile';
import { apart, type Bounds, boundsOf, clamp } from './bounds';
import type { Strategy, StrategyKind, StrategyOptions, StrategySnapshot } from './strategy';
import { fitExcesses, fitTail, type Tail, tailLimit } from './tail';

/** Excesses kept for the fit, the latest ones. */
const CAPACITY = 500;
/** The tail is fitted again when this part of its excesses is new, and at least so many. */
const RENEWED = 0.25;
const FRESH = 5;

interface SpotSnapshot extends StrategySnapshot {
  readonly base: number;
  readonly tail: Tail;
  readonly excesses: readonly number[];
  /** Normal scores that the excesses came from. */
  readonly seen: number;
  /** Excesses since the last fit. */
  readonly fresh: number;
}

/**
 * SPOT, streaming peaks over threshold (Siffer 2017, DOI 10.1145/3097983.3098144): the calibration's upper tail as a generalised
 * Pareto distribution, the limit its quantile at `risk`, refined by the normal scores that follow. The memory is bounded: the
 * oldest excess leaves together with the scores that it stood for.
 */
export const spotLimit: StrategyKind = {
  ordered: false,
  fit: (scores, options) => new Spot(initial(scores, options.risk), options),
  restore: (snapshot, options) => new Spot(snapshot as SpotSnapshot, options),
};

function initial(scores: readonly number[], risk: number): SpotSnapshot {
  const sorted = ascending(scores);
  const tail = fitTail(sorted);
  const typical = quantile(sorted, 0.5);
  const limit = apart(tailLimit(tail, risk), typical);
  const excesses = scores.filter((s) => s > tail.level).map((s) => s - tail.level);
  return { limit, base: limit, typical, tail, excesses, seen: scores.length, fresh: 0 };
}

export class Spot implements Strategy {
  limit: number;
  readonly typical: number;
  readonly #risk: number;
  readonly #base: number;
  readonly #bounds: Bounds;
  #tail: Tail;
  readonly #excesses: number[];
  #seen: number;
  #fresh: number;

  constructor(from: SpotSnapshot, { risk, room }: StrategyOptions) {
    this.limit = from.limit;
    this.typical = from.typical;
    this.#risk = risk;
    this.#base = from.base;
    this.#bounds = boundsOf(from.base, from.typical, room);
    this.#tail = from.tail;
    this.#excesses = from.excesses.slice(-CAPACITY);
    this.#seen = from.seen;
    this.#fresh = from.fresh;
  }

  observe(score: number, learn: boolean): boolean {
    if (score > this.limit) return true;
    if (learn) {
      this.#seen++;
      if (score > this.#tail.level) this.#exceed(score - this.#tail.level);
    }
    return false;
  }

  #exceed(excess: number): void {
    const excesses = this.#excesses;
    excesses.push(excess);
    if (excesses.length > CAPACITY) {
      excesses.shift();
      this.#seen -= this.#seen / (CAPACITY + 1);
    }
    this.#fresh++;
    if (this.#fresh < Math.max(FRESH, RENEWED * excesses.length)) return;
    this.#fresh = 0;
    this.#tail = { ...fitExcesses(excesses), level: this.#tail.level, share: excesses.length / this.#seen };
    this.limit = clamp(tailLimit(this.#tail, this.#risk), this.#bounds);
  }

  snapshot(): SpotSnapshot {
    return {
      limit: this.limit,
      typical: this.typical,
      base: this.#base,
      tail: this.#tail,
      excesses: [...this.#excesses],
      seen: this.#seen,
      fresh: this.#fresh,
    };
  }
}

/** Makes a SPOT on scores; DSPOT runs one on what is left of them after their moving average. */
export function createSpot(scores: readonly number[], options: StrategyOptions): Spot {
  return new Spot(initial(scores, options.risk), options);
}

export function restoreSpot(snapshot: StrategySnapshot, options: StrategyOptions): Spot {
  return new Spot(snapshot as SpotSnapshot, options);
}
