// Activations and dropout.
// Counts are rounded up to whole vectors: value buffers are padded for that (plan.ts), weights and gradients are not.
import { GELU, RELU, TANH } from '../opcodes';
import { erf, exp, sigmoid, tanh } from './math';
import { madd, put, rectified } from './vector';

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
