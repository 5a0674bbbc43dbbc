/** A generalised Pareto distribution of what scores exceed a level by. */
export interface Pareto {
  /** Shape: below 0 the tail ends, 0 is exponential, above 0 it is heavy. */
  readonly gamma: number;
  /** Scale, in units of the score. */
  readonly sigma: number;
}

const GRID = 32;
const BISECTIONS = 40;

/**
 * Maximum likelihood fit to excesses by Grimshaw's reduction to one variable (Grimshaw 1993, DOI
 * 10.1080/00401706.1993.10485040): with x = gamma / sigma every stationary point solves
 * mean(1 / (1 + x y)) (1 + mean(ln(1 + x y))) = 1. All roots are searched for; the moments estimate and the edge of what is
 * allowed (gamma = -1, uniform up to the largest excess; beyond it the likelihood has no bound) are candidates too, and
 * the best likelihood wins.
 * @param excesses positive, not empty
 */
export function fitPareto(excesses: ArrayLike<number>): Pareto {
  let best = fitMoments(excesses);
  let bestLikelihood = logLikelihood(excesses, best);
  for (const candidate of [uniform(excesses), ...roots(excesses).map((x) => atRoot(excesses, x))]) {
    const likelihood = logLikelihood(excesses, candidate);
    if (likelihood > bestLikelihood) {
      best = candidate;
      bestLikelihood = likelihood;
    }
  }
  return best;
}

function atRoot(excesses: ArrayLike<number>, x: number): Pareto {
  let sum = 0;
  for (let i = 0; i < excesses.length; i++) sum += Math.log(1 + x * excesses[i]!);
  const gamma = sum / excesses.length;
  return { gamma, sigma: gamma / x };
}

function uniform(excesses: ArrayLike<number>): Pareto {
  let largest = 0;
  for (let i = 0; i < excesses.length; i++) largest = Math.max(largest, excesses[i]!);
  return { gamma: -1, sigma: largest };
}

/** Method of moments; where the spread is nil, the exponential of the same mean. */
export function fitMoments(excesses: ArrayLike<number>): Pareto {
  const n = excesses.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += excesses[i]! / n;
  let variance = 0;
  for (let i = 0; i < n; i++) variance += (excesses[i]! - mean) ** 2 / n;
  if (!(variance > 1e-12 * mean * mean)) return { gamma: 0, sigma: mean };
  const ratio = (mean * mean) / variance;
  return { gamma: 0.5 * (1 - ratio), sigma: 0.5 * mean * (ratio + 1) };
}

/** Sum of the logarithms of the density; -Infinity where an excess is impossible. */
export function logLikelihood(excesses: ArrayLike<number>, { gamma, sigma }: Pareto): number {
  if (!(sigma > 0)) return Number.NEGATIVE_INFINITY;
  const n = excesses.length;
  let sum = 0;
  if (Math.abs(gamma) < 1e-9) {
    for (let i = 0; i < n; i++) sum += excesses[i]! / sigma;
    return -n * Math.log(sigma) - sum;
  }
  for (let i = 0; i < n; i++) {
    const inner = 1 + (gamma / sigma) * excesses[i]!;
    if (inner <= 0 && gamma !== -1) return Number.NEGATIVE_INFINITY;
    sum += Math.log(inner);
  }
  // At gamma = -1 the density is the same everywhere up to sigma.
  return -n * Math.log(sigma) - (gamma === -1 ? 0 : (1 + 1 / gamma) * sum);
}

/**
 * The score that is exceeded with the probability `risk` (Siffer 2017, equation 1, DOI 10.1145/3097983.3098144).
 * @param level above which the tail was fitted
 * @param share of all scores that lie above the level
 */
export function tailQuantile({ gamma, sigma }: Pareto, level: number, share: number, risk: number): number {
  const ratio = risk / share;
  if (Math.abs(gamma) < 1e-9) return level - sigma * Math.log(ratio);
  return level + (sigma / gamma) * (ratio ** -gamma - 1);
}

/** All x other than 0 at which Grimshaw's condition changes its sign. */
function roots(excesses: ArrayLike<number>): number[] {
  let smallest = Number.POSITIVE_INFINITY;
  let largest = 0;
  let mean = 0;
  for (let i = 0; i < excesses.length; i++) {
    smallest = Math.min(smallest, excesses[i]!);
    largest = Math.max(largest, excesses[i]!);
    mean += excesses[i]! / excesses.length;
  }
  if (!(largest > smallest)) return [];
  const tiny = 1e-6 / mean;
  // Grimshaw's bounds: -1 / largest on one side, 2 (mean - smallest) / smallest^2 on the other.
  const highest = (2 * (mean - smallest)) / Math.max(smallest, 1e-6 * mean) ** 2;
  return [
    ...signChanges(excesses, spaced(-tiny, -0.999 / largest)),
    // Towards the pole at -1 / largest the condition is steep.
    ...signChanges(
      excesses,
      spaced(0.5 / largest, 1e-9 / largest).map((gap) => gap - 1 / largest),
    ),
    ...signChanges(excesses, spaced(tiny, Math.min(highest, 1e6 / mean))),
  ];
}

/** Points from a to b (same sign), evenly spaced in their logarithm. */
function spaced(a: number, b: number): number[] {
  return Array.from({ length: GRID }, (_, k) => a * (b / a) ** (k / (GRID - 1)));
}

function signChanges(excesses: ArrayLike<number>, points: readonly number[]): number[] {
  const found: number[] = [];
  let before = condition(excesses, points[0]!);
  for (let k = 1; k < points.length; k++) {
    const here = condition(excesses, points[k]!);
    if (before * here < 0) found.push(bisect(excesses, points[k - 1]!, points[k]!, before));
    before = here;
  }
  return found;
}

function bisect(excesses: ArrayLike<number>, a: number, b: number, atA: number): number {
  let low = a;
  let high = b;
  for (let k = 0; k < BISECTIONS; k++) {
    const middle = (low + high) / 2;
    if (condition(excesses, middle) * atA > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Zero at the stationary points of the likelihood. */
function condition(excesses: ArrayLike<number>, x: number): number {
  let inverse = 0;
  let log = 0;
  for (let i = 0; i < excesses.length; i++) {
    const inner = 1 + x * excesses[i]!;
    inverse += 1 / inner;
    log += Math.log(inner);
  }
  const n = excesses.length;
  return (inverse / n) * (1 + log / n) - 1;
}
