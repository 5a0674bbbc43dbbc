// Softmax and layer normalisation over rows of n elements, and their gradients.
import { exp } from './math';
import { madd, total } from './vector';

export function softmax(x: usize, y: usize, rows: i32, n: i32): void {
  const bytes = <usize>n << 2;
  for (let r = 0; r < rows; r++) {
    let top = load<f32>(x);
    for (let i: usize = 4; i < bytes; i += 4) top = max(top, load<f32>(x + i));
    let sum: f32 = 0;
    for (let i: usize = 0; i < bytes; i += 4) {
      const e = f32x4.extract_lane(exp(f32x4.splat(load<f32>(x + i) - top)), 0);
      store<f32>(y + i, e);
      sum += e;
    }
    const share: f32 = 1 / sum;
    for (let i: usize = 0; i < bytes; i += 4) store<f32>(y + i, load<f32>(y + i) * share);
    x += bytes;
    y += bytes;
  }
}

/** dx = y (dy - sum of dy y) */
export function softmaxBack(y: usize, dy: usize, dx: usize, rows: i32, n: i32, accumulate: i32): void {
  const bytes = <usize>n << 2;
  for (let r = 0; r < rows; r++) {
    let sum: f32 = 0;
    for (let i: usize = 0; i < bytes; i += 4) sum += load<f32>(y + i) * load<f32>(dy + i);
    for (let i: usize = 0; i < bytes; i += 4) {
      const g = load<f32>(y + i) * (load<f32>(dy + i) - sum);
      store<f32>(dx + i, accumulate ? load<f32>(dx + i) + g : g);
    }
    y += bytes;
    dy += bytes;
    dx += bytes;
  }
}

/** stats: mean and 1 / deviation of each row. */
export function norm(x: usize, gain: usize, offset: usize, y: usize, stats: usize, rows: i32, n: i32, epsilon: f32): void {
  const bytes = <usize>n << 2;
  const whole = bytes & ~15;
  const share: f32 = 1 / <f32>n;
  for (let r = 0; r < rows; r++) {
    let sums = f32x4.splat(0);
    let i: usize = 0;
    for (; i < whole; i += 16) sums = f32x4.add(sums, v128.load(x + i));
    let sum = total(sums);
    for (; i < bytes; i += 4) sum += load<f32>(x + i);
    const mean = sum * share;
    const means = f32x4.splat(mean);
    sums = f32x4.splat(0);
    for (i = 0; i < whole; i += 16) {
      const d = f32x4.sub(v128.load(x + i), means);
      sums = madd(d, d, sums);
    }
    sum = total(sums);
    for (; i < bytes; i += 4) {
      const d = load<f32>(x + i) - mean;
      sum += d * d;
    }
    const inverse: f32 = 1 / sqrt<f32>(sum * share + epsilon);
    const inverses = f32x4.splat(inverse);
    for (i = 0; i < whole; i += 16) {
      const h = f32x4.mul(f32x4.sub(v128.load(x + i), means), inverses);
      v128.store(y + i, madd(h, v128.load(gain + i), v128.load(offset + i)));
    }
    for (; i < bytes; i += 4) {
      store<f32>(y + i, (load<f32>(x + i) - mean) * inverse * load<f32>(gain + i) + load<f32>(offset + i));
    }
    store<f32>(stats, mean);
    store<f32>(stats + 4, inverse);
    stats += 8;
    x += bytes;
    y += bytes;
  }
}

/**
 * With h the normalised x and g = dy gain: dx = (g - mean g - h mean(g h)) / deviation, dgain = sum of dy h,
 * doffset = sum of dy. dgain and doffset hold a start value.
 */
export function normBack(
  x: usize, gain: usize, stats: usize, dy: usize, dx: usize, dgain: usize, doffset: usize, rows: i32, n: i32, accumulate: i32,
): void {
  const bytes = <usize>n << 2;
  const whole = bytes & ~15;
  const share: f32 = 1 / <f32>n;
  for (let r = 0; r < rows; r++) {
    const mean = load<f32>(stats);
    const inverse = load<f32>(stats + 4);
    const means = f32x4.splat(mean);
    const inverses = f32x4.splat(inverse);
    let sumG = f32x4.splat(0);
    let sumGH = f32x4.splat(0);
    let i: usize = 0;
    for (; i < whole; i += 16) {
      const h = f32x4.mul(f32x4.sub(v128.load(x + i), means), inverses);
      const d = v128.load(dy + i);
      v128.store(dgain + i, madd(d, h, v128.load(dgain + i)));
      v128.store(doffset + i, f32x4.add(v128.load(doffset + i), d));
      const g = f32x4.mul(d, v128.load(gain + i));
      sumG = f32x4.add(sumG, g);
      sumGH = madd(g, h, sumGH);
    }
    let meanG = total(sumG);
    let meanGH = total(sumGH);
    for (; i < bytes; i += 4) {
      const h = (load<f32>(x + i) - mean) * inverse;
      const d = load<f32>(dy + i);
      store<f32>(dgain + i, load<f32>(dgain + i) + d * h);
      store<f32>(doffset + i, load<f32>(doffset + i) + d);
      const g = d * load<f32>(gain + i);
      meanG += g;
      meanGH += g * h;
    }
    if (dx) {
      meanG *= share;
      meanGH *= share;
      const meanGs = f32x4.splat(meanG);
      const meanGHs = f32x4.splat(meanGH);
      for (i = 0; i < whole; i += 16) {
        const h = f32x4.mul(f32x4.sub(v128.load(x + i), means), inverses);
        let g = f32x4.mul(v128.load(dy + i), v128.load(gain + i));
        g = f32x4.mul(inverses, f32x4.sub(f32x4.sub(g, meanGs), f32x4.mul(h, meanGHs)));
        v128.store(dx + i, accumulate ? f32x4.add(v128.load(dx + i), g) : g);
      }
      for (; i < bytes; i += 4) {
        const h = (load<f32>(x + i) - mean) * inverse;
        const g = inverse * (load<f32>(dy + i) * load<f32>(gain + i) - meanG - h * meanGH);
        store<f32>(dx + i, accumulate ? load<f32>(dx + i) + g : g);
      }
      dx += bytes;
    }
    stats += 8;
    x += bytes;
    dy += bytes;
  }
}
