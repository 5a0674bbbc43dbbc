import { createRandom, type Random } from '../../math/random';

/**
 * Typical encodings of normal operation: centres of k-means (Lloyd 1982, DOI 10.1109/TIT.1982.1056489) started by k-means++
 * (Arthur and Vassilvitskii 2007).
 * @param rows n x size, row-major, finite
 * @returns at most count x size; fewer when there are fewer different rows
 */
export function learnPrototypes(rows: Float32Array, size: number, count: number, seed: number): Float32Array {
  const centres = spread(rows, size, count, createRandom(seed));
  const nearest = new Int32Array(rows.length / size).fill(-1);
  for (let round = 0; round < ROUNDS; round++) {
    if (!assign(rows, size, centres, nearest)) break;
    recentre(rows, size, centres, nearest);
  }
  return centres;
}

const ROUNDS = 30;

/** Squared distance of rows[from .. from + size) to the nearest prototype. */
export function distanceToNearest(
  rows: ArrayLike<number>,
  from: number,
  prototypes: Float32Array,
  size: number,
): number {
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < prototypes.length; at += size) {
    const d = squaredDistance(rows, from, prototypes, at, size);
    // Written so that NaN is not passed over: a score that is not finite must be seen.
    if (!(d >= least)) least = d;
  }
  return least;
}

function squaredDistance(a: ArrayLike<number>, from: number, b: Float32Array, at: number, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) {
    const d = a[from + i]! - b[at + i]!;
    sum += d * d;
  }
  return sum;
}

/** k-means++: each next centre is drawn in proportion to the squared distance to the nearest one so far. */
function spread(rows: Float32Array, size: number, count: number, random: Random): Float32Array {
  const n = rows.length / size;
  const centres: number[] = [];
  const distance = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  let next = random.below(n);
  while (centres.length < count * size) {
    const centre = rows.slice(next * size, (next + 1) * size);
    centres.push(...centre);
    let total = 0;
    for (let t = 0; t < n; t++) {
      distance[t] = Math.min(distance[t]!, squaredDistance(rows, t * size, centre, 0, size));
      total += distance[t]!;
    }
    if (!(total > 0)) break;
    let left = random.next() * total;
    next = 0;
    while (next < n - 1 && left >= distance[next]!) left -= distance[next++]!;
  }
  return Float32Array.from(centres);
}

/** @returns whether any row has changed its centre */
function assign(rows: Float32Array, size: number, centres: Float32Array, nearest: Int32Array): boolean {
  let changed = false;
  for (let t = 0; t < nearest.length; t++) {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let k = 0; k * size < centres.length; k++) {
      const d = squaredDistance(rows, t * size, centres, k * size, size);
      if (d < least) {
        least = d;
        best = k;
      }
    }
    if (nearest[t] !== best) changed = true;
    nearest[t] = best;
  }
  return changed;
}

function recentre(rows: Float32Array, size: number, centres: Float32Array, nearest: Int32Array): void {
  const sums = new Float64Array(centres.length);
  const counts = new Float64Array(centres.length / size);
  for (let t = 0; t < nearest.length; t++) {
    const k = nearest[t]!;
    counts[k]!++;
    for (let i = 0; i < size; i++) sums[k * size + i]! += rows[t * size + i]!;
  }
  for (let at = 0; at < centres.length; at++) {
    const members = counts[Math.floor(at / size)]!;
    if (members > 0) centres[at] = sums[at]! / members;
  }
}
