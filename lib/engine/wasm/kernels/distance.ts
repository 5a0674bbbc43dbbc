// Distances of live scores from what was learned: lib/score/mewma/chart.ts, lib/score/learned-twin/leverage.ts.
import { madd, total } from './vector';

/**
 * One scale of a multivariate EWMA chart: smoothed += rate (off - smoothed), in double precision.
 * @param n of all vectors, a multiple of four
 * @param single, said room for n floats each
 * @returns |root x smoothed|^2, see distance
 */
export function smoothedDistance(
  off: usize, smoothed: usize, root: usize, single: usize, said: usize, n: i32, rate: f64,
): f64 {
  const end = smoothed + (<usize>n << 3);
  const r = f64x2.splat(rate);
  for (let s = smoothed; s < end; s += 16, off += 16) {
    const v = v128.load(s);
    v128.store(s, f64x2.add(v, f64x2.mul(r, f64x2.sub(v128.load(off), v))));
  }
  return distance(root, smoothed, single, said, n);
}

/**
 * |root x|^2 for a lower triangle, single precision.
 * @param root in groups of four rows, the four numbers of a column side by side; group g has 4 (g + 1) columns
 * @param x doubles, a multiple of four of them
 * @param single, said room for as many floats; root x is in said then
 */
export function distance(root: usize, x: usize, single: usize, said: usize, n: i32): f64 {
  const end = single + (<usize>n << 2);
  demote(x, single, end);
  let h: f64 = 0;
  for (let last = single + 16; last <= end; last += 16, said += 16) {
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
    v128.store(said, sum);
    h += total(f32x4.mul(sum, sum));
  }
  return h;
}

/**
 * The same for a root in 16 bits.
 * @param root steps, in the same order
 * @param scales n floats: what a step is worth, by row
 */
export function leverage(root: usize, scales: usize, x: usize, single: usize, n: i32): f64 {
  const end = single + (<usize>n << 2);
  demote(x, single, end);
  let h: f64 = 0;
  for (let last = single + 16; last <= end; last += 16, scales += 16) {
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    for (let s = single; s < last; s += 16, root += 32) {
      const ab = v128.load(root);
      const cd = v128.load(root, 16);
      a = madd(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(ab)), v128.load32_splat(s), a);
      b = madd(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(ab)), v128.load32_splat(s, 4), b);
      c = madd(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(cd)), v128.load32_splat(s, 8), c);
      d = madd(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(cd)), v128.load32_splat(s, 12), d);
    }
    const sum = f32x4.mul(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), v128.load(scales));
    h += total(f32x4.mul(sum, sum));
  }
  return h;
}

/** Doubles to floats, up to `end`. */
// @ts-ignore: decorator
@inline
function demote(x: usize, single: usize, end: usize): void {
  for (let s = single; s < end; s += 16, x += 32) {
    const low = f32x4.demote_f64x2_zero(v128.load(x));
    const high = f32x4.demote_f64x2_zero(v128.load(x, 16));
    v128.store(s, v128.shuffle<i32>(low, high, 0, 1, 4, 5));
  }
}

/**
 * What each component has to do with |root x|^2: shares += (root' root x)^2 x fractions.
 * @param shares, fractions n floats each
 */
export function addShares(
  root: usize, x: usize, single: usize, said: usize, fractions: usize, shares: usize, n: i32,
): void {
  distance(root, x, single, said, n);
  // What root' makes of it takes the place of the single x.
  memory.fill(single, 0, <usize>n << 2);
  const end = single + (<usize>n << 2);
  for (let last = single + 4; last < end; last += 16, said += 16) {
    const y = v128.load(said);
    for (let s = single; s < last + 12; s += 4, root += 16) {
      f32.store(s, f32.load(s) + total(f32x4.mul(v128.load(root), y)));
    }
  }
  for (let s = single; s < end; s += 16, shares += 16, fractions += 16) {
    const w = v128.load(s);
    v128.store(shares, madd(f32x4.mul(w, w), v128.load(fractions), v128.load(shares)));
  }
}
