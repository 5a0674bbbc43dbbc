import type { Matrix } from '../../lib/data/matrix';
import { eachRow, type Method, rowOf } from './method';

/** Most kernel columns kept at once; 10,000 rows then take 40 MB. */
const CACHE = 1000;
const TOLERANCE = 1e-4;
const STEPS = 200_000;

/**
 * One-Class SVM with an RBF kernel (Schoelkopf et al. 2001, DOI 10.1162/089976601750264965), solved by sequential
 * minimal optimisation as libsvm does (Fan, Chen, Lin 2005).
 * @param nu upper bound on the share of training rows outside
 * @param gamma width of the kernel; 'scale' is 1 / (columns x variance), scikit-learn's default
 */
export function oneClassSvm(nu = 0.05, gamma: number | 'scale' = 'scale'): Method {
  return {
    name: 'one-class-svm',
    fit: (train) => {
      const width = gamma === 'scale' ? 1 / (train.width * variance(train.data)) : gamma;
      const alpha = solve(train, nu, width);
      const support = [...alpha.keys()].filter((i) => alpha[i]! > 0);
      const total = support.reduce((sum, i) => sum + alpha[i]!, 0);
      // 1 minus the weighted mean of the kernel, 0..1: the offset rho and the scale do not change the order.
      const likeness = (row: Float64Array): number =>
        support.reduce((sum, i) => sum + alpha[i]! * kernel(rowOf(train, i), row, width), 0) / total;
      return eachRow((row) => 1 - likeness(row));
    },
  };
}

function variance(values: Float64Array): number {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length || 1;
}

function kernel(a: Float64Array, b: Float64Array, gamma: number): number {
  let square = 0;
  for (let i = 0; i < a.length; i++) square += (a[i]! - b[i]!) ** 2;
  return Math.exp(-gamma * square);
}

/** Minimises a K a / 2 with 0 <= a <= 1 and sum nu n. */
function solve(train: Matrix, nu: number, gamma: number): Float64Array {
  const n = train.rows;
  const column = kernelColumns(train, gamma);
  const alpha = Float64Array.from({ length: n }, (_, i) => Math.max(0, Math.min(1, nu * n - i)));
  const gradient = new Float64Array(n);
  for (let i = 0; i < n && alpha[i]! > 0; i++) add(gradient, column(i), alpha[i]!);
  for (let step = 0; step < STEPS; step++) {
    const pair = choose(alpha, gradient, column);
    if (pair === undefined) break;
    const { up, down } = pair;
    const upColumn = column(up);
    const downColumn = column(down);
    const curvature = Math.max(2 - 2 * upColumn[down]!, 1e-12);
    const free = Math.min(1 - alpha[up]!, alpha[down]!);
    const moved = Math.min((gradient[down]! - gradient[up]!) / curvature, free);
    alpha[up]! += moved;
    alpha[down]! -= moved;
    add(gradient, upColumn, moved);
    add(gradient, downColumn, -moved);
  }
  return alpha;
}

function add(target: Float64Array, values: Float32Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * values[i]!;
}

/** The pair whose exchange lowers the objective most (second order selection); undefined when none is worth it. */
function choose(
  alpha: Float64Array,
  gradient: Float64Array,
  column: (i: number) => Float32Array,
): { up: number; down: number } | undefined {
  let up = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < alpha.length; i++) {
    if (alpha[i]! < 1 && gradient[i]! < least) {
      least = gradient[i]!;
      up = i;
    }
  }
  if (up < 0) return undefined;
  const near = column(up);
  let down = -1;
  let best = 0;
  let widest = 0;
  for (let i = 0; i < alpha.length; i++) {
    const gap = gradient[i]! - least;
    if (alpha[i]! <= 0 || gap <= 0) continue;
    widest = Math.max(widest, gap);
    const gain = (gap * gap) / Math.max(2 - 2 * near[i]!, 1e-12);
    if (gain > best) {
      best = gain;
      down = i;
    }
  }
  return widest < TOLERANCE ? undefined : { up, down };
}

/** Kernel columns on demand; the least recently used are dropped. */
function kernelColumns(train: Matrix, gamma: number): (i: number) => Float32Array {
  const kept = new Map<number, Float32Array>();
  return (i) => {
    let values = kept.get(i);
    if (values === undefined) {
      const row = rowOf(train, i);
      values = Float32Array.from({ length: train.rows }, (_, j) => kernel(row, rowOf(train, j), gamma));
      if (kept.size >= CACHE) kept.delete(kept.keys().next().value!);
    } else kept.delete(i);
    kept.set(i, values);
    return values;
  };
}
