// Distances of live scores from what was learned: lib/score/mewma/chart.ts, lib/score/learned-twin/leverage.ts.
import { madd, total } from './vector';

/**
 * One scale of a multivariate EWMA chart, double precision.
 * @param n of all vectors, a multiple of four; precision is n x n, row-major
 * @param rate smoothed += rate (off - smoothed), and weighted = precision x smoothed
 * @returns smoothed . weighted
 */
export function smoothedDistance(off: usize, smoothed: usize, weighted: usize, precision: usize, n: i32, rate: f64): f64 {
  const row = <usize>n << 3;
  const end = smoothed + row;
  const r = f64x2.splat(rate);
  for (let s = smoothed; s < end; s += 16, off += 16) {
    const v = v128.load(s);
    v128.store(s, f64x2.add(v, f64x2.mul(r, f64x2.sub(v128.load(off), v))));
  }
  let distance = f64x2.splat(0);
  // Four rows at a time: their sums do not wait for one another.
  for (let i = smoothed; i < end; i += 32, weighted += 32) {
    let a = f64x2.splat(0);
    let b = a;
    let c = a;
    let d = a;
    for (let s = smoothed; s < end; s += 16, precision += 16) {
      const x = v128.load(s);
      a = f64x2.add(a, f64x2.mul(v128.load(precision), x));
      b = f64x2.add(b, f64x2.mul(v128.load(precision + row), x));
      c = f64x2.add(c, f64x2.mul(v128.load(precision + 2 * row), x));
      d = f64x2.add(d, f64x2.mul(v128.load(precision + 3 * row), x));
    }
    precision += 3 * row;
    const ab = f64x2.add(v128.shuffle<i64>(a, b, 0, 2), v128.shuffle<i64>(a, b, 1, 3));
    const cd = f64x2.add(v128.shuffle<i64>(c, d, 0, 2), v128.shuffle<i64>(c, d, 1, 3));
    v128.store(weighted, ab);
    v128.store(weighted, cd, 16);
    distance = f64x2.add(distance, f64x2.add(f64x2.mul(ab, v128.load(i)), f64x2.mul(cd, v128.load(i, 16))));
  }
  return f64x2.extract_lane(distance, 0) + f64x2.extract_lane(distance, 1);
}

/**
 * |root x|^2 for a lower triangle, single precision.
 * @param root in groups of four rows, the four numbers of a column side by side; group g has 4 (g + 1) columns
 * @param x doubles, a multiple of four of them
 * @param single room for as many floats
 */
export function leverage(root: usize, x: usize, single: usize, n: i32): f64 {
  const end = single + (<usize>n << 2);
  for (let s = single; s < end; s += 16, x += 32) {
    const low = f32x4.demote_f64x2_zero(v128.load(x));
    const high = f32x4.demote_f64x2_zero(v128.load(x, 16));
    v128.store(s, v128.shuffle<i32>(low, high, 0, 1, 4, 5));
  }
  let h: f64 = 0;
  for (let last = single + 16; last <= end; last += 16) {
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    for (let s = single; s < last; s += 16, root += 64) {
      a = madd(v128.load(root), v128.load32_splat(s), a);
      b = madd(v128.load(root, 16), v128.load32_splat(s, 4), b);
      c = madd(v128.load(root, 32), v128.load32_splat(s, 8), c);
      d = madd(v128.load(root, 48), v128.load32_splat(s, 12), d);
    }
    const sum = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
    h += total(f32x4.mul(sum, sum));
  }
  return h;
}
