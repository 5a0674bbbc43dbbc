import { invertPositive, multiply } from '../../matrix';
import { ascending, quantile } from '../../quantile';
import { smooth } from '../ewma';
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
/** The row itself is the smallest part of a distance that can be trusted: below it lies rounding. */
const LEAST_UNIT = 0.01;
const LEAST_VARIANCE = 1e-7;

/**
 * Learns the normal spread of a stream and calibrates it on blocks of rows that are left out in turn.
 * @param rows n x size, row-major, in order of time; finite
 * @param inputs what the network saw in the same rows: the same size
 */
export function fitMewma(
  rows: Float32Array,
  size: number,
  options: MewmaOptions,
  inputs: Float32Array = rows,
): FittedMewma {
  const n = rows.length / size;
  const mean = meanOf(rows, size);
  const ridge = options.ridge * typical(variancesOf(rows, size, mean)) + LEAST_VARIANCE;
  const lasting = lastingErrors(inputs, size, options.bias);
  const heldOut = new Float64Array(n);
  const limit = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const scales = options.rates.map((rate) => {
    const smoothed = smoothRows(rows, mean, rate);
    const from = Math.min(n >> 2, Math.round(2 / rate));
    // Smoothing shrinks the variance of noise by this factor; the ridge shrinks with it, a lasting error does not.
    const floor = lasting.map((error) => ridge * (rate / (2 - rate)) + error);
    const { distances, precision } = crossValidate(smoothed, size, from, options.shrinkage, floor);
    const unit = unitOf(distances, from, size);
    for (let t = 0; t < n; t++) {
      const result = distances[t]! / unit;
      heldOut[t]! += t < from ? Number.NaN : Math.min(result, limit[t]!) / options.rates.length;
      limit[t] = CAP * result;
    }
    return { rate, precision, unit } satisfies MewmaScale;
  });
  return { fitted: { mean, scales }, heldOut };
}

function meanOf(rows: Float32Array, size: number): Float64Array {
  const mean = new Float64Array(size);
  for (let at = 0; at < rows.length; at++) mean[at % size]! += rows[at]!;
  const n = Math.max(1, rows.length / size);
  for (let i = 0; i < size; i++) mean[i]! /= n;
  return mean;
}

function variancesOf(rows: Float32Array, size: number, mean: Float64Array): Float64Array {
  const variance = new Float64Array(size);
  const n = Math.max(1, rows.length / size);
  for (let at = 0; at < rows.length; at++) variance[at % size]! += (rows[at]! - mean[at % size]!) ** 2 / n;
  return variance;
}

/** Mean of the variances of the components that move. */
function typical(variances: Float64Array): number {
  const moving = variances.filter((v) => v > LEAST_VARIANCE);
  return moving.length === 0 ? 0 : moving.reduce((a, b) => a + b, 0) / moving.length;
}

/** Variance of the lasting error by component; one that never moved counts as a typical one, or as scaled to one. */
function lastingErrors(inputs: Float32Array, size: number, bias: number): Float64Array {
  const variances = variancesOf(inputs, size, meanOf(inputs, size));
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
  n: number;
  readonly sum: Float64Array;
  /** size x size, lower triangle. */
  readonly squares: Float64Array;
}

/** Distances of each block by the spread of all others, and the precision of all blocks together. */
function crossValidate(rows: Float64Array, size: number, from: number, shrinkage: number, floor: Float64Array) {
  const n = rows.length / size;
  const border = (k: number): number => from + Math.floor(((n - from) * k) / FOLDS);
  const folds = Array.from({ length: FOLDS }, (_, k) => momentsOf(rows, size, border(k), border(k + 1)));
  const all = folds.reduce((a, b) => combine(a, b, 1));
  const distances = new Float64Array(n);
  for (let k = 0; k < FOLDS; k++) {
    const others = combine(all, folds[k]!, -1);
    if (others.n < 2) continue;
    const precision = precisionOf(others, size, shrinkage, floor);
    const center = others.sum.map((s) => s / others.n);
    measure(rows, size, border(k), border(k + 1), center, precision, distances);
  }
  return { distances, precision: precisionOf(all, size, shrinkage, floor) };
}

function momentsOf(rows: Float64Array, size: number, from: number, to: number): Moments {
  const sum = new Float64Array(size);
  const squares = new Float64Array(size * size);
  for (let t = from; t < to; t++) {
    const row = t * size;
    for (let i = 0; i < size; i++) {
      const x = rows[row + i]!;
      sum[i]! += x;
      for (let j = 0; j <= i; j++) squares[i * size + j]! += x * rows[row + j]!;
    }
  }
  return { n: to - from, sum, squares };
}

function combine(a: Moments, b: Moments, sign: 1 | -1): Moments {
  return {
    n: a.n + sign * b.n,
    sum: a.sum.map((x, i) => x + sign * b.sum[i]!),
    squares: a.squares.map((x, i) => x + sign * b.squares[i]!),
  };
}

/** @param floor added to each variance */
function precisionOf({ n, sum, squares }: Moments, size: number, shrinkage: number, floor: Float64Array): Float64Array {
  const covariance = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const c = squares[i * size + j]! / n - (sum[i]! / n) * (sum[j]! / n);
      covariance[i * size + j] = i === j ? Math.max(0, c) + floor[i]! : c * (1 - shrinkage);
    }
  }
  return invertPositive(covariance, size);
}

function measure(
  rows: Float64Array,
  size: number,
  from: number,
  to: number,
  center: Float64Array,
  precision: Float64Array,
  distances: Float64Array,
): void {
  const off = new Float64Array(size);
  const weighted = new Float64Array(size);
  for (let t = from; t < to; t++) {
    for (let i = 0; i < size; i++) off[i] = rows[t * size + i]! - center[i]!;
    multiply(precision, off, weighted);
    let distance = 0;
    for (let i = 0; i < size; i++) distance += off[i]! * weighted[i]!;
    distances[t] = distance;
  }
}

function unitOf(distances: Float64Array, from: number, size: number): number {
  const sorted = ascending(distances.subarray(from));
  return Math.max(sorted.length === 0 ? 0 : quantile(sorted, 0.99), LEAST_UNIT * size);
}
