// Linear algebra in double precision: lib/engine/wasm/algebra.ts. Nothing is fused here, and sums have one order, so that the same
// comes of it everywhere.

/**
 * A'A += rows' rows and A'y += rows' targets.
 * @param gram n x n; its lower triangle is added to, and what is right of the diagonal is written over
 * @param rows count x n, and room for one more number
 * @param count a multiple of four
 */
export function addRows(gram: usize, moments: usize, rows: usize, targets: usize, count: i32, n: i32): void {
  const row = <usize>n << 3;
  for (let end = rows + <usize>count * row; rows < end; rows += row << 2, targets += 32) {
    const t0 = load<f64>(targets);
    const t1 = load<f64>(targets, 8);
    const t2 = load<f64>(targets, 16);
    const t3 = load<f64>(targets, 24);
    let line = gram;
    for (let i: usize = 0; i < row; i += 8, line += row) {
      let a = rows + i;
      const s0 = load<f64>(a);
      const s1 = load<f64>((a += row));
      const s2 = load<f64>((a += row));
      const s3 = load<f64>(a + row);
      store<f64>(moments + i, load<f64>(moments + i) + (s0 * t0 + s1 * t1 + s2 * t2 + s3 * t3));
      const x0 = f64x2.splat(s0);
      const x1 = f64x2.splat(s1);
      const x2 = f64x2.splat(s2);
      const x3 = f64x2.splat(s3);
      let b = rows;
      let c = b + row;
      let d = c + row;
      let e = d + row;
      for (let g = line, last = line + i; g <= last; g += 16, b += 16, c += 16, d += 16, e += 16) {
        let sum = f64x2.mul(x0, v128.load(b));
        sum = f64x2.add(sum, f64x2.mul(x1, v128.load(c)));
        sum = f64x2.add(sum, f64x2.mul(x2, v128.load(d)));
        sum = f64x2.add(sum, f64x2.mul(x3, v128.load(e)));
        v128.store(g, f64x2.add(v128.load(g), sum));
      }
    }
  }
}

/**
 * Lower triangle L of A = L L' (Golub, Van Loan, Matrix Computations, 4.2).
 * @param matrix A, n x n, of which the lower triangle is read; L takes the place of that
 * @returns the row in which A is not positive definite, -1 where it is
 */
export function cholesky(matrix: usize, n: i32): i32 {
  const row = <usize>n << 3;
  let l = matrix;
  for (let i = 0; i < n; i++, l += row) {
    let other = matrix;
    for (let j = 0; j < i; j++, other += row) {
      const at = <usize>j << 3;
      store<f64>(l + at, (load<f64>(l + at) - dot(l, other, j)) / load<f64>(other + at));
    }
    const at = <usize>i << 3;
    const sum = load<f64>(l + at) - dot(l, l, i);
    if (!(sum > 0)) return i;
    store<f64>(l + at, Math.sqrt(sum));
  }
  return -1;
}

/** x becomes the solution of L L' x = x. */
export function solve(lower: usize, x: usize, n: i32): void {
  const row = <usize>n << 3;
  let l = lower;
  for (let i = 0; i < n; i++, l += row) {
    const at = <usize>i << 3;
    store<f64>(x + at, (load<f64>(x + at) - dot(l, x, i)) / load<f64>(l + at));
  }
  for (let i = n - 1; i >= 0; i--) {
    l -= row;
    // Column by column: L is read along its rows.
    const end = x + (<usize>i << 3);
    const value = load<f64>(end) / load<f64>(l + (<usize>i << 3));
    store<f64>(end, value);
    for (let y = x, k = l; y < end; y += 8, k += 8) store<f64>(y, load<f64>(y) - load<f64>(k) * value);
  }
}

/**
 * The inverse of a lower triangle.
 * @param inverse room for as many rows as the caller likes; all is 0 that is not written
 * @param stride numbers in one row of it, an even number, at least n
 */
export function invertLower(lower: usize, inverse: usize, n: i32, stride: i32): void {
  const line = <usize>stride << 3;
  let to = inverse;
  for (let i = 0; i < n; i++, to += line, lower += <usize>n << 3) {
    const diagonal = 1 / load<f64>(lower + (<usize>i << 3));
    // Row i of the inverse is a sum of the rows above it.
    let from = inverse;
    let k = 0;
    for (; k + 3 < i; k += 4) {
      const l = lower + (<usize>k << 3);
      const f0 = f64x2.splat(-load<f64>(l) * diagonal);
      const f1 = f64x2.splat(-load<f64>(l, 8) * diagonal);
      const f2 = f64x2.splat(-load<f64>(l, 16) * diagonal);
      const f3 = f64x2.splat(-load<f64>(l, 24) * diagonal);
      let a = from;
      let b = a + line;
      let c = b + line;
      let d = c + line;
      from = d + line;
      for (let y = to, end = to + (<usize>(k + 4) << 3); y < end; y += 16, a += 16, b += 16, c += 16, d += 16) {
        let sum = f64x2.add(v128.load(y), f64x2.mul(f0, v128.load(a)));
        sum = f64x2.add(sum, f64x2.mul(f1, v128.load(b)));
        sum = f64x2.add(sum, f64x2.mul(f2, v128.load(c)));
        v128.store(y, f64x2.add(sum, f64x2.mul(f3, v128.load(d))));
      }
    }
    for (; k < i; k++, from += line) {
      const f = f64x2.splat(-load<f64>(lower + (<usize>k << 3)) * diagonal);
      for (let y = to, a = from, end = to + (<usize>k << 3); y <= end; y += 16, a += 16) {
        v128.store(y, f64x2.add(v128.load(y), f64x2.mul(f, v128.load(a))));
      }
    }
    store<f64>(to + (<usize>i << 3), diagonal);
  }
}

/**
 * A lower triangle as the other kernels read it, see distance.
 * @param from groups x 4 rows of as many numbers
 */
export function packTriangle(from: usize, packed: usize, groups: i32): void {
  const row = <usize>groups << 5;
  for (let group = 1; group <= groups; group++, from += row << 2) {
    for (let a = from, end = from + (<usize>group << 5); a < end; a += 8, packed += 16) {
      store<f32>(packed, <f32>load<f64>(a));
      store<f32>(packed, <f32>load<f64>(a + row), 4);
      store<f32>(packed, <f32>load<f64>(a + 2 * row), 8);
      store<f32>(packed, <f32>load<f64>(a + 3 * row), 12);
    }
  }
}

/** Largest size in each row of a packed triangle. */
export function rowSizes(packed: usize, sizes: usize, groups: i32): void {
  for (let group = 1; group <= groups; group++, sizes += 16) {
    let most = f32x4.splat(0);
    for (let end = packed + (<usize>group << 6); packed < end; packed += 16) {
      most = f32x4.max(most, f32x4.abs(v128.load(packed)));
    }
    v128.store(sizes, most);
  }
}

/** A packed triangle in steps of 16 bits. @param scales what a step is worth, by row */
export function toSteps(packed: usize, scales: usize, steps: usize, groups: i32): void {
  for (let group = 1; group <= groups; group++, scales += 16) {
    for (let end = packed + (<usize>group << 6); packed < end; packed += 16, steps += 8) {
      for (let lane: usize = 0; lane < 4; lane++) {
        const value = <f64>load<f32>(packed + (lane << 2)) / <f64>load<f32>(scales + (lane << 2));
        store<i16>(steps + (lane << 1), <i16>Math.floor(value + 0.5));
      }
    }
  }
}

/** Four sums that do not wait for one another. */
// @ts-ignore: decorator
@inline
function dot(a: usize, b: usize, count: i32): f64 {
  let p = f64x2.splat(0);
  let q = p;
  const whole = a + (<usize>(count >> 2) << 5);
  const end = a + (<usize>count << 3);
  for (; a < whole; a += 32, b += 32) {
    p = f64x2.add(p, f64x2.mul(v128.load(a), v128.load(b)));
    q = f64x2.add(q, f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
  }
  let first = f64x2.extract_lane(p, 0);
  for (; a < end; a += 8, b += 8) first += load<f64>(a) * load<f64>(b);
  return first + f64x2.extract_lane(p, 1) + (f64x2.extract_lane(q, 0) + f64x2.extract_lane(q, 1));
}
