import { apart, boundsOf, clamp, lowest } from './bounds';
import type { Strategy, StrategyOptions, StrategySnapshot } from './strategy';

/** Normal scores after which a lasting change of their mean has mostly arrived in the limit. */
const MEMORY = 1000;

export interface FollowerSnapshot extends StrategySnapshot {
  /** Limit and mean score at calibration. */
  readonly base: number;
  readonly start: number;
  readonly mean: number;
}

/** A fitted limit that follows the mean of the normal scores, one to one, within its bounds. */
export class Follower implements Strategy {
  limit: number;
  readonly typical: number;
  readonly #base: number;
  readonly #start: number;
  #mean: number;
  readonly #room: number;

  constructor(from: FollowerSnapshot, options: StrategyOptions) {
    this.limit = from.limit;
    this.typical = from.typical;
    this.#base = from.base;
    this.#start = from.start;
    this.#mean = from.mean;
    this.#room = options.room;
  }

  observe(score: number, learn: boolean): boolean {
    if (score > this.limit) return true;
    if (learn && score >= lowest(this.#base, this.typical)) {
      this.#mean += (score - this.#mean) / MEMORY;
      this.#move();
    }
    return false;
  }

  follow(other: StrategySnapshot): void {
    this.#mean = (other as FollowerSnapshot).mean;
    this.#move();
  }

  #move(): void {
    const bounds = boundsOf(this.#base, this.typical, this.#room);
    this.limit = clamp(this.#base + this.#mean - this.#start, bounds);
  }

  snapshot(): FollowerSnapshot {
    return { limit: this.limit, typical: this.typical, base: this.#base, start: this.#start, mean: this.#mean };
  }
}

/** A follower that starts at the calibrated limit. */
export function follow(fitted: number, typical: number, scores: readonly number[], options: StrategyOptions): Follower {
  const limit = apart(fitted, typical);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return new Follower({ limit, typical, base: limit, start: mean, mean }, options);
}
