import type { Matrix } from '../../lib/data/matrix';
import { createRandom, type Random } from '../../lib/math/random';
import type { Method } from './method';

const ROUNDS = 50;

/**
 * Window k-means, strictly causal: row t is as anomalous as the window that ends at t is far from the nearest centre
 * of training windows. (KMeansAD of TSB-AD averages over all windows that cover t, and so looks ahead.)
 * @param length rows per window
 */
export function kmeans(length = 40, k = 10): Method {
  return {
    name: 'kmeans',
    fit: (train, seed) => {
      const size = Math.min(length, train.rows);
      const centers = cluster(windows(train, size), k, createRandom(seed));
      return (rows) => {
        const used = windows(rows, Math.min(size, rows.rows));
        const scores = used.map((window) => Math.sqrt(nearest(window, centers).distance));
        // Before the first full window there is nothing to judge: the first score stands in.
        return Float64Array.from({ length: rows.rows }, (_, t) => scores[Math.max(0, t - size + 1)]!);
      };
    },
  };
}

/** All windows, sharing the rows' memory: rows are contiguous, so a window is one slice. */
function windows({ data, rows, width }: Matrix, length: number): Float64Array[] {
  return Array.from({ length: rows - length + 1 }, (_, i) => data.subarray(i * width, (i + length) * width));
}

function cluster(points: readonly Float64Array[], k: number, random: Random): Float64Array[] {
  let centers = spread(points, Math.min(k, points.length), random);
  let before = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const sums = centers.map((c) => new Float64Array(c.length));
    const counts = centers.map(() => 0);
    let total = 0;
    for (const point of points) {
      const { index, distance } = nearest(point, centers);
      const sum = sums[index]!;
      for (let i = 0; i < point.length; i++) sum[i]! += point[i]!;
      counts[index]!++;
      total += distance;
    }
    centers = sums.map((sum, c) => (counts[c] === 0 ? centers[c]! : sum.map((v) => v / counts[c]!)));
    if (before - total <= 1e-6 * total) break;
    before = total;
  }
  return centers;
}

/** k-means++ (Arthur, Vassilvitskii 2007): far points are likelier to become centres. */
function spread(points: readonly Float64Array[], k: number, random: Random): Float64Array[] {
  const centers = [points[random.below(points.length)]!];
  const distances = points.map((p) => squared(p, centers[0]!));
  while (centers.length < k) {
    let mark = random.next() * distances.reduce((sum, d) => sum + d, 0);
    let chosen = 0;
    while (chosen < points.length - 1 && mark >= distances[chosen]!) mark -= distances[chosen++]!;
    const center = points[chosen]!;
    centers.push(center);
    points.forEach((p, i) => {
      distances[i] = Math.min(distances[i]!, squared(p, center));
    });
  }
  return centers;
}

function nearest(point: Float64Array, centers: readonly Float64Array[]): { index: number; distance: number } {
  let index = 0;
  let distance = Number.POSITIVE_INFINITY;
  centers.forEach((center, c) => {
    const d = squared(point, center);
    if (d < distance) {
      distance = d;
      index = c;
    }
  });
  return { index, distance };
}

function squared(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < b.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum;
}
