// 1-d convolution as matrix products over its taps. One example at a time: its padded copy stays in the first-level
// cache and is the only extra memory.
import { copy, zero } from './copy';
import { product, productT, transpose } from './product';
import { ACCUMULATE, RECTIFY } from './vector';

/** Steps that the padded copy of an example needs. */
// @ts-ignore: decorator
@inline
function paddedSteps(time: i32, timeOut: i32, size: i32, stride: i32, dilation: i32, before: i32): i32 {
  return max(before + time, (timeOut - 1) * stride + (size - 1) * dilation + 1);
}

/** The example with zeros around it, or the example itself where no zeros are needed. */
function padded(x: usize, scratch: usize, time: i32, channels: i32, before: i32, steps: i32): usize {
  if (steps == time) return x;
  const row = <usize>channels << 2;
  zero(scratch, before * channels);
  copy(scratch + <usize>before * row, x, time * channels);
  zero(scratch + <usize>(before + time) * row, (steps - before - time) * channels);
  return scratch;
}

export function conv(
  x: usize, w: usize, b: usize, y: usize, scratch: usize, batch: i32, time: i32, inC: i32, outC: i32,
  timeOut: i32, size: i32, stride: i32, dilation: i32, before: i32, relu: i32,
): void {
  const row = <usize>inC << 2;
  const out = <usize>outC << 2;
  const steps = paddedSteps(time, timeOut, size, stride, dilation, before);
  for (let e = 0; e < batch; e++) {
    const a = padded(x, scratch, time, inC, before, steps);
    const flags = relu ? RECTIFY : 0;
    product(y, a, <usize>stride * row, <usize>dilation * row, w, <usize>inC * out, out, timeOut, outC, size, inC, b, flags);
    x += <usize>time * row;
    y += <usize>timeOut * out;
  }
}

/** dw [size, in, out] = for every tap x' dy. */
export function convWeight(
  x: usize, dy: usize, dw: usize, scratch: usize, batch: i32, time: i32, inC: i32, outC: i32,
  timeOut: i32, size: i32, stride: i32, dilation: i32, before: i32, accumulate: i32,
): void {
  const row = <usize>inC << 2;
  const out = <usize>outC << 2;
  const steps = paddedSteps(time, timeOut, size, stride, dilation, before);
  for (let e = 0; e < batch; e++) {
    const a = padded(x, scratch, time, inC, before, steps);
    const flags = accumulate | e ? ACCUMULATE : 0;
    for (let s = 0; s < size; s++) {
      const tap = a + <usize>(s * dilation) * row;
      productT(dw + <usize>(s * inC) * out, tap, <usize>stride * row, dy, out, inC, outC, timeOut, flags);
    }
    x += <usize>time * row;
    dy += <usize>timeOut * out;
  }
}

/**
 * dx: the convolution of dy, spread out by the stride and padded, with the taps in reverse order and each transposed.
 * scratch holds those taps, then the padded dy.
 */
export function convInput(
  dy: usize, w: usize, dx: usize, scratch: usize, batch: i32, time: i32, inC: i32, outC: i32,
  timeOut: i32, size: i32, stride: i32, dilation: i32, before: i32, accumulate: i32,
): void {
  const tap = <usize>(inC * outC) << 2;
  const out = <usize>outC << 2;
  for (let s = 0; s < size; s++) transpose(scratch + <usize>(size - 1 - s) * tap, w + <usize>s * tap, inC, outC);
  const reach = (size - 1) * dilation;
  const spread = scratch + <usize>size * tap;
  const steps = time + reach;
  const flags = accumulate ? ACCUMULATE : 0;
  for (let e = 0; e < batch; e++) {
    let a = dy;
    if (stride == 1) a = padded(dy, spread, timeOut, outC, reach - before, steps);
    else {
      a = spread;
      zero(spread, steps * outC);
      for (let t = 0; t < timeOut; t++) copy(spread + <usize>(t * stride + reach - before) * out, dy + <usize>t * out, outC);
    }
    product(dx, a, out, <usize>dilation * out, scratch, tap, <usize>inC << 2, time, inC, size, outC, 0, flags);
    dy += <usize>timeOut * out;
    dx += <usize>(time * inC) << 2;
  }
}
