import { extremalIndex } from './extremal-index';
import { HEAVIEST, PRIOR_DEVIATION, type Tail } from './tail';

/** In how many independent episodes normal scores went high, among how many of them. Plain JSON. */
export interface Episodes {
  readonly count: number;
  readonly records: number;
}

/** How sure it is what a limit promises. */
export interface Sureness {
  /** Independent excesses that the tail was told from. */
  readonly episodes: number;
  /** Of three such limits two bring at most so many times as many alarms as promised, and at least so many times as few. At least 1. */
  readonly factor: number;
}

/** Of a lighter tail nobody knows what an estimate of its shape is worth (Smith 1987). */
const LIGHTEST = -0.4;
/** A larger factor tells nobody more. */
const MOST = 1000;

/**
 * Neighbouring scores are alike, and go high together: an episode tells of the tail as much as one score does.
 * @param scores in order of time; NaN where there is none
 */
export function episodesAbove(scores: Float64Array, level: number): Episodes {
  let above = 0;
  let records = 0;
  let [first, last] = [-1, -1];
  scores.forEach((score, i) => {
    if (Number.isFinite(score)) records++;
    if (!(score > level)) return;
    above++;
    if (first < 0) first = i;
    last = i;
  });
  // Times within one run tell the estimator nothing of how far apart runs are.
  const isOneRun = above > 1 && last - first < 2 * above && last - first < scores.length / 2;
  return { count: isOneRun ? 1 : Math.round(extremalIndex(scores, level) * above), records };
}

/**
 * One standard deviation of the logarithm of the rate with which a tail goes beyond a limit: by the delta method from the Fisher information
 * of shape and scale (Smith 1987, DOI 10.1214/aos/1176350499), what the prior knows of the shape, and the number of excesses itself.
 * @param found independent excesses that the tail was fitted to
 * @returns undefined for a limit within the calibration
 */
export function surenessOf({ gamma, sigma, level }: Tail, limit: number, found: number): Sureness | undefined {
  if (!(sigma > 0) || !(limit > level)) return undefined;
  const episodes = Math.max(1, found);
  const shape = Math.min(HEAVIEST, Math.max(LIGHTEST, gamma));
  const z = (limit - level) / sigma;
  const inner = 1 + shape * z;
  // Where the tail that fits ends before the limit nothing is known of the rate beyond.
  if (!(inner > 0)) return { episodes: Math.round(episodes), factor: MOST };
  const bySigma = z / inner;
  const byGamma = Math.abs(shape) < 1e-3 ? (z * z) / 2 : (Math.log(inner) / shape - bySigma) / shape;
  const scale = episodes / ((1 + shape) * (1 + 2 * shape));
  const [gg, gs, ss] = [2 * scale + PRIOR_DEVIATION ** -2, scale, scale * (1 + shape)];
  const determinant = gg * ss - gs * gs;
  const variance = (byGamma ** 2 * ss - 2 * byGamma * bySigma * gs + bySigma ** 2 * gg) / determinant + 1 / episodes;
  return { episodes: Math.round(episodes), factor: Math.min(MOST, Math.exp(Math.sqrt(variance))) };
}
