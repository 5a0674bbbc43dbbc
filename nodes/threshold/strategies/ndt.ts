import { ascending, quantile } from '../../../lib/math/quantile';
import { apart, type Bounds, boundsOf, clamp, lowest } from './bounds';
import { moments } from './ewma';
import type { Strategy, StrategyKind, StrategyOptions, StrategySnapshot } from './strategy';

/** Telemanom's values: smoothing span, scores between two looks, candidate limits in deviations, margin. */
const SPAN = 105;
const BATCH = 70;
const FIRST_Z = 2.5;
const LAST_Z = 12;
const STEP_Z = 0.5;
const MARGIN = 0.13;
const BUFFER = 100;
const WINDOW = 1000;
/** A wild score counts for at most so many limits. */
const CAP = 10;
/** A score is wild when it lies so many times as far from the usual one as the highest of the calibration. */
const WILD = 2;
/** So many scores that are not wild end a run of wild ones. */
const CALM = 5;

interface NdtSnapshot extends StrategySnapshot {
  readonly base: number;
  readonly window: readonly number[];
  readonly sum: number;
  readonly weight: number;
  readonly fresh: number;
  /** Of the calibration; absent in what older versions kept. */
  readonly highest?: number;
  /** Absent while the scores are not wild. */
  readonly run?: WildRun;
}

/** Wild scores, and those in between. */
interface WildRun {
  readonly sum: number;
  readonly weight: number;
  /** Scores since the last wild one. */
  readonly calm: number;
}

/**
 * Telemanom's non-parametric dynamic threshold (Hundman 2018, section 3.2, DOI 10.1145/3219819.3219845) on smoothed scores, made
 * causal: the limit in force was found on the window of normal scores before. A run of wild scores is smoothed by itself and
 * forgotten when it is over: three of them would lie on the smoothed score, and alarm, for another forty records.
 */
export const ndtLimit: StrategyKind = {
  ordered: true,
  smooths: true,
  fit(scores, options) {
    const smoother = new Smoother();
    const window = scores.map((score) => smoother.add(score));
    const typical = quantile(ascending(scores), 0.5);
    const limit = apart(dynamicLimit(window), typical);
    const highest = scores.reduce((most, score) => Math.max(most, score), typical);
    return new Ndt({ limit, base: limit, typical, window, ...smoother.snapshot(), fresh: 0, highest }, options);
  },
  restore: (snapshot, options) => new Ndt(snapshot as NdtSnapshot, options),
};

class Ndt implements Strategy {
  limit: number;
  readonly typical: number;
  readonly #base: number;
  readonly #bounds: Bounds;
  readonly #window: number[];
  readonly #smoother: Smoother;
  readonly #highest: number;
  #fresh: number;
  #run: { readonly smoother: Smoother; calm: number } | undefined;

  constructor(from: NdtSnapshot, { room }: StrategyOptions) {
    this.limit = from.limit;
    this.typical = from.typical;
    this.#base = from.base;
    this.#bounds = boundsOf(from.base, from.typical, room);
    this.#window = from.window.slice(-WINDOW);
    this.#smoother = new Smoother(from);
    this.#fresh = from.fresh;
    this.#highest = from.highest ?? CAP * Math.abs(from.base);
    this.#run = from.run && { smoother: new Smoother(from.run), calm: from.run.calm };
  }

  observe(score: number, learn: boolean): boolean {
    const wild = Math.abs(score - this.typical) > WILD * (this.#highest - this.typical);
    const inRun = this.#smoothRun(score, wild);
    const usual = wild ? undefined : this.#smoother.add(score);
    if (Math.max(inRun ?? usual!, usual ?? inRun!) > this.limit) return true;
    if (learn && inRun === undefined) this.#learn(usual!);
    return false;
  }

  /** @returns the run's smoothed score, which began with that of what was usual before; undefined outside of a run */
  #smoothRun(score: number, wild: boolean): number | undefined {
    if (wild) this.#run = { smoother: this.#run?.smoother ?? new Smoother(this.#smoother.snapshot()), calm: 0 };
    else if (this.#run !== undefined && ++this.#run.calm >= CALM) this.#run = undefined;
    const { limit, typical } = this;
    return this.#run?.smoother.add(clamp(score, { low: lowest(limit, typical), high: CAP * Math.abs(limit) }));
  }

  #learn(smoothed: number): void {
    this.#window.push(smoothed);
    if (this.#window.length > WINDOW) this.#window.shift();
    this.#fresh++;
    if (this.#fresh < BATCH) return;
    this.#fresh = 0;
    this.limit = clamp(dynamicLimit(this.#window), this.#bounds);
  }

  snapshot(): NdtSnapshot {
    const { limit, typical } = this;
    const fresh = this.#fresh;
    const run = this.#run && { ...this.#run.smoother.snapshot(), calm: this.#run.calm };
    const [base, highest] = [this.#base, this.#highest];
    const window = [...this.#window];
    return { limit, typical, base, window, ...this.#smoother.snapshot(), fresh, highest, ...(run && { run }) };
  }
}

/** Exponential smoothing of the given span, with the weights of the first values corrected (pandas' ewm). */
export class Smoother {
  #sum: number;
  #weight: number;

  constructor(from = { sum: 0, weight: 0 }) {
    this.#sum = from.sum;
    this.#weight = from.weight;
  }

  add(score: number): number {
    const keep = 1 - 2 / (SPAN + 1);
    this.#sum = score + keep * this.#sum;
    this.#weight = 1 + keep * this.#weight;
    return this.#sum / this.#weight;
  }

  snapshot(): { sum: number; weight: number } {
    return { sum: this.#sum, weight: this.#weight };
  }
}

/**
 * The limit for a window: the candidate that takes most of mean and spread away for the fewest anomalies (equation 2), but so
 * far above what stays normal that an anomaly stands out by the margin (the paper's pruning).
 * @param window smoothed scores in time order
 */
function dynamicLimit(window: readonly number[]): number {
  const epsilon = findEpsilon(window);
  let highest = Number.NEGATIVE_INFINITY;
  for (const value of window) if (value <= epsilon && value > highest) highest = value;
  return Math.max(epsilon, highest / (1 - MARGIN));
}

/** Telemanom's epsilon: equation 2 of the paper over the candidates. */
function findEpsilon(window: readonly number[]): number {
  const { mean, spread } = moments(window);
  let best = mean + LAST_Z * spread;
  let highest = Number.NEGATIVE_INFINITY;
  for (let z = FIRST_Z; z < LAST_Z; z += STEP_Z) {
    const candidate = mean + z * spread;
    const { anomalous, sequences } = count(window, candidate);
    if (anomalous === 0 || sequences > 5 || anomalous >= window.length / 2) continue;
    const rest = moments(window.filter((value) => value < candidate));
    const gain = (mean - rest.mean) / mean + (spread - rest.spread) / spread;
    const score = gain / (sequences ** 2 + anomalous);
    if (score >= highest) {
      highest = score;
      best = candidate;
    }
  }
  return best;
}

/** Values above a limit, each with its surroundings, and how many runs they form. */
function count(window: readonly number[], limit: number): { anomalous: number; sequences: number } {
  let anomalous = 0;
  let sequences = 0;
  let covered = 0;
  for (let i = 0; i < window.length; i++) {
    if (window[i]! <= limit) continue;
    const from = Math.max(covered, i - BUFFER + 1);
    if (from > covered || anomalous === 0) sequences++;
    const to = Math.min(window.length, i + BUFFER);
    anomalous += to - from;
    covered = to;
  }
  return { anomalous, sequences };
}
