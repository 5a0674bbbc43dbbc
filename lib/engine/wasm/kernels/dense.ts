// Gradients of x W + b.
import { product, productT, transpose } from './product';
import { ACCUMULATE } from './vector';

/** Rows of x and dy that are worked on together in the gradient of the weights, so that they stay in the first-level cache. */
const BLOCK: i32 = 128;

/** Masks dy in place where the rectifier was off (y 0) and sums it over the rows. */
export function denseBias(dy: usize, y: usize, db: usize, rows: i32, cols: i32, relu: i32, accumulate: i32): void {
  let j = 0;
  const stride = <usize>cols << 2;
  for (; j + 4 <= cols; j += 4) {
    let p = dy + (<usize>j << 2);
    let q = y + (<usize>j << 2);
    const d = db + (<usize>j << 2);
    let sum = accumulate ? v128.load(d) : f32x4.splat(0);
    for (let i = 0; i < rows; i++) {
      let g = v128.load(p);
      if (relu) {
        g = v128.and(g, f32x4.gt(v128.load(q), f32x4.splat(0)));
        v128.store(p, g);
        q += stride;
      }
      sum = f32x4.add(sum, g);
      p += stride;
    }
    v128.store(d, sum);
  }
  for (; j < cols; j++) {
    let p = dy + (<usize>j << 2);
    let q = y + (<usize>j << 2);
    const d = db + (<usize>j << 2);
    let sum: f32 = accumulate ? load<f32>(d) : 0;
    for (let i = 0; i < rows; i++) {
      if (relu && !(load<f32>(q) > 0)) store<f32>(p, 0);
      sum += load<f32>(p);
      p += stride;
      q += stride;
    }
    store<f32>(d, sum);
  }
}

export function denseWeight(x: usize, dy: usize, dw: usize, rows: i32, inC: i32, outC: i32, accumulate: i32): void {
  const xRow = <usize>inC << 2;
  const yRow = <usize>outC << 2;
  for (let i = 0; i < rows; i += BLOCK) {
    const flags = accumulate | i ? ACCUMULATE : 0;
    productT(dw, x, xRow, dy, yRow, inC, outC, min(BLOCK, rows - i), flags);
    x += <usize>BLOCK * xRow;
    dy += <usize>BLOCK * yRow;
  }
}

export function denseInput(dy: usize, w: usize, scratch: usize, dx: usize, rows: i32, inC: i32, outC: i32, accumulate: i32): void {
  transpose(scratch, w, inC, outC);
  product(dx, dy, <usize>outC << 2, 0, scratch, 0, <usize>inC << 2, rows, inC, 1, outC, 0, accumulate ? ACCUMULATE : 0);
}
