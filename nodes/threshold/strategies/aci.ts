import { ascending, quantile } from '../../../lib/math/quantile';
import { fitTail, type Tail, tailLimit } from '../../../lib/tail/tail';
import { apart, type Bounds, boundsOf, clamp } from './bounds';
import type { Strategy, StrategyKind, StrategyOptions, StrategySnapshot } from './strategy';

/** The paper's step, for risks of some per cent. */
const GAMMA = 0.005;
/**
 * No step is larger than this part of the risk. At a risk of one in a million the paper's step would take the working risk
 * to its floor with a single alarm, and the limit to its upper bound: the first alarm would shield those behind it.
 */
const LARGEST_STEP = 0.1;
/** A score that lies so many times as far above the typical one as the limit is no error of the limit: it tells nothing of it. */
const WILD = 3;
/** How far the working risk may go from the promised one, as a factor. */
const REACH = 100;

interface AciSnapshot extends StrategySnapshot {
  readonly tail: Tail;
  readonly sorted: readonly number[];
  /** The working risk, and the promised one; the latter is absent in what older versions kept. */
  readonly alpha: number;
  readonly risk?: number;
  /** Whether the last score was; absent in what older versions kept. */
  readonly anomalous?: boolean;
}

/**
 * Adaptive conformal inference (Gibbs, Candes 2021, arXiv:2106.00170): the working risk follows
 * alpha += gamma (target - error), so that in the long run the promised share of records alarms although the scores drift.
 * Quantiles beyond the calibration come from its tail. An alarm widens the limit for a while, but only within its bounds.
 */
export const aciLimit: StrategyKind = {
  ordered: false,
  fit(scores, options) {
    const sorted = ascending(scores);
    const tail = fitTail(sorted, options.ordered ? scores : undefined);
    const typical = quantile(sorted, 0.5);
    const limit = apart(limitAt(sorted, tail, options.risk), typical);
    return new Aci({ limit, typical, tail, sorted: [...sorted], alpha: options.risk, risk: options.risk }, options);
  },
  restore: (snapshot, options) => new Aci(snapshot as AciSnapshot, options),
};

class Aci implements Strategy {
  limit: number;
  readonly typical: number;
  readonly #risk: number;
  readonly #bounds: Bounds;
  readonly #tail: Tail;
  readonly #sorted: readonly number[];
  #alpha: number;
  readonly #step: number;
  #wasAnomalous: boolean;

  constructor(from: AciSnapshot, { risk, room }: StrategyOptions) {
    this.limit = from.limit;
    this.typical = from.typical;
    this.#risk = risk;
    this.#tail = from.tail;
    this.#sorted = from.sorted;
    this.#alpha = from.alpha;
    this.#step = Math.min(GAMMA, LARGEST_STEP * risk);
    this.#wasAnomalous = from.anomalous ?? false;
    const base = apart(limitAt(from.sorted, from.tail, risk), from.typical);
    this.#bounds = boundsOf(base, from.typical, room);
  }

  observe(score: number, learn: boolean): boolean {
    const anomalous = score > this.limit;
    // Where alarms are rare, those in a row are one episode and one error: it is no drift of normal scores.
    const again = anomalous && this.#wasAnomalous && this.#step < GAMMA;
    const wild = score > this.typical + WILD * (this.limit - this.typical);
    if (learn && !again && !wild) this.#adapt(anomalous);
    this.#wasAnomalous = anomalous;
    return anomalous;
  }

  #adapt(anomalous: boolean): void {
    this.#work(this.#alpha + this.#step * (this.#risk - (anomalous ? 1 : 0)));
  }

  #work(alpha: number): void {
    const risk = this.#risk;
    this.#alpha = Math.min(risk * REACH, Math.max(risk / REACH, alpha));
    this.limit = clamp(limitAt(this.#sorted, this.#tail, this.#alpha), this.#bounds);
  }

  follow(other: StrategySnapshot): void {
    const { alpha, risk } = other as AciSnapshot;
    if (risk !== undefined) this.#work((alpha * this.#risk) / risk);
  }

  snapshot(): AciSnapshot {
    const { limit, typical } = this;
    const anomalous = this.#wasAnomalous;
    return { limit, typical, tail: this.#tail, sorted: this.#sorted, alpha: this.#alpha, risk: this.#risk, anomalous };
  }
}

function limitAt(sorted: ArrayLike<number>, tail: Tail, risk: number): number {
  return risk < tail.share ? tailLimit(tail, risk) : quantile(sorted, Math.max(0, 1 - risk));
}
