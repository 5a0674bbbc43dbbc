import { knownOf } from '../../math/known';
import { ascending, quantile } from '../../math/quantile';
import { coarse, fine, type Root, rootOf } from '../root';
import { BLOCKS, FORWARD, rowsOf } from './blocks';
import { type Columns, fill, productsFrom, sizeOf } from './columns';
import { Leverage, ROWS_TOGETHER } from './leverage';
import { errorLater, type Sums } from './sums';
import { columnAt, SLOW_MEAN, type Trail } from './trail';

/** How one tag is told from the others by one family: everything that is needed to judge a row. */
export interface Predictor {
  /** Position of the tag among the features. */
  readonly tag: number;
  /** The features that it is told from, the most telling first, and of how many of them products are made. */
  readonly inputs: readonly number[];
  readonly factors: number;
  /** By input: so many rows before it is asked, see crossColumns. */
  readonly ages: readonly number[];
  readonly columns: Columns;
  readonly weights: Float64Array;
  /** Absent where the leverage does not count. */
  readonly root?: Root;
  /** Leverage beyond which nothing is said: hardly any learned row was like that. Absent: there is no such limit. */
  readonly reach?: number;
  /** How much the spread grows with the leverage and with how much the plant is told and moves at the moment. */
  readonly spread: { readonly leverage: number; readonly transient: number };
  /** Features that tell of transients. */
  readonly movers: Int32Array;
  /** Median and deviation of residuals in their spread, on rows that came after the learned ones. */
  readonly center: number;
  readonly deviation: number;
  /** 1 - the variance of such residuals over that of the tag; at most 1. */
  readonly explained: number;
}

/** What the weights of a predictor pay: in squares of columns of deviation 1, products 1 / scale^2 of it. */
export interface Penalty {
  readonly ridge: number;
  readonly scale: number;
}

/** What is asked of a predictor. */
export interface Question extends Pick<Predictor, 'tag' | 'inputs' | 'factors' | 'ages' | 'columns' | 'movers'> {
  /** It is to say nothing of what it does not know, which begins at this leverage at the earliest. Absent: it always says something. */
  readonly leastReach?: number;
}

/** A predictor, and how far off it was on rows that came after those it was learned from. */
export interface FittedPredictor {
  readonly predictor: Predictor;
  /** By row of the trail; NaN where there was nothing to compare, and in the first blocks. */
  readonly z: Float64Array;
  /** The same in deviations of the tag. */
  readonly residuals: Float64Array;
}

/** Penalties that are tried. */
const RIDGES = [3, 30, 300, 3000];
const PRODUCT_SCALES = [0.1, 0.3, 1];
/** Weights of leverage and transients that are tried. */
const LEVERAGES = [0, 1, 3, 10, 30, 100];
const TRANSIENTS = [0, 0.1, 0.3, 1, 3];
/** Part of a tag's deviation that is added to the deviation of its residuals: nothing is told more exactly than that. */
export const FLOOR = 0.02;
/** A residual says no more than that it is far off. */
export const FURTHEST = 30;
const LEAST_VARIANCE = 1e-12;
/** Share of the learned rows within the reach of a predictor. */
const KNOWN = 0.99;

/**
 * Learns to tell one tag. No epochs: each block of the rows adds to the sums that a least-squares solution is made of; the
 * penalty and the spread are those under which rows that came later were least surprising.
 * @param penalty see bestPenalty
 */
export function fitPredictor(trail: Trail, question: Question, sums: Sums, penalty: Penalty): FittedPredictor {
  return new Fit(trail, question, sums).finish(penalty);
}

/** The penalty under which later rows are told best. */
export function bestPenalty(columns: Columns, sums: Sums): Penalty {
  const scales = productsFrom(columns) < sizeOf(columns) ? PRODUCT_SCALES : [1];
  const candidates = scales.flatMap((scale) => RIDGES.map((ridge): Penalty => ({ ridge, scale })));
  const errors = candidates.map((penalty) => errorLater(sums, byColumn(columns, penalty)));
  return candidates[errors.indexOf(Math.min(...errors))]!;
}

/** What each column pays. */
export function byColumn(columns: Columns, { ridge, scale }: Penalty): Float64Array {
  const from = productsFrom(columns);
  return Float64Array.from({ length: sizeOf(columns) }, (_, c) => (c < from ? ridge : ridge / scale ** 2));
}

/** Mean square of how far the movers are from where they have been lately. */
export function transient(trail: Trail, t: number, movers: Int32Array): number {
  const { data, stride, width } = trail;
  const row = t * stride;
  let sum = 0;
  for (let k = 0; k < movers.length; k++) {
    const off = data[row + movers[k]!]! - data[row + columnAt(width, SLOW_MEAN, movers[k]!)]!;
    sum += off * off;
  }
  return movers.length === 0 ? 0 : sum / movers.length;
}

export function limited(z: number): number {
  return z > FURTHEST ? FURTHEST : z < -FURTHEST ? -FURTHEST : z;
}

class Fit {
  readonly #trail: Trail;
  readonly #question: Question;
  readonly #tag: number;
  readonly #columns: Columns;
  readonly #size: number;
  readonly #sums: Sums;
  readonly #rows: number;

  constructor(trail: Trail, question: Question, sums: Sums) {
    this.#trail = trail;
    this.#question = question;
    this.#tag = question.tag;
    this.#columns = question.columns;
    this.#size = sizeOf(question.columns);
    this.#rows = trail.at + 1;
    this.#sums = sums;
  }

  finish(penalty: Penalty): FittedPredictor {
    const paid = byColumn(this.#columns, penalty);
    const { residuals, leverages, transients, variance } = this.#lookForward(paid);
    const spread = likeliest(residuals, leverages, transients);
    const scaled = new Float64Array(residuals.length);
    for (let t = 0; t < scaled.length; t++) {
      const spreadThere = 1 + spread.leverage * leverages[t]! + spread.transient * transients[t]!;
      scaled[t] = residuals[t]! / Math.sqrt(spreadThere);
    }
    const { center, deviation } = placeOf(scaled);
    const squares = meanSquare(residuals, 0);
    const { weights, lower } = this.#sums.at(-1)!.solve(paid);
    const { leastReach, ...question } = this.#question;
    const bounded = leastReach !== undefined;
    // As it will be kept, so that what is calibrated here holds there.
    const exact = bounded || spread.leverage > 0 ? rootOf(lower, this.#size) : undefined;
    const root = exact && fine(coarse(exact, this.#size));
    const predictor: Predictor = {
      ...question,
      weights,
      ...(root && { root }),
      ...(root && bounded && { reach: Math.max(leastReach, this.#reach(root)) }),
      spread,
      center,
      deviation: deviation + FLOOR,
      explained: 1 - squares / Math.max(variance, LEAST_VARIANCE),
    };
    for (let t = 0; t < scaled.length; t++) scaled[t] = limited((scaled[t]! - center) / predictor.deviation);
    return { predictor, z: scaled, residuals };
  }

  /** Each later block by what was learned before it. */
  #lookForward(paid: Float64Array) {
    const n = this.#rows;
    const residuals = new Float64Array(n).fill(Number.NaN);
    const leverages = new Float64Array(n);
    const transients = new Float64Array(n);
    const { data, stride: width } = this.#trail;
    const targets: number[] = [];
    for (let block = FORWARD; block < BLOCKS; block++) {
      const { weights, lower } = this.#sums[block - FORWARD]!.solve(paid);
      this.#inReach(block, rootOf(lower, this.#size), (times, rows, stride, found) => {
        for (let k = 0; k < times.length; k++) {
          const t = times[k]!;
          const y = data[t * width + this.#tag]!;
          residuals[t] = y - dot(weights, rows, k * stride);
          leverages[t] = found[k]!;
          transients[t] = transient(this.#trail, t, this.#question.movers);
          targets.push(y);
        }
      });
    }
    const mean = targets.reduce((a, b) => a + b, 0) / targets.length;
    const variance = targets.reduce((sum, y) => sum + (y - mean) ** 2, 0) / targets.length;
    return { residuals, leverages, transients, variance };
  }

  #reach(root: Root): number {
    const known: number[] = [];
    for (let block = 0; block < BLOCKS; block++)
      this.#inReach(block, root, (_, __, ___, found) => known.push(...found));
    return known.length === 0 ? 0 : quantile(ascending(known), KNOWN);
  }

  /** The rows of a block, some at a time, with their columns and how far each is from what was learned. */
  #inReach(
    block: number,
    root: Root,
    see: (times: Int32Array, rows: Float64Array, stride: number, leverages: Float64Array) => void,
  ): void {
    const of = new Leverage(root, this.#size);
    const { stride } = of;
    const all = rowsOf(this.#trail, this.#tag, block);
    for (let from = 0; from < all.length; from += ROWS_TOGETHER) {
      const times = all.subarray(from, from + ROWS_TOGETHER);
      const { rows } = of;
      for (let k = 0; k < times.length; k++) fill(this.#columns, this.#trail, times[k]!, rows, k * stride);
      see(times, rows, stride, of.ofRows(times.length));
    }
    of.dispose();
  }
}

/** Far from what a number can hold, whatever the next factor. */
const LARGE = 1e100;

/** Gaussian likelihood of the residuals under a variance of 1 + a leverage + b transient, times a common one. */
function likeliest(residuals: Float64Array, leverages: Float64Array, transients: Float64Array) {
  const known = new Float64Array(3 * residuals.length);
  let n = 0;
  for (let t = 0; t < residuals.length; t++) {
    if (Number.isNaN(residuals[t]!)) continue;
    known[3 * n] = residuals[t]!;
    known[3 * n + 1] = leverages[t]!;
    known[3 * n + 2] = transients[t]!;
    n++;
  }
  let best = { leverage: 0, transient: 0 };
  let least = Number.POSITIVE_INFINITY;
  for (const a of LEVERAGES) {
    for (const b of TRANSIENTS) {
      let squares = 0;
      let logs = 0;
      let product = 1;
      for (let k = 0; k < n; k++) {
        const r = known[3 * k]!;
        const v = 1 + a * known[3 * k + 1]! + b * known[3 * k + 2]!;
        squares += (r * r) / v;
        product *= v;
        // A logarithm takes longer than all else.
        if (product > LARGE) {
          logs += Math.log(product);
          product = 1;
        }
      }
      logs += Math.log(product);
      const surprise = Math.log(squares / n + LEAST_VARIANCE) / 2 + logs / n / 2;
      if (surprise < least) {
        least = surprise;
        best = { leverage: a, transient: b };
      }
    }
  }
  return best;
}

/** Median and standard deviation of the numbers that are there. */
function placeOf(values: Float64Array): { center: number; deviation: number } {
  const known = knownOf(values).sort();
  if (known.length === 0) return { center: 0, deviation: 1 };
  let sum = 0;
  for (let k = 0; k < known.length; k++) sum += known[k]!;
  return { center: known[known.length >> 1]!, deviation: Math.sqrt(meanSquare(known, sum / known.length)) };
}

/** Mean square of how far the numbers that are there are from one. */
function meanSquare(values: Float64Array, from: number): number {
  let sum = 0;
  let n = 0;
  for (let k = 0; k < values.length; k++) {
    const value = values[k]!;
    if (Number.isNaN(value)) continue;
    sum += (value - from) * (value - from);
    n++;
  }
  return n === 0 ? 0 : sum / n;
}

/** @param at where the row begins in rows */
export function dot(weights: Float64Array, rows: Float64Array, at = 0): number {
  let a = 0;
  let b = 0;
  let i = 0;
  for (; i + 1 < weights.length; i += 2) {
    a += weights[i]! * rows[at + i]!;
    b += weights[i + 1]! * rows[at + i + 1]!;
  }
  return i < weights.length ? a + weights[i]! * rows[at + i]! + b : a + b;
}
