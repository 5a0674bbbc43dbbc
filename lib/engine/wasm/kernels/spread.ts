// Operations on two operands of which one may be spread over the other, and their reverse: sums and means.
// Counts are rounded up to whole vectors: value buffers are padded for that (plan.ts), weights and gradients are not.
import { ADD, LEADING, MULTIPLY, SAME, SUBTRACT } from '../opcodes';
import { copy } from './copy';
import { madd, put, total } from './vector';

// @ts-ignore: decorator
@inline
function combined(kind: i32, a: v128, b: v128): v128 {
  if (kind == ADD) return f32x4.add(a, b);
  if (kind == SUBTRACT) return f32x4.sub(a, b);
  return f32x4.mul(a, b);
}

// @ts-ignore: decorator
@inline
function combinedOne(kind: i32, a: f32, b: f32): f32 {
  if (kind == MULTIPLY) return a * b;
  return kind == SUBTRACT ? a - b : a + b;
}

/** y = a (kind) b, where b is the same size as a or spread over it (see opcodes). */
export function binary(
  kind: i32, mode: i32, a: usize, b: usize, y: usize, batch: i32, n: i32, inner: i32, accumulate: i32,
): void {
  // One copy of the loops for each kind, so that it is not asked for at every element.
  if (kind == ADD) binaryOf(ADD, mode, a, b, y, batch, n, inner, accumulate);
  else if (kind == SUBTRACT) binaryOf(SUBTRACT, mode, a, b, y, batch, n, inner, accumulate);
  else binaryOf(MULTIPLY, mode, a, b, y, batch, n, inner, accumulate);
}

// @ts-ignore: decorator
@inline
function binaryOf(
  kind: i32, mode: i32, a: usize, b: usize, y: usize, batch: i32, n: i32, inner: i32, accumulate: i32,
): void {
  if (mode == SAME) {
    const end = a + (<usize>(n * batch) << 2);
    for (; a < end; a += 16, b += 16, y += 16) put(y, combined(kind, v128.load(a), v128.load(b)), accumulate);
    return;
  }
  const bytes = <usize>inner << 2;
  const whole = bytes & ~15;
  const groups = n / inner;
  for (let e = 0; e < batch; e++) {
    for (let g = 0; g < groups; g++) {
      let i: usize = 0;
      if (mode == LEADING) {
        for (; i < whole; i += 16) put(y + i, combined(kind, v128.load(a + i), v128.load(b + i)), accumulate);
      } else {
        const v = v128.load32_splat(b);
        for (; i < whole; i += 16) put(y + i, combined(kind, v128.load(a + i), v), accumulate);
      }
      for (; i < bytes; i += 4) {
        const v = combinedOne(kind, load<f32>(a + i), load<f32>(mode == LEADING ? b + i : b));
        store<f32>(y + i, accumulate ? load<f32>(y + i) + v : v);
      }
      a += bytes;
      y += bytes;
      if (mode != LEADING) b += 4;
    }
    if (mode == LEADING) b += bytes;
  }
}

/** db = factor * (sum of dy, or of dy a, over what b was spread over). */
export function reduce(
  mode: i32, dy: usize, a: usize, db: usize, batch: i32, n: i32, inner: i32, factor: f32, accumulate: i32,
): void {
  const scale = f32x4.splat(factor);
  if (mode == SAME) {
    const bytes = <usize>(n * batch) << 2;
    for (let i: usize = 0; i < bytes; i += 16) {
      const g = f32x4.mul(scale, v128.load(dy + i));
      put(db + i, a ? f32x4.mul(g, v128.load(a + i)) : g, accumulate);
    }
    return;
  }
  const bytes = <usize>inner << 2;
  const groups = n / inner;
  for (let e = 0; e < batch; e++) {
    for (let g = 0; g < groups; g++) {
      if (mode == LEADING) addRow(dy, a, db, bytes, factor, accumulate | g);
      else {
        const sum = factor * rowSum(dy, a, bytes);
        store<f32>(db, accumulate ? load<f32>(db) + sum : sum);
        db += 4;
      }
      dy += bytes;
      if (a) a += bytes;
    }
    if (mode == LEADING) db += bytes;
  }
}

/** db (+)= factor dy (a) */
function addRow(dy: usize, a: usize, db: usize, bytes: usize, factor: f32, accumulate: i32): void {
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const g = f32x4.mul(f32x4.splat(factor), v128.load(dy + i));
    put(db + i, a ? f32x4.mul(g, v128.load(a + i)) : g, accumulate);
  }
  for (; i < bytes; i += 4) {
    let g = factor * load<f32>(dy + i);
    if (a) g *= load<f32>(a + i);
    store<f32>(db + i, accumulate ? load<f32>(db + i) + g : g);
  }
}

/** Sum of dy, or of dy a. */
function rowSum(dy: usize, a: usize, bytes: usize): f32 {
  let sums = f32x4.splat(0);
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const g = v128.load(dy + i);
    sums = a ? madd(g, v128.load(a + i), sums) : f32x4.add(g, sums);
  }
  let sum = total(sums);
  for (; i < bytes; i += 4) {
    const g = load<f32>(dy + i);
    sum += a ? g * load<f32>(a + i) : g;
  }
  return sum;
}

/** y [outer, inner] = mean of x [outer, n, inner] over n. */
export function mean(x: usize, y: usize, outer: i32, n: i32, inner: i32): void {
  const bytes = <usize>inner << 2;
  const share: f32 = 1 / <f32>n;
  for (let o = 0; o < outer; o++) {
    if (inner == 1) {
      store<f32>(y, share * rowSum(x, 0, <usize>n << 2));
      x += <usize>n << 2;
    } else {
      for (let i = 0; i < n; i++) {
        addRow(x, 0, y, bytes, share, i);
        x += bytes;
      }
    }
    y += bytes;
  }
}

export function meanBack(dy: usize, dx: usize, outer: i32, n: i32, inner: i32, accumulate: i32): void {
  const bytes = <usize>inner << 2;
  const share: f32 = 1 / <f32>n;
  for (let o = 0; o < outer; o++) {
    if (inner == 1) {
      const g = share * load<f32>(dy);
      for (let i = 0; i < n; i++) {
        store<f32>(dx, accumulate ? load<f32>(dx) + g : g);
        dx += 4;
      }
    } else {
      for (let i = 0; i < n; i++) {
        addRow(dy, 0, dx, bytes, share, accumulate);
        dx += bytes;
      }
    }
    dy += bytes;
  }
}

/** Once per example. */
export function parameter(p: usize, y: usize, batch: i32, n: i32): void {
  for (let e = 0; e < batch; e++) {
    copy(y, p, n);
    y += <usize>n << 2;
  }
}

export function parameterBack(dy: usize, dp: usize, batch: i32, n: i32, accumulate: i32): void {
  const bytes = <usize>n << 2;
  for (let e = 0; e < batch; e++) {
    addRow(dy, 0, dp, bytes, 1, accumulate | e);
    dy += bytes;
  }
}
