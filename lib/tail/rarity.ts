import { ascending, quantile } from '../math/quantile';
import { tailQuantile } from './pareto';
import { fitTail } from './tail';

/** Rarity of a score at the limit; twice that is the end of the scale. */
export const AT_LIMIT = 50;
/** Rarity from one score of the table to the next. */
const STEP = 2;
const HALF = AT_LIMIT / STEP;
/** Every second normal score exceeds the usual one. */
const USUAL = 0.5;

/**
 * How rare a score is among normal ones, 0..100, the same for every asset, detector and shape of tail. It grows with the logarithm of
 * the return period: 0 is what every second normal score exceeds, 50 the limit, which one in 1 / risk exceeds, and 100 what one in
 * 2 / risk^2 would: nothing that was ever seen. Below the tail the calibration itself tells; the tail is the generalised Pareto
 * distribution of its excesses (lib/tail/tail.ts), stretched so that it leads through the limit.
 */
export class Rarity {
  readonly #limit: number;
  readonly #typical: number;
  /** Scores of the rarities 0, STEP, 2 STEP ... 100, ascending. */
  readonly #scores = new Float64Array(2 * HALF + 1);

  /**
   * @param scores of normal records, finite, at least 2
   * @param typical the usual score
   * @param limit what a normal score exceeds with the probability `risk`
   * @param risk below a half
   */
  constructor(scores: readonly number[], typical: number, limit: number, risk: number) {
    this.#limit = limit;
    this.#typical = typical;
    const sorted = ascending(scores);
    const tail = fitTail(sorted);
    const { share, level, gamma, sigma } = tail;
    const reach = risk < share && sigma > 0 ? tailQuantile(tail, 0, share, risk) : 0;
    const stretched = reach > 0 && limit > level ? (sigma * (limit - level)) / reach : sigma;
    // What exceeds the limit has the same shape, but that a tail ends nobody knows.
    const beyond = { gamma: Math.max(0, gamma), sigma: stretched + gamma * Math.max(0, limit - level) };
    const scoreOf = (chance: number): number => {
      if (!(sigma > 0) || chance >= share) return quantile(sorted, 1 - chance);
      if (chance >= risk || !(beyond.sigma > 0)) return tailQuantile({ gamma, sigma: stretched }, level, share, chance);
      return tailQuantile(beyond, limit, Math.min(risk, share), chance);
    };
    for (let k = 0; k <= 2 * HALF; k++) {
      const score = scoreOf(USUAL * (risk / USUAL) ** (k / HALF));
      const bounded = k < HALF ? Math.min(score, limit) : k > HALF ? Math.max(score, limit) : limit;
      this.#scores[k] = k === 0 ? bounded : Math.max(bounded, this.#scores[k - 1]!);
    }
  }

  /** @param limit the one in force, where it was moved since: its rarity is 50, and the scale moves along */
  of(score: number, limit: number): number {
    if (score === limit) return AT_LIMIT;
    const room = limit - this.#typical;
    if (!(room > 0)) return score > limit ? 2 * AT_LIMIT : 0;
    const same = this.#typical + ((score - this.#typical) * (this.#limit - this.#typical)) / room;
    return score < limit ? Math.min(AT_LIMIT, this.#between(0, HALF, same)) : this.#between(HALF, 2 * HALF, same);
  }

  /** The score of a rarity of at most 50, under the limit in force. */
  scoreAt(rarity: number, limit: number): number {
    const place = Math.min(HALF, Math.max(0, rarity / STEP));
    const low = Math.min(HALF - 1, Math.floor(place));
    const [from, to] = [this.#scores[low]!, this.#scores[low + 1]!];
    const score = from + (to - from) * (place - low);
    const own = this.#limit - this.#typical;
    return own > 0 ? this.#typical + ((score - this.#typical) * (limit - this.#typical)) / own : limit;
  }

  /** In the table from one place to another, straight between two scores of it. */
  #between(first: number, last: number, score: number): number {
    const scores = this.#scores;
    if (!(score > scores[first]!)) return first * STEP;
    if (!(score < scores[last]!)) return last * STEP;
    let [low, high] = [first, last];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (scores[middle]! < score) low = middle;
      else high = middle;
    }
    return STEP * (low + (score - scores[low]!) / (scores[high]! - scores[low]!));
  }
}
