// Matrix products, C = A B (+ C) (+ bias) (rectified), all f32. One blocking for all of them: 4 rows x 8 columns of C
// stay in registers (8 accumulators, enough to hide the latency of a multiply-add on two ports).
// The sum over k has two levels, `outer` blocks of `inner` steps, so that a convolution is a product without
// an im2col copy: its taps are the outer blocks, its channels the inner steps. Strides are in bytes.

/** a b + c, fused where the module is built with relaxed SIMD. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

// @ts-ignore: decorator
@inline
export function rectified(x: v128): v128 {
  return f32x4.pmax(x, f32x4.splat(0));
}

export const RECTIFY: i32 = 1;
export const ACCUMULATE: i32 = 2;

/** Lanes below `skip` are 0, the others all ones. */
// @ts-ignore: decorator
@inline
function lanesFrom(skip: i32): v128 {
  return i32x4.ge_s(i32x4(0, 1, 2, 3), i32x4.splat(skip));
}

// @ts-ignore: decorator
@inline
function store8(c: usize, x0: v128, x1: v128, flags: i32, skip: i32): void {
  if (flags & ACCUMULATE) {
    x0 = f32x4.add(x0, v128.load(c));
    x1 = f32x4.add(x1, v128.load(c, 16));
  }
  if (flags & RECTIFY) {
    x0 = rectified(x0);
    x1 = rectified(x1);
  }
  if (skip) {
    x0 = v128.bitselect(x0, v128.load(c), lanesFrom(skip));
    x1 = v128.bitselect(x1, v128.load(c, 16), lanesFrom(skip - 4));
  }
  v128.store(c, x0);
  v128.store(c, x1, 16);
}

// @ts-ignore: decorator
@inline
function store4(c: usize, x: v128, flags: i32, skip: i32): void {
  if (flags & ACCUMULATE) x = f32x4.add(x, v128.load(c));
  if (flags & RECTIFY) x = rectified(x);
  if (skip) x = v128.bitselect(x, v128.load(c), lanesFrom(skip));
  v128.store(c, x);
}

/** 8 columns, blocks of 4 rows; A contiguous along k. The first `skip` columns are left as they are. */
function panel8(
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

/** As panel8, 4 columns. */
function panel4(
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

/** 8 columns, blocks of 4 rows, for a transposed A: rows contiguous (aRow 4), steps of k aInner apart. */
function panelT8(
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

/** As panelT8, 4 columns. */
function panelT4(
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

/** One row of C, 32 columns at a time: the live path, and the rows that are left over by the blocks of 4. */
function row(
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

/**
 * C [rows, cols] = A B with A contiguous along k. Columns that do not fill a panel are computed by one that overlaps
 * its neighbour and leaves the columns done before alone.
 */
export function product(
  c: usize, a: usize, aRow: usize, aOuter: usize, b: usize, bOuter: usize, bInner: usize,
  rows: i32, cols: i32, outer: i32, inner: i32, bias: usize, flags: i32,
): void {
  const ldc = <usize>cols << 2;
  const blocked = cols >= 4 ? rows & ~3 : 0;
  if (blocked) {
    let j = 0;
    for (; j + 8 <= cols; j += 8) {
      const at = <usize>j << 2;
      panel8(c + at, ldc, a, aRow, aOuter, b + at, bOuter, bInner, blocked, outer, inner, bias ? bias + at : 0, flags, 0);
    }
    const left = cols - j;
    if (left > 4 && cols >= 8) {
      const at = <usize>(cols - 8) << 2;
      panel8(c + at, ldc, a, aRow, aOuter, b + at, bOuter, bInner, blocked, outer, inner, bias ? bias + at : 0, flags, 8 - left);
    } else if (left > 0) {
      if (left > 4) panel4(c, ldc, a, aRow, aOuter, b, bOuter, bInner, blocked, outer, inner, bias, flags, 0);
      const at = <usize>(cols - 4) << 2;
      const skip = left > 4 ? 8 - left : 4 - left;
      panel4(c + at, ldc, a, aRow, aOuter, b + at, bOuter, bInner, blocked, outer, inner, bias ? bias + at : 0, flags, skip);
    }
  }
  for (let i = blocked; i < rows; i++) {
    row(c + <usize>i * ldc, a + <usize>i * aRow, aOuter, 4, b, bOuter, bInner, cols, outer, inner, bias, flags);
  }
}

/** C [rows, cols] = A' B: A is [inner, rows] with aInner bytes from step to step. */
export function productT(
  c: usize, a: usize, aInner: usize, b: usize, bInner: usize, rows: i32, cols: i32, inner: i32, flags: i32,
): void {
  const ldc = <usize>cols << 2;
  const blocked = cols >= 4 ? rows & ~3 : 0;
  if (blocked) {
    let j = 0;
    for (; j + 8 <= cols; j += 8) {
      const at = <usize>j << 2;
      panelT8(c + at, ldc, a, aInner, b + at, bInner, blocked, inner, flags, 0);
    }
    const left = cols - j;
    if (left > 4 && cols >= 8) {
      const at = <usize>(cols - 8) << 2;
      panelT8(c + at, ldc, a, aInner, b + at, bInner, blocked, inner, flags, 8 - left);
    } else if (left > 0) {
      if (left > 4) panelT4(c, ldc, a, aInner, b, bInner, blocked, inner, flags, 0);
      const at = <usize>(cols - 4) << 2;
      panelT4(c + at, ldc, a, aInner, b + at, bInner, blocked, inner, flags, left > 4 ? 8 - left : 4 - left);
    }
  }
  for (let i = blocked; i < rows; i++) {
    row(c + <usize>i * ldc, a + (<usize>i << 2), 0, aInner, b, 0, bInner, cols, 1, inner, 0, flags);
  }
}

/** to [cols, rows] = from [rows, cols] transposed. */
export function transpose(to: usize, from: usize, rows: i32, cols: i32): void {
  const ldf = <usize>cols << 2;
  const ldt = <usize>rows << 2;
  const rows4 = rows & ~3;
  const cols4 = cols & ~3;
  for (let i = 0; i < rows4; i += 4) {
    for (let j = 0; j < cols4; j += 4) {
      const p = from + <usize>i * ldf + (<usize>j << 2);
      const x0 = v128.load(p);
      const x1 = v128.load(p + ldf);
      const x2 = v128.load(p + 2 * ldf);
      const x3 = v128.load(p + 3 * ldf);
      const y0 = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5);
      const y1 = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
      const y2 = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
      const y3 = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
      const q = to + <usize>j * ldt + (<usize>i << 2);
      v128.store(q, v128.shuffle<i64>(y0, y2, 0, 2));
      v128.store(q + ldt, v128.shuffle<i64>(y0, y2, 1, 3));
      v128.store(q + 2 * ldt, v128.shuffle<i64>(y1, y3, 0, 2));
      v128.store(q + 3 * ldt, v128.shuffle<i64>(y1, y3, 1, 3));
    }
  }
  for (let i = 0; i < rows; i++) {
    for (let j = i < rows4 ? cols4 : 0; j < cols; j++) {
      store<f32>(to + <usize>j * ldt + (<usize>i << 2), load<f32>(from + <usize>i * ldf + (<usize>j << 2)));
    }
  }
}
