// The blocks of a matrix product (product.ts): 4 rows x 8 or 4 columns of C stay in registers, 8 accumulators being
// enough to hide the latency of a multiply-add on two ports.
import { madd, store4, store8 } from './vector';

/** 8 columns, blocks of 4 rows; A contiguous along k. The first `skip` columns are left as they are. */
export function panel8(
  c: usize, ldc: usize, a: usize, aRow: usize, aOuter: usize, b: usize, bOuter: usize, bInner: usize,
  rows: i32, outer: i32, inner: i32, bias: usize, flags: i32, skip: i32,
): void {
  let bias0 = f32x4.splat(0);
  let bias1 = f32x4.splat(0);
  if (bias) {
    bias0 = v128.load(bias);
    bias1 = v128.load(bias, 16);
  }
  for (; rows >= 4; rows -= 4) {
    let c00 = bias0, c01 = bias1, c10 = bias0, c11 = bias1;
    let c20 = bias0, c21 = bias1, c30 = bias0, c31 = bias1;
    let aBlock = a;
    let bBlock = b;
    for (let o = 0; o < outer; o++) {
      let p0 = aBlock;
      let p1 = p0 + aRow;
      let p2 = p1 + aRow;
      let p3 = p2 + aRow;
      let q = bBlock;
      let k = inner;
      for (; k >= 2; k -= 2) {
        let b0 = v128.load(q);
        let b1 = v128.load(q, 16);
        q += bInner;
        let x = v128.load32_splat(p0);
        c00 = madd(x, b0, c00);
        c01 = madd(x, b1, c01);
        x = v128.load32_splat(p1);
        c10 = madd(x, b0, c10);
        c11 = madd(x, b1, c11);
        x = v128.load32_splat(p2);
        c20 = madd(x, b0, c20);
        c21 = madd(x, b1, c21);
        x = v128.load32_splat(p3);
        c30 = madd(x, b0, c30);
        c31 = madd(x, b1, c31);
        b0 = v128.load(q);
        b1 = v128.load(q, 16);
        q += bInner;
        x = v128.load32_splat(p0, 4);
        c00 = madd(x, b0, c00);
        c01 = madd(x, b1, c01);
        x = v128.load32_splat(p1, 4);
        c10 = madd(x, b0, c10);
        c11 = madd(x, b1, c11);
        x = v128.load32_splat(p2, 4);
        c20 = madd(x, b0, c20);
        c21 = madd(x, b1, c21);
        x = v128.load32_splat(p3, 4);
        c30 = madd(x, b0, c30);
        c31 = madd(x, b1, c31);
        p0 += 8;
        p1 += 8;
        p2 += 8;
        p3 += 8;
      }
      if (k) {
        const b0 = v128.load(q);
        const b1 = v128.load(q, 16);
        let x = v128.load32_splat(p0);
        c00 = madd(x, b0, c00);
        c01 = madd(x, b1, c01);
        x = v128.load32_splat(p1);
        c10 = madd(x, b0, c10);
        c11 = madd(x, b1, c11);
        x = v128.load32_splat(p2);
        c20 = madd(x, b0, c20);
        c21 = madd(x, b1, c21);
        x = v128.load32_splat(p3);
        c30 = madd(x, b0, c30);
        c31 = madd(x, b1, c31);
      }
      aBlock += aOuter;
      bBlock += bOuter;
    }
    store8(c, c00, c01, flags, skip);
    c += ldc;
    store8(c, c10, c11, flags, skip);
    c += ldc;
    store8(c, c20, c21, flags, skip);
    c += ldc;
    store8(c, c30, c31, flags, skip);
    c += ldc;
    a += aRow << 2;
  }
}

/**
 * As panel8, blocks of 6 rows: 12 accumulators, for the fused multiply-add, whose latency 8 do not hide. Without it the
 * products need registers of their own, and 8 are enough.
 */
export function panel8x6(
  c: usize, ldc: usize, a: usize, aRow: usize, aOuter: usize, b: usize, bOuter: usize, bInner: usize,
  rows: i32, outer: i32, inner: i32, bias: usize, flags: i32, skip: i32,
): void {
  for (; rows >= 6; rows -= 6) {
    let c00 = f32x4.splat(0), c01 = c00;
    if (bias) {
      c00 = v128.load(bias);
      c01 = v128.load(bias, 16);
    }
    let c10 = c00, c11 = c01, c20 = c00, c21 = c01;
    let c30 = c00, c31 = c01, c40 = c00, c41 = c01, c50 = c00, c51 = c01;
    let aBlock = a;
    let bBlock = b;
    for (let o = 0; o < outer; o++) {
      let p0 = aBlock;
      let p1 = p0 + aRow;
      let p2 = p1 + aRow;
      let p3 = p2 + aRow;
      let p4 = p3 + aRow;
      let p5 = p4 + aRow;
      let q = bBlock;
      for (let k = 0; k < inner; k++) {
        const b0 = v128.load(q);
        const b1 = v128.load(q, 16);
        q += bInner;
        let x = v128.load32_splat(p0);
        c00 = madd(x, b0, c00);
        c01 = madd(x, b1, c01);
        x = v128.load32_splat(p1);
        c10 = madd(x, b0, c10);
        c11 = madd(x, b1, c11);
        x = v128.load32_splat(p2);
        c20 = madd(x, b0, c20);
        c21 = madd(x, b1, c21);
        x = v128.load32_splat(p3);
        c30 = madd(x, b0, c30);
        c31 = madd(x, b1, c31);
        x = v128.load32_splat(p4);
        c40 = madd(x, b0, c40);
        c41 = madd(x, b1, c41);
        x = v128.load32_splat(p5);
        c50 = madd(x, b0, c50);
        c51 = madd(x, b1, c51);
        p0 += 4;
        p1 += 4;
        p2 += 4;
        p3 += 4;
        p4 += 4;
        p5 += 4;
      }
      aBlock += aOuter;
      bBlock += bOuter;
    }
    store8(c, c00, c01, flags, skip);
    c += ldc;
    store8(c, c10, c11, flags, skip);
    c += ldc;
    store8(c, c20, c21, flags, skip);
    c += ldc;
    store8(c, c30, c31, flags, skip);
    c += ldc;
    store8(c, c40, c41, flags, skip);
    c += ldc;
    store8(c, c50, c51, flags, skip);
    c += ldc;
    a += aRow * 6;
  }
}

/** As panel8, 4 columns. */
export function panel4(
  c: usize, ldc: usize, a: usize, aRow: usize, aOuter: usize, b: usize, bOuter: usize, bInner: usize,
  rows: i32, outer: i32, inner: i32, bias: usize, flags: i32, skip: i32,
): void {
  const start = bias ? v128.load(bias) : f32x4.splat(0);
  for (; rows >= 4; rows -= 4) {
    let c0 = start, c1 = start, c2 = start, c3 = start;
    let aBlock = a;
    let bBlock = b;
    for (let o = 0; o < outer; o++) {
      let p0 = aBlock;
      let p1 = p0 + aRow;
      let p2 = p1 + aRow;
      let p3 = p2 + aRow;
      let q = bBlock;
      for (let k = 0; k < inner; k++) {
        const x = v128.load(q);
        c0 = madd(v128.load32_splat(p0), x, c0);
        c1 = madd(v128.load32_splat(p1), x, c1);
        c2 = madd(v128.load32_splat(p2), x, c2);
        c3 = madd(v128.load32_splat(p3), x, c3);
        q += bInner;
        p0 += 4;
        p1 += 4;
        p2 += 4;
        p3 += 4;
      }
      aBlock += aOuter;
      bBlock += bOuter;
    }
    store4(c, c0, flags, skip);
    c += ldc;
    store4(c, c1, flags, skip);
    c += ldc;
    store4(c, c2, flags, skip);
    c += ldc;
    store4(c, c3, flags, skip);
    c += ldc;
    a += aRow << 2;
  }
}
