import { ascending, quantile } from '../../../lib/math/quantile';
import { apart, type Bounds, boundsOf, clamp, lowest } from './bounds';
import { createSpot, restoreSpot, type Spot } from './spot';
import type { Strategy, StrategyKind, StrategyOptions, StrategySnapshot } from './strategy';

/** Normal scores in the moving average. */
const DEPTH = 50;

interface DspotSnapshot extends StrategySnapshot {
  readonly base: number;
  readonly spot: StrategySnapshot;
  readonly window: readonly number[];
}

/**
 * DSPOT, SPOT with drift (Siffer 2017, section 4.3): scores minus the moving average of the normal ones before. Forgives a slow
 * rise and sees sudden ones; how far it forgives is bounded.
 */
export const dspotLimit: StrategyKind = {
  ordered: true,
  fit(scores, options) {
    // Too few scores for the whole depth: average over half of them.
    const depth = Math.min(DEPTH, Math.floor(scores.length / 2));
    const rest: number[] = [];
    let sum = 0;
    scores.forEach((score, i) => {
      if (i >= depth) {
        rest.push(score - sum / depth);
        sum -= scores[i - depth]!;
      }
      sum += score;
    });
    const spot = createSpot(rest, options);
    const typical = quantile(ascending(scores), 0.5);
    return new Dspot(spot, scores.slice(-depth), apart(sum / depth + spot.limit, typical), typical, options);
  },
  restore(snapshot, options) {
    const { spot, window, base, typical } = snapshot as DspotSnapshot;
    return new Dspot(restoreSpot(spot, options), window, base, typical, options);
  },
};

class Dspot implements Strategy {
  limit: number;
  readonly typical: number;
  readonly #spot: Spot;
  #window: number[];
  readonly #base: number;
  readonly #bounds: Bounds;

  constructor(spot: Spot, window: readonly number[], base: number, typical: number, { room }: StrategyOptions) {
    this.#spot = spot;
    this.#window = [...window];
    this.#base = base;
    this.typical = typical;
    this.#bounds = boundsOf(base, typical, room);
    this.limit = this.#sum();
  }

  observe(score: number, learn: boolean): boolean {
    if (score > this.limit) return true;
    if (!learn || score < lowest(this.#base, this.typical)) return false;
    this.#spot.observe(score - this.#average(), true);
    this.#window.shift();
    this.#window.push(score);
    this.limit = this.#sum();
    return false;
  }

  follow(other: StrategySnapshot): void {
    const { spot, window } = other as DspotSnapshot;
    this.#spot.follow(spot);
    this.#window = [...window];
    this.limit = this.#sum();
  }

  snapshot(): DspotSnapshot {
    const { limit, typical } = this;
    return { limit, typical, base: this.#base, spot: this.#spot.snapshot(), window: [...this.#window] };
  }

  #sum(): number {
    return clamp(this.#average() + this.#spot.limit, this.#bounds);
  }

  #average(): number {
    let sum = 0;
    for (const score of this.#window) sum += score;
    return sum / this.#window.length;
  }
}
