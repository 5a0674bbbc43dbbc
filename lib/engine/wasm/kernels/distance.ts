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

/**
 * Leverages of many rows, the same as one by one: two at a time, so that what is read of the root serves both.
 * @param rows doubles, count x n; a row follows the last one, whatever is in it
 * @param single room for two rows of floats
 * @param said where the leverages go, and room for one more
 */
export function leverages(
  root: usize, scales: usize, rows: usize, single: usize, said: usize, n: i32, count: i32,
): void {
  const row = <usize>n << 2;
  const other = single + row;
  for (let last = said + (<usize>count << 3); said < last; said += 16, rows += row << 2) {
    demote(rows, single, other);
    demote(rows + (row << 1), other, other + row);
    let steps = root;
    let scale = scales;
    let h0: f64 = 0;
    let h1: f64 = 0;
    for (let end = single + 16; end <= other; end += 16, scale += 16) {
      let a0 = f32x4.splat(0);
      let b0 = a0, c0 = a0, d0 = a0;
      let a1 = a0, b1 = a0, c1 = a0, d1 = a0;
      for (let s = single; s < end; s += 16, steps += 32) {
        const t = s + row;
        const ab = v128.load(steps);
        const cd = v128.load(steps, 16);
        let r = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(ab));
        a0 = madd(r, v128.load32_splat(s), a0);
        a1 = madd(r, v128.load32_splat(t), a1);
        r = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(ab));
        b0 = madd(r, v128.load32_splat(s, 4), b0);
        b1 = madd(r, v128.load32_splat(t, 4), b1);
        r = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(cd));
        c0 = madd(r, v128.load32_splat(s, 8), c0);
        c1 = madd(r, v128.load32_splat(t, 8), c1);
        r = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(cd));
        d0 = madd(r, v128.load32_splat(s, 12), d0);
        d1 = madd(r, v128.load32_splat(t, 12), d1);
      }
      const worth = v128.load(scale);
      a0 = f32x4.mul(f32x4.add(f32x4.add(a0, b0), f32x4.add(c0, d0)), worth);
      a1 = f32x4.mul(f32x4.add(f32x4.add(a1, b1), f32x4.add(c1, d1)), worth);
      h0 += total(f32x4.mul(a0, a0));
      h1 += total(f32x4.mul(a1, a1));
    }
    store<f64>(said, h0);
    store<f64>(said, h1, 8);
  }
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
