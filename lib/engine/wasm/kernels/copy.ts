// Moves values.
import { put } from './vector';

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
function accumulateInto(y: usize, x: usize, n: i32): void {
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
