// Matrix products, C = A B (+ C) (+ bias) (rectified), all f32.
// The sum over k has two levels, `outer` blocks of `inner` steps, so that a convolution is a product without an im2col
// copy: its taps are the outer blocks, its channels the inner steps. Strides are in bytes.
import { panel4, panel8, panel8x6 } from './panels';
import { panelT4, panelT8, panelT8x6 } from './panels-transposed';
import { row } from './row';

/** Rows in blocks of 6, in pairs, so that blocks of 4 can do the rest. */
// @ts-ignore: decorator
@inline
function pairsOfSixes(rows: i32): i32 {
  return ASC_FEATURE_RELAXED_SIMD ? (rows / 12) * 12 : 0;
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
    const sixes = pairsOfSixes(rows);
    const cLow = c + <usize>sixes * ldc;
    const aLow = a + <usize>sixes * aRow;
    let j = 0;
    for (; j + 8 <= cols; j += 8) {
      const at = <usize>j << 2;
      const bj = bias ? bias + at : 0;
      if (sixes) panel8x6(c + at, ldc, a, aRow, aOuter, b + at, bOuter, bInner, sixes, outer, inner, bj, flags, 0);
      panel8(cLow + at, ldc, aLow, aRow, aOuter, b + at, bOuter, bInner, blocked - sixes, outer, inner, bj, flags, 0);
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
    const sixes = pairsOfSixes(rows);
    const cLow = c + <usize>sixes * ldc;
    const aLow = a + (<usize>sixes << 2);
    let j = 0;
    for (; j + 8 <= cols; j += 8) {
      const at = <usize>j << 2;
      if (sixes) panelT8x6(c + at, ldc, a, aInner, b + at, bInner, sixes, inner, flags, 0);
      panelT8(cLow + at, ldc, aLow, aInner, b + at, bInner, blocked - sixes, inner, flags, 0);
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
