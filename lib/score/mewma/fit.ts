import { addRows, cholesky } from '../../engine/wasm/algebra';
import { knownOf } from '../../math/known';
import { quantile } from '../../math/quantile';
import { smooth } from '../ewma';
import { rootOf } from '../root';
import { settledRows } from '../settled';
import { CAP, type Mewma, type MewmaScale } from './chart';

/** How the statistics of a chart are made. */
export interface MewmaOptions {
  /** Smoothing rates, see MewmaScale. */
  readonly rates: readonly number[];
  /** Part of the correlations that is taken away, 0..1: few rows make them look stronger than they are. */
  readonly shrinkage: number;
  /**
   * Added to each variance, as a part of the mean variance of the components that move. A component that hardly moved in
   * training (a flag, a mode) can then not outshout all others on its first change.
   */
  readonly ridge: number;
  /**
   * Error of the model that smoothing does not take away (a rounded source, a season, a worn sensor), as a part of the
   * deviation that each component has in the inputs. Without it a slow scale takes a hair's breadth for evidence.
   */
  readonly bias: number;
}

/** Statistics of normal vectors, and what they say about rows that they were not made from. */
export interface FittedMewma {
  readonly fitted: Mewma;
  /**
   * Result of the chart for every row by statistics that were made without it (NaN while the slowest scale warms up):
   * what normal scores look like on rows that were not learned from.
   */
  readonly heldOut: Float64Array;
}

const FOLDS = 5;
/** Times of warming up after which next to nothing of a row is left in a smoothed one. */
const FORGETS = 3;
/** The row itself is the smallest part of a distance that can be trusted: below it lies rounding. */
const LEAST_UNIT = 0.01;
const LEAST_VARIANCE = 1e-7;
const GROUP = 4;

/**
 * Learns the normal spread of a stream and calibrates it on blocks of rows that are left out in turn. No statistic of a
 * block is made from its rows, nor from the rows behind it in which the smoothing still remembers them.
 * @param rows n x size, row-major, in order of time; finite
 * @param inputs what the network saw in the same rows: the same size
 * @param gaps 1 where rows are missing right before this one
 * @param window rows that the network sees together: that many behind a gap hold what was before it
 */
export function fitMewma(
  rows: Float32Array,
  size: number,
  options: MewmaOptions,
  inputs: Float32Array = rows,
  gaps: Uint8Array = new Uint8Array(rows.length / size),
  window = 1,
): FittedMewma {
  const n = rows.length / size;
  const spread = { rows: new Spread(rows, size), inputs: new Spread(inputs, size) };
  const heldOut = new Float64Array(n);
  const limit = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const scales = options.rates.map((rate) => {
    const warm = Math.min(n >> 2, Math.round(2 / rate));
    const used = settledRows(gaps, warm + window - 1, warm);
    // The rows that only warm up are held out of nothing: where the smoothing begins may be known from them.
    const smoothed = smoothRows(rows, meanOf(rows.subarray(0, Math.max(1, warm) * size), size), rate);
    const floor = (from: number, to: number): Float64Array => floorOf(spread, options, rate, from, to);
    const { distances, root } = crossValidate(smoothed, used, size, warm, options.shrinkage, floor);
    const unit = unitOf(distances, size);
    for (let t = 0; t < n; t++) {
      const result = distances[t]! / unit;
      heldOut[t]! += Math.min(result, limit[t]!) / options.rates.length;
      limit[t] = CAP * result;
    }
    return { rate, root, unit } satisfies MewmaScale;
  });
  return { fitted: { mean: meanOf(rows, size), scales }, heldOut };
}

/** What is added to each variance, known from the rows outside of [from, to). */
function floorOf(
  spread: { readonly rows: Spread; readonly inputs: Spread },
  { ridge, bias }: MewmaOptions,
  rate: number,
  from: number,
  to: number,
): Float64Array {
  const added = ridge * typical(spread.rows.outside(from, to)) + LEAST_VARIANCE;
  // Smoothing shrinks the variance of noise by this factor; the ridge shrinks with it, a lasting error does not.
  return lastingErrors(spread.inputs.outside(from, to), bias).map((error) => added * (rate / (2 - rate)) + error);
}

function meanOf(rows: Float32Array, size: number): Float64Array {
  const mean = new Float64Array(size);
  for (let at = 0; at < rows.length; at += size) for (let i = 0; i < size; i++) mean[i]! += rows[at + i]!;
  const n = Math.max(1, rows.length / size);
  for (let i = 0; i < size; i++) mean[i]! /= n;
  return mean;
}

/** Variances of rows, whichever are left out of them. */
class Spread {
  readonly #size: number;
  readonly #count: number;
  /** Sums, and sums of squares, of all rows before each: of how far they are from the first one, which hardly moves away from 0. */
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;

  constructor(rows: Float32Array, size: number) {
    this.#size = size;
    this.#count = rows.length / size;
    this.#sums = new Float64Array(rows.length + size);
    this.#squares = new Float64Array(rows.length + size);
    for (let at = 0, i = 0; at < rows.length; at++) {
      const off = rows[at]! - rows[i]!;
      this.#sums[at + size] = this.#sums[at]! + off;
      this.#squares[at + size] = this.#squares[at]! + off * off;
      if (++i === size) i = 0;
    }
  }

  /** Variance of each component over the rows outside of [from, to). */
  outside(from: number, to: number): Float64Array {
    const count = Math.max(1, this.#count - (to - from));
    const of = (sums: Float64Array, i: number): number => {
      const at = (t: number): number => sums[t * this.#size + i]!;
      return (at(this.#count) - at(to) + at(from)) / count;
    };
    return Float64Array.from({ length: this.#size }, (_, i) => {
      return Math.max(0, of(this.#squares, i) - of(this.#sums, i) ** 2);
    });
  }
}

/** Mean of the variances of the components that move. */
function typical(variances: Float64Array): number {
  const moving = variances.filter((v) => v > LEAST_VARIANCE);
  return moving.length === 0 ? 0 : moving.reduce((a, b) => a + b, 0) / moving.length;
}

/** Variance of the lasting error by component; one that never moved counts as a typical one, or as scaled to one. */
function lastingErrors(variances: Float64Array, bias: number): Float64Array {
  const usual = typical(variances) || 1;
  return variances.map((v) => bias ** 2 * (v > LEAST_VARIANCE ? v : usual));
}

function smoothRows(rows: Float32Array, mean: Float64Array, rate: number): Float64Array {
  const size = mean.length;
  const smoothed = new Float64Array(rows.length);
  const state = new Float64Array(size);
  const off = new Float64Array(size);
  for (let at = 0; at < rows.length; at += size) {
    for (let i = 0; i < size; i++) off[i] = rows[at + i]! - mean[i]!;
    smooth(state, rate, off);
    smoothed.set(state, at);
  }
  return smoothed;
}

interface Moments {
  readonly n: number;
  readonly sum: Float64Array;
  /** size x size, lower triangle. */
  readonly squares: Float64Array;
}

/**
 * Distances of each block by the spread of all others (NaN where a row is not used), and the root of the precision of all blocks together.
 * @param used 1 for rows that count
 * @param warm rows in which the smoothing remembers a row
 * @param floor added to each variance, when the rows [from, to) are not to be looked at
 */
function crossValidate(
  rows: Float64Array,
  used: Uint8Array,
  size: number,
  warm: number,
  shrinkage: number,
  floor: (from: number, to: number) => Float64Array,
) {
  const n = rows.length / size;
  const border = (k: number): number => warm + Math.floor(((n - warm) * k) / FOLDS);
  const blocks = Array.from({ length: FOLDS }, (_, k): readonly [from: number, to: number, purged: number] => {
    const [from, to] = [border(k), border(k + 1)];
    return [from, to, Math.min(n, to + Math.min(FORGETS * warm, to - from))];
  });
  const before = momentsBefore(rows, used, size, [...blocks.flat(), n]);
  const all = before.get(n)!;
  const distances = new Float64Array(n).fill(Number.NaN);
  for (const [from, to, purged] of blocks) {
    const others = combine(combine(all, before.get(purged)!, -1), before.get(from)!, 1);
    if (others.n < 2) continue;
    const lower = cholesky(covarianceOf(others, size, shrinkage, floor(from, purged)), size);
    const center = others.sum.map((s) => s / others.n);
    measure(rows, used, from, to, center, lower, distances);
  }
  return { distances, root: rootOf(cholesky(covarianceOf(all, size, shrinkage, floor(0, 0)), size), size) };
}

/** Moments of the rows before each of some rows; each row is looked at once. */
function momentsBefore(
  rows: Float64Array,
  used: Uint8Array,
  size: number,
  borders: readonly number[],
): ReadonlyMap<number, Moments> {
  const squares = new Float64Array(size * size);
  const sum = new Float64Array(size);
  const moments = new Map<number, Moments>();
  let n = 0;
  let from = 0;
  for (const to of [...new Set(borders)].sort((a, b) => a - b)) {
    const count = to - from;
    // The kernel takes four rows at a time.
    const ones = new Float64Array(Math.ceil(count / GROUP) * GROUP);
    const counted = new Float64Array(ones.length * size);
    counted.set(rows.subarray(from * size, to * size));
    for (let t = 0; t < count; t++) {
      if (used[from + t] === 0) counted.fill(0, t * size, (t + 1) * size);
      else ones[t] = 1;
      n += ones[t]!;
    }
    addRows(squares, sum, counted, ones);
    moments.set(to, { n, sum: sum.slice(), squares: squares.slice() });
    from = to;
  }
  return moments;
}

function combine(a: Moments, b: Moments, sign: 1 | -1): Moments {
  return {
    n: a.n + sign * b.n,
    sum: a.sum.map((x, i) => x + sign * b.sum[i]!),
    squares: a.squares.map((x, i) => x + sign * b.squares[i]!),
  };
}

/** @param floor added to each variance */
function covarianceOf(
  { n, sum, squares }: Moments,
  size: number,
  shrinkage: number,
  floor: Float64Array,
): Float64Array {
  const covariance = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const c = squares[i * size + j]! / n - (sum[i]! / n) * (sum[j]! / n);
      covariance[i * size + j] = i === j ? Math.max(0, c) + floor[i]! : c * (1 - shrinkage);
    }
  }
  return covariance;
}

/** Mahalanobis' distances of the rows [from, to). @param lower L of the covariance L L': they are |L^-1 (row - center)|^2 */
function measure(
  rows: Float64Array,
  used: Uint8Array,
  from: number,
  to: number,
  center: Float64Array,
  lower: Float64Array,
  distances: Float64Array,
): void {
  const size = center.length;
  const solved = new Float64Array(size);
  for (let t = from; t < to; t++) {
    if (used[t] === 0) continue;
    let distance = 0;
    for (let i = 0, at = 0; i < size; i++, at += size) {
      let left = rows[t * size + i]! - center[i]!;
      for (let j = 0; j < i; j++) left -= lower[at + j]! * solved[j]!;
      left /= lower[at + i]!;
      solved[i] = left;
      distance += left * left;
    }
    distances[t] = distance;
  }
}

function unitOf(distances: Float64Array, size: number): number {
  const sorted = knownOf(distances).sort();
  return Math.max(sorted.length === 0 ? 0 : quantile(sorted, 0.99), LEAST_UNIT * size);
}
