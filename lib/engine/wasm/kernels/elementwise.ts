// Operations on elements. Counts are rounded up to whole vectors: value buffers are padded for that (plan.ts), the
// weights and gradients are not.
import { ADD, GELU, LEADING, MULTIPLY, RELU, SAME, SUBTRACT, TANH } from '../opcodes';
import { madd, rectified } from './gemm';
import { erf, exp, sigmoid, tanh } from './math';

// @ts-ignore: decorator
@inline
function put(y: usize, value: v128, accumulate: i32): void {
  v128.store(y, accumulate ? f32x4.add(v128.load(y), value) : value);
}

export function activation(kind: i32, x: usize, y: usize, n: i32): void {
  const end = x + (<usize>n << 2);
  const half = f32x4.splat(0.5);
  for (; x < end; x += 16, y += 16) {
    const v = v128.load(x);
    let result: v128;
    if (kind == RELU) result = rectified(v);
    else if (kind == TANH) result = tanh(v);
    else if (kind == GELU) {
      const h = f32x4.mul(half, v);
      result = madd(h, erf(f32x4.mul(v, f32x4.splat(0.7071067811865476))), h);
    } else result = sigmoid(v);
    v128.store(y, result);
  }
}

export function activationBack(kind: i32, x: usize, y: usize, dy: usize, dx: usize, n: i32, accumulate: i32): void {
  const end = dy + (<usize>n << 2);
  const one = f32x4.splat(1);
  for (; dy < end; x += 16, y += 16, dy += 16, dx += 16) {
    const g = v128.load(dy);
    let result: v128;
    if (kind == RELU) result = v128.and(g, f32x4.gt(v128.load(y), f32x4.splat(0)));
    else if (kind == TANH) {
      const v = v128.load(y);
      result = f32x4.mul(g, f32x4.sub(one, f32x4.mul(v, v)));
    } else if (kind == GELU) {
      const v = v128.load(x);
      const half = f32x4.splat(0.5);
      const cdf = madd(half, erf(f32x4.mul(v, f32x4.splat(0.7071067811865476))), half);
      const pdf = f32x4.mul(f32x4.splat(0.3989422804014327), exp(f32x4.mul(f32x4.splat(-0.5), f32x4.mul(v, v))));
      result = f32x4.mul(g, madd(v, pdf, cdf));
    } else {
      const v = v128.load(y);
      result = f32x4.mul(g, f32x4.mul(v, f32x4.sub(one, v)));
    }
    put(dx, result, accumulate);
  }
}

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
  if (mode == SAME) {
    const end = a + (<usize>(n * batch) << 2);
    for (; a < end; a += 16, b += 16, y += 16) put(y, combined(kind, v128.load(a), v128.load(b)), accumulate);
    return;
  }
  const bytes = <usize>inner << 2;
  const whole = bytes & ~15;
  const bStep: usize = mode == LEADING ? 4 : 0;
  const groups = n / inner;
  for (let e = 0; e < batch; e++) {
    for (let g = 0; g < groups; g++) {
      let i: usize = 0;
      for (; i < whole; i += 16) {
        const v = bStep ? v128.load(b + i) : v128.load32_splat(b);
        put(y + i, combined(kind, v128.load(a + i), v), accumulate);
      }
      for (; i < bytes; i += 4) {
        const v = combinedOne(kind, load<f32>(a + i), load<f32>(bStep ? b + i : b));
        store<f32>(y + i, accumulate ? load<f32>(y + i) + v : v);
      }
      a += bytes;
      y += bytes;
      if (!bStep) b += 4;
    }
    if (bStep) b += bytes;
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

function rowSum(dy: usize, a: usize, bytes: usize): f32 {
  let sum: f32 = 0;
  for (let i: usize = 0; i < bytes; i += 4) {
    const g = load<f32>(dy + i);
    sum += a ? g * load<f32>(a + i) : g;
  }
  return sum;
}

/** y = factor x */
export function scale(x: usize, y: usize, n: i32, factor: f32, accumulate: i32): void {
  const f = f32x4.splat(factor);
  const end = x + (<usize>n << 2);
  for (; x < end; x += 16, y += 16) put(y, f32x4.mul(f, v128.load(x)), accumulate);
}

export function fill(y: usize, n: i32, value: f32): void {
  const end = y + (<usize>n << 2);
  for (; y < end; y += 16) v128.store(y, f32x4.splat(value));
}

/** Copies whole floats. */
export function copy(to: usize, from: usize, n: i32): void {
  const end = from + (<usize>n << 2);
  for (; from + 16 <= end; from += 16, to += 16) v128.store(to, v128.load(from));
  for (; from < end; from += 4, to += 4) store<f32>(to, load<f32>(from));
}

export function zero(to: usize, n: i32): void {
  const end = to + (<usize>n << 2);
  for (; to + 16 <= end; to += 16) v128.store(to, f32x4.splat(0));
  for (; to < end; to += 4) store<f32>(to, 0);
}

/** y += x, whole floats. */
export function accumulateInto(y: usize, x: usize, n: i32): void {
  const end = x + (<usize>n << 2);
  for (; x + 16 <= end; x += 16, y += 16) v128.store(y, f32x4.add(v128.load(y), v128.load(x)));
  for (; x < end; x += 4, y += 4) store<f32>(y, load<f32>(y) + load<f32>(x));
}

/** `outer` blocks of `chunk` floats; strides in floats. */
export function stridedCopy(x: usize, y: usize, outer: i32, chunk: i32, xStride: i32, yStride: i32, add: i32): void {
  for (let o = 0; o < outer; o++) {
    if (add) accumulateInto(y, x, chunk);
    else copy(y, x, chunk);
    x += <usize>xStride << 2;
    y += <usize>yStride << 2;
  }
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

/** Finaliser of MurmurHash3; the twin of lib/network/dropout.ts. */
// @ts-ignore: decorator
@inline
export function mix(value: i32): i32 {
  let z = value + 0x9e3779b9;
  z = (z ^ (z >>> 16)) * 0x85ebca6b;
  z = (z ^ (z >>> 13)) * 0xc2b2ae35;
  return z ^ (z >>> 16);
}

/** @param first position of the first element in the whole batch */
export function dropout(x: usize, y: usize, n: i32, rate: f32, key: i32, first: i32, accumulate: i32): void {
  const limit = <u32>ceil<f64>(<f64>rate * 16777216);
  const gain: f32 = 1 / (1 - rate);
  for (let i = 0; i < n; i++) {
    const stays = <u32>mix(key + first + i) >>> 8 >= limit;
    const v: f32 = stays ? gain * load<f32>(x) : 0;
    store<f32>(y, accumulate ? load<f32>(y) + v : v);
    x += 4;
    y += 4;
  }
}

export function squaredError(a: usize, b: usize, y: usize, n: i32): void {
  const end = a + (<usize>n << 2);
  for (; a < end; a += 16, b += 16, y += 16) {
    const d = f32x4.sub(v128.load(a), v128.load(b));
    v128.store(y, f32x4.mul(d, d));
  }
}

export function squaredErrorBack(a: usize, b: usize, dy: usize, dx: usize, n: i32, factor: f32, accumulate: i32): void {
  const end = a + (<usize>n << 2);
  const f = f32x4.splat(2 * factor);
  for (; a < end; a += 16, b += 16, dy += 16, dx += 16) {
    const d = f32x4.sub(v128.load(a), v128.load(b));
    put(dx, f32x4.mul(f32x4.mul(f, d), v128.load(dy)), accumulate);
  }
}

export function meanSquaredError(a: usize, b: usize, y: usize, batch: i32, n: i32): void {
  const bytes = <usize>n << 2;
  const whole = bytes & ~15;
  for (let e = 0; e < batch; e++) {
    let sums = f32x4.splat(0);
    let i: usize = 0;
    for (; i < whole; i += 16) {
      const d = f32x4.sub(v128.load(a + i), v128.load(b + i));
      sums = madd(d, d, sums);
    }
    let sum = f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1);
    sum += f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3);
    for (; i < bytes; i += 4) {
      const d = load<f32>(a + i) - load<f32>(b + i);
      sum += d * d;
    }
    store<f32>(y, sum / <f32>n);
    a += bytes;
    b += bytes;
    y += 4;
  }
}

export function meanSquaredErrorBack(
  a: usize, b: usize, dy: usize, dx: usize, batch: i32, n: i32, factor: f32, accumulate: i32,
): void {
  const bytes = <usize>n << 2;
  const whole = bytes & ~15;
  for (let e = 0; e < batch; e++) {
    const f: f32 = (2 * factor * load<f32>(dy)) / <f32>n;
    let i: usize = 0;
    for (; i < whole; i += 16) {
      put(dx + i, f32x4.mul(f32x4.splat(f), f32x4.sub(v128.load(a + i), v128.load(b + i))), accumulate);
    }
    for (; i < bytes; i += 4) {
      const g = f * (load<f32>(a + i) - load<f32>(b + i));
      store<f32>(dx + i, accumulate ? load<f32>(dx + i) + g : g);
    }
    a += bytes;
    b += bytes;
    dx += bytes;
    dy += 4;
  }
}
