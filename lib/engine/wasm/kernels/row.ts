import { ACCUMULATE, madd, RECTIFY, store4, store8 } from './vector';

/** One row of C, 32 columns at a time: the live path, and the rows that are left over by the blocks of 4. */
export function row(
  c: usize, a: usize, aOuter: usize, aInner: usize, b: usize, bOuter: usize, bInner: usize,
  cols: i32, outer: i32, inner: i32, bias: usize, flags: i32,
): void {
  let j = 0;
  for (; j + 32 <= cols; j += 32) {
    const at = <usize>j << 2;
    let c0 = f32x4.splat(0), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
    if (bias) {
      c0 = v128.load(bias + at);
      c1 = v128.load(bias + at, 16);
      c2 = v128.load(bias + at, 32);
      c3 = v128.load(bias + at, 48);
      c4 = v128.load(bias + at, 64);
      c5 = v128.load(bias + at, 80);
      c6 = v128.load(bias + at, 96);
      c7 = v128.load(bias + at, 112);
    }
    let aBlock = a;
    let bBlock = b + at;
    for (let o = 0; o < outer; o++) {
      let p = aBlock;
      let q = bBlock;
      for (let k = 0; k < inner; k++) {
        const x = v128.load32_splat(p);
        c0 = madd(x, v128.load(q), c0);
        c1 = madd(x, v128.load(q, 16), c1);
        c2 = madd(x, v128.load(q, 32), c2);
        c3 = madd(x, v128.load(q, 48), c3);
        c4 = madd(x, v128.load(q, 64), c4);
        c5 = madd(x, v128.load(q, 80), c5);
        c6 = madd(x, v128.load(q, 96), c6);
        c7 = madd(x, v128.load(q, 112), c7);
        p += aInner;
        q += bInner;
      }
      aBlock += aOuter;
      bBlock += bOuter;
    }
    store8(c + at, c0, c1, flags, 0);
    store8(c + at + 32, c2, c3, flags, 0);
    store8(c + at + 64, c4, c5, flags, 0);
    store8(c + at + 96, c6, c7, flags, 0);
  }
  for (; j + 16 <= cols; j += 16) row16(c, a, aOuter, aInner, b, bOuter, bInner, j, outer, inner, bias, flags);
  for (; j + 4 <= cols; j += 4) row4(c, a, aOuter, aInner, b, bOuter, bInner, j, outer, inner, bias, flags, 0);
  if (j < cols) {
    if (cols >= 4) row4(c, a, aOuter, aInner, b, bOuter, bInner, cols - 4, outer, inner, bias, flags, 4 - (cols - j));
    else for (; j < cols; j++) single(c, a, aOuter, aInner, b, bOuter, bInner, j, outer, inner, bias, flags);
  }
}

/** 16 columns of a row; two steps of k at a time keep 8 sums independent. */
function row16(
  c: usize, a: usize, aOuter: usize, aInner: usize, b: usize, bOuter: usize, bInner: usize,
  j: i32, outer: i32, inner: i32, bias: usize, flags: i32,
): void {
  const at = <usize>j << 2;
  let c0 = f32x4.splat(0), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
  if (bias) {
    c0 = v128.load(bias + at);
    c1 = v128.load(bias + at, 16);
    c2 = v128.load(bias + at, 32);
    c3 = v128.load(bias + at, 48);
  }
  for (let o = 0; o < outer; o++) {
    let p = a + <usize>o * aOuter;
    let q = b + at + <usize>o * bOuter;
    let k = inner;
    for (; k >= 2; k -= 2) {
      let x = v128.load32_splat(p);
      c0 = madd(x, v128.load(q), c0);
      c1 = madd(x, v128.load(q, 16), c1);
      c2 = madd(x, v128.load(q, 32), c2);
      c3 = madd(x, v128.load(q, 48), c3);
      p += aInner;
      q += bInner;
      x = v128.load32_splat(p);
      c4 = madd(x, v128.load(q), c4);
      c5 = madd(x, v128.load(q, 16), c5);
      c6 = madd(x, v128.load(q, 32), c6);
      c7 = madd(x, v128.load(q, 48), c7);
      p += aInner;
      q += bInner;
    }
    if (k) {
      const x = v128.load32_splat(p);
      c0 = madd(x, v128.load(q), c0);
      c1 = madd(x, v128.load(q, 16), c1);
      c2 = madd(x, v128.load(q, 32), c2);
      c3 = madd(x, v128.load(q, 48), c3);
    }
  }
  store8(c + at, f32x4.add(c0, c4), f32x4.add(c1, c5), flags, 0);
  store8(c + at + 32, f32x4.add(c2, c6), f32x4.add(c3, c7), flags, 0);
}

/** 4 columns of a row, four steps of k at a time. */
function row4(
  c: usize, a: usize, aOuter: usize, aInner: usize, b: usize, bOuter: usize, bInner: usize,
  j: i32, outer: i32, inner: i32, bias: usize, flags: i32, skip: i32,
): void {
  const at = <usize>j << 2;
  let c0 = bias ? v128.load(bias + at) : f32x4.splat(0);
  let c1 = f32x4.splat(0), c2 = c1, c3 = c1;
  for (let o = 0; o < outer; o++) {
    let p = a + <usize>o * aOuter;
    let q = b + at + <usize>o * bOuter;
    let k = inner;
    for (; k >= 4; k -= 4) {
      c0 = madd(v128.load32_splat(p), v128.load(q), c0);
      p += aInner;
      q += bInner;
      c1 = madd(v128.load32_splat(p), v128.load(q), c1);
      p += aInner;
      q += bInner;
      c2 = madd(v128.load32_splat(p), v128.load(q), c2);
      p += aInner;
      q += bInner;
      c3 = madd(v128.load32_splat(p), v128.load(q), c3);
      p += aInner;
      q += bInner;
    }
    for (; k > 0; k--) {
      c0 = madd(v128.load32_splat(p), v128.load(q), c0);
      p += aInner;
      q += bInner;
    }
  }
  store4(c + at, f32x4.add(f32x4.add(c0, c1), f32x4.add(c2, c3)), flags, skip);
}

/** One element of C. */
function single(
  c: usize, a: usize, aOuter: usize, aInner: usize, b: usize, bOuter: usize, bInner: usize,
  j: i32, outer: i32, inner: i32, bias: usize, flags: i32,
): void {
  const at = <usize>j << 2;
  let sum: f32 = bias ? load<f32>(bias + at) : 0;
  for (let o = 0; o < outer; o++) {
    let p = a + <usize>o * aOuter;
    let q = b + at + <usize>o * bOuter;
    for (let k = 0; k < inner; k++) {
      sum += load<f32>(p) * load<f32>(q);
      p += aInner;
      q += bInner;
    }
  }
  if (flags & ACCUMULATE) sum += load<f32>(c + at);
  if (flags & RECTIFY) sum = max<f32>(sum, 0);
  store<f32>(c + at, sum);
}
