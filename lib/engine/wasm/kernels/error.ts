// Squared errors and their gradients.
// Counts are rounded up to whole vectors: value buffers are padded for that (plan.ts), weights and gradients are not.
import { madd, put } from './vector';

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
