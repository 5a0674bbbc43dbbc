// As panels.ts, for a transposed A: its rows are contiguous, steps of k are aInner bytes apart.
import { madd, store4, store8 } from './vector';

/** 8 columns, blocks of 4 rows. */
export function panelT8(
  c: usize, ldc: usize, a: usize, aInner: usize, b: usize, bInner: usize, rows: i32, inner: i32, flags: i32, skip: i32,
): void {
  for (; rows >= 4; rows -= 4) {
    let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00;
    let c20 = c00, c21 = c00, c30 = c00, c31 = c00;
    let p = a;
    let q = b;
    for (let k = 0; k < inner; k++) {
      const b0 = v128.load(q);
      const b1 = v128.load(q, 16);
      let x = v128.load32_splat(p);
      c00 = madd(x, b0, c00);
      c01 = madd(x, b1, c01);
      x = v128.load32_splat(p, 4);
      c10 = madd(x, b0, c10);
      c11 = madd(x, b1, c11);
      x = v128.load32_splat(p, 8);
      c20 = madd(x, b0, c20);
      c21 = madd(x, b1, c21);
      x = v128.load32_splat(p, 12);
      c30 = madd(x, b0, c30);
      c31 = madd(x, b1, c31);
      p += aInner;
      q += bInner;
    }
    store8(c, c00, c01, flags, skip);
    c += ldc;
    store8(c, c10, c11, flags, skip);
    c += ldc;
    store8(c, c20, c21, flags, skip);
    c += ldc;
    store8(c, c30, c31, flags, skip);
    c += ldc;
    a += 16;
  }
}

/** As panelT8, blocks of 6 rows, see panel8x6. */
export function panelT8x6(
  c: usize, ldc: usize, a: usize, aInner: usize, b: usize, bInner: usize, rows: i32, inner: i32, flags: i32, skip: i32,
): void {
  for (; rows >= 6; rows -= 6) {
    let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00;
    let c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
    let p = a;
    let q = b;
    for (let k = 0; k < inner; k++) {
      const b0 = v128.load(q);
      const b1 = v128.load(q, 16);
      let x = v128.load32_splat(p);
      c00 = madd(x, b0, c00);
      c01 = madd(x, b1, c01);
      x = v128.load32_splat(p, 4);
      c10 = madd(x, b0, c10);
      c11 = madd(x, b1, c11);
      x = v128.load32_splat(p, 8);
      c20 = madd(x, b0, c20);
      c21 = madd(x, b1, c21);
      x = v128.load32_splat(p, 12);
      c30 = madd(x, b0, c30);
      c31 = madd(x, b1, c31);
      x = v128.load32_splat(p, 16);
      c40 = madd(x, b0, c40);
      c41 = madd(x, b1, c41);
      x = v128.load32_splat(p, 20);
      c50 = madd(x, b0, c50);
      c51 = madd(x, b1, c51);
      p += aInner;
      q += bInner;
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
    a += 24;
  }
}

/** As panelT8, 4 columns. */
export function panelT4(
  c: usize, ldc: usize, a: usize, aInner: usize, b: usize, bInner: usize, rows: i32, inner: i32, flags: i32, skip: i32,
): void {
  for (; rows >= 4; rows -= 4) {
    let c0 = f32x4.splat(0), c1 = c0, c2 = c0, c3 = c0;
    let p = a;
    let q = b;
    for (let k = 0; k < inner; k++) {
      const x = v128.load(q);
      c0 = madd(v128.load32_splat(p), x, c0);
      c1 = madd(v128.load32_splat(p, 4), x, c1);
      c2 = madd(v128.load32_splat(p, 8), x, c2);
      c3 = madd(v128.load32_splat(p, 12), x, c3);
      p += aInner;
      q += bInner;
    }
    store4(c, c0, flags, skip);
    c += ldc;
    store4(c, c1, flags, skip);
    c += ldc;
    store4(c, c2, flags, skip);
    c += ldc;
    store4(c, c3, flags, skip);
    c += ldc;
    a += 16;
  }
}
