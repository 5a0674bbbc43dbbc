// One step of an optimiser over all weights at once. n: whole floats.
import { madd } from './vector';

/** Averages below this are set to 0: they would decay into subnormal numbers, which are slow, and mean nothing. */
const TINY: f32 = 1e-30;

// @ts-ignore: decorator
@inline
function flushed(x: v128): v128 {
  return v128.and(x, f32x4.gt(f32x4.abs(x), f32x4.splat(TINY)));
}

/** g is scaled by `gain` first; `rate` and `epsilon` already hold the bias corrections. */
export function adam(
  w: usize, g: usize, m: usize, v: usize, n: i32, gain: f32, rate: f32, beta1: f32, beta2: f32, epsilon: f32,
): void {
  const b1 = f32x4.splat(beta1);
  const b2 = f32x4.splat(beta2);
  const rest1 = f32x4.splat(1 - beta1);
  const rest2 = f32x4.splat(1 - beta2);
  const gains = f32x4.splat(gain);
  const rates = f32x4.splat(rate);
  const epsilons = f32x4.splat(epsilon);
  const end = g + (<usize>n << 2);
  // All four arrays are padded to whole vectors (machine.ts), so the tail needs no case of its own.
  for (; g < end; w += 16, g += 16, m += 16, v += 16) {
    const grad = f32x4.mul(v128.load(g), gains);
    const mean = flushed(madd(b1, v128.load(m), f32x4.mul(rest1, grad)));
    const square = flushed(madd(b2, v128.load(v), f32x4.mul(f32x4.mul(rest2, grad), grad)));
    v128.store(m, mean);
    v128.store(v, square);
    const step = f32x4.div(f32x4.mul(rates, mean), f32x4.add(f32x4.sqrt(square), epsilons));
    v128.store(w, f32x4.sub(v128.load(w), step));
  }
}

export function sgd(w: usize, g: usize, m: usize, n: i32, gain: f32, rate: f32, momentum: f32): void {
  const end = g + (<usize>n << 2);
  for (; g < end; w += 16, g += 16, m += 16) {
    const u = flushed(madd(f32x4.splat(momentum), v128.load(m), f32x4.mul(f32x4.splat(gain), v128.load(g))));
    v128.store(m, u);
    v128.store(w, f32x4.sub(v128.load(w), f32x4.mul(f32x4.splat(rate), u)));
  }
}

/** y += factor x */
export function addScaled(y: usize, x: usize, n: i32, factor: f32): void {
  const end = x + (<usize>n << 2);
  for (; x + 16 <= end; x += 16, y += 16) v128.store(y, madd(f32x4.splat(factor), v128.load(x), v128.load(y)));
  for (; x < end; x += 4, y += 4) store<f32>(y, load<f32>(y) + factor * load<f32>(x));
}

export function sum(x: usize, n: i32): f64 {
  let result: f64 = 0;
  for (let i = 0; i < n; i++) result += <f64>load<f32>(x + (<usize>i << 2));
  return result;
}

/** In float64, since a sum over all weights loses digits in float32. */
export function sumOfSquares(x: usize, n: i32): f64 {
  let sums = f64x2.splat(0);
  const end = x + (<usize>n << 2);
  for (; x + 16 <= end; x += 16) {
    const v = v128.load(x);
    const low = f64x2.promote_low_f32x4(v);
    const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 2, 3));
    sums = f64x2.add(sums, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));
  }
  let result = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  for (; x < end; x += 4) {
    const v = <f64>load<f32>(x);
    result += v * v;
  }
  return result;
}
