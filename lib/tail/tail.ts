import { extremalIndex } from './extremal-index';
import { fitPareto, logLikelihood, type Pareto, tailQuantile } from './pareto';

/** Siffer's default: what lies above this quantile is the tail. */
const LEVEL = 0.98;
/** A tail is told from at least this many scores. */
const FEWEST = 20;
/** Below this many excesses their shape says little by itself. */
const FEW = 100;
/** Scores have a finite variance, as the prior says; a burst among the calibration would make the tail endless. */
export const HEAVIEST = 0.5;
/** The number of clusters is itself an estimate: fewer than these do not make the limit higher still. */
const LEAST_CLUSTERS = 5;
/** Part of the excesses up to which doubt grows: beyond, it would be all that a limit consists of. */
const DOUBTED = 1e-3;
/** Standard deviation of the prior of the shape, see fitWithPrior. */
export const PRIOR_DEVIATION = 0.12;
const SHAPES = 46;
const STEPS = 30;

/** The upper tail of normal scores. Plain JSON. */
export interface Tail extends Pareto {
  /** Where the tail begins. */
  readonly level: number;
  /** Share of all scores above it. */
  readonly share: number;
  /** How many excesses the fit rests on, and their extremal index; absent where their order in time is not known. */
  readonly count?: number;
  readonly index?: number;
}

/**
 * Fits the tail of calibration scores. A small calibration has a longer tail, so that at least 20 scores tell of it.
 * @param sorted ascending, at least 2
 * @param inTime the same scores in order of time, where that is known
 */
export function fitTail(sorted: ArrayLike<number>, inTime?: ArrayLike<number>): Tail {
  const n = sorted.length;
  const start = Math.max(0, Math.min(Math.floor(LEVEL * n), n - 1 - FEWEST));
  const level = sorted[start]!;
  const excesses: number[] = [];
  for (let i = start + 1; i < n; i++) if (sorted[i]! > level) excesses.push(sorted[i]! - level);
  if (excesses.length === 0) return { gamma: 0, sigma: 0, level, share: 1 / n };
  const tail = { ...fitExcesses(excesses), level, share: excesses.length / n };
  return inTime === undefined ? tail : { ...tail, count: excesses.length, index: extremalIndex(inTime, level) };
}

/**
 * The score that the next record exceeds with the probability `risk`; never below where the tail begins. What is not known
 * of the tail counts, too: given k independent excesses, the next one is heavier by 1/k in shape than the tail that fits
 * them best (exactly so for exponential excesses under the prior 1/sigma, whose predictive distribution is Pareto of index
 * k: Aitchison, Dunsmore 1975, DOI 10.1017/CBO9780511569647). Excesses that come in clusters count as one each.
 */
export function tailLimit(tail: Tail, risk: number): number {
  const fitted = fittedLimit(tail, risk);
  const far = Math.max(risk, tail.share * DOUBTED);
  const known = fittedLimit(tail, far) - tail.level;
  if (!(known > 0)) return fitted;
  const doubted = fittedLimit({ ...tail, gamma: tail.gamma + doubt(tail) }, far) - tail.level;
  return tail.level + (fitted - tail.level) * (doubted / known);
}

/** The score that the tail exceeds with the probability `risk`, if it is exactly as it was fitted. */
export function fittedLimit(tail: Tail, risk: number): number {
  return risk >= tail.share ? tail.level : tailQuantile(tail, tail.level, tail.share, risk);
}

/** A calibration whose order is not known comes from a detector: quantiles of more scores than these. */
function doubt({ count, index }: Tail): number {
  return count === undefined || index === undefined ? 0 : 1 / Math.max(LEAST_CLUSTERS, index * count);
}

/** Probability with which a score of the tail, as it was fitted, exceeds a limit above its level. */
export function tailRisk({ gamma, sigma, level, share }: Tail, limit: number): number {
  if (!(sigma > 0)) return 0;
  const beyond = (limit - level) / sigma;
  if (Math.abs(gamma) < 1e-9) return share * Math.exp(-beyond);
  return share * Math.max(0, 1 + gamma * beyond) ** (-1 / gamma);
}

/** Maximum likelihood; with a prior on the shape when there are few excesses. @param excesses positive, not empty */
export function fitExcesses(excesses: ArrayLike<number>): Pareto {
  if (excesses.length < FEW) return fitWithPrior(excesses);
  const fit = fitPareto(excesses);
  return fit.gamma <= HEAVIEST ? fit : fitWithPrior(excesses);
}

/**
 * Maximum of likelihood times prior. The prior is Martins and Stedinger's beta distribution of the shape, mean 0.1 and
 * deviation 0.12 within -0.5..0.5 (2000, DOI 10.1029/1999WR900330). Without it 20 scores often pretend that the tail
 * ends right behind the largest of them, which gives a false alarm soon after.
 */
function fitWithPrior(excesses: ArrayLike<number>): Pareto {
  let best: Pareto = { gamma: 0, sigma: 0 };
  let bestValue = Number.NEGATIVE_INFINITY;
  let mean = 0;
  let largest = 0;
  for (let i = 0; i < excesses.length; i++) {
    mean += excesses[i]! / excesses.length;
    largest = Math.max(largest, excesses[i]!);
  }
  let sigma = mean;
  for (let k = 1; k < SHAPES; k++) {
    const gamma = k / SHAPES - 0.5;
    sigma = bestScale(excesses, gamma, mean, largest, sigma);
    const candidate = { gamma, sigma };
    const value = logLikelihood(excesses, candidate) + 8 * Math.log(0.5 + gamma) + 5 * Math.log(0.5 - gamma);
    if (value > bestValue) {
      best = candidate;
      bestValue = value;
    }
  }
  return best;
}

/**
 * The scale of highest likelihood for a given shape: the only root of (1 + gamma) mean(y / (sigma + gamma y)) = 1, by Newton's
 * method. The left side falls and is convex in sigma, so steps from below the root never overshoot it.
 * @param start near the root
 */
function bestScale(excesses: ArrayLike<number>, gamma: number, mean: number, largest: number, start: number): number {
  const n = excesses.length;
  // Every excess must be possible.
  const lowest = gamma < 0 ? -gamma * largest * (1 + 1e-9) : 1e-9 * mean;
  let sigma = Math.max(start, lowest);
  for (let k = 0; k < STEPS; k++) {
    let sum = 0;
    let slope = 0;
    for (let i = 0; i < n; i++) {
      const part = 1 / (sigma + gamma * excesses[i]!);
      sum += excesses[i]! * part;
      slope -= excesses[i]! * part * part;
    }
    const step = ((1 + gamma) * sum - n) / ((1 + gamma) * slope);
    const next = Math.max(sigma - step, (sigma + lowest) / 2);
    if (Math.abs(next - sigma) < 1e-6 * sigma) return next;
    sigma = next;
  }
  return sigma;
}
