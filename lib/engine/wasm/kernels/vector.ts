// What all kernels do with four floats at a time.

/** a b + c, fused where the module is built with relaxed SIMD. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

// @ts-ignore: decorator
@inline
export function rectified(x: v128): v128 {
  return f32x4.pmax(x, f32x4.splat(0));
}

/** What happens to a result on its way to memory. */
export const RECTIFY: i32 = 1;
export const ACCUMULATE: i32 = 2;

/** Lanes below `skip` are 0, the others all ones. */
// @ts-ignore: decorator
@inline
function lanesFrom(skip: i32): v128 {
  return i32x4.ge_s(i32x4(0, 1, 2, 3), i32x4.splat(skip));
}

// @ts-ignore: decorator
@inline
export function store8(c: usize, x0: v128, x1: v128, flags: i32, skip: i32): void {
  if (flags & ACCUMULATE) {
    x0 = f32x4.add(x0, v128.load(c));
    x1 = f32x4.add(x1, v128.load(c, 16));
  }
  if (flags & RECTIFY) {
    x0 = rectified(x0);
    x1 = rectified(x1);
  }
  if (skip) {
    x0 = v128.bitselect(x0, v128.load(c), lanesFrom(skip));
    x1 = v128.bitselect(x1, v128.load(c, 16), lanesFrom(skip - 4));
  }
  v128.store(c, x0);
  v128.store(c, x1, 16);
}

// @ts-ignore: decorator
@inline
export function store4(c: usize, x: v128, flags: i32, skip: i32): void {
  if (flags & ACCUMULATE) x = f32x4.add(x, v128.load(c));
  if (flags & RECTIFY) x = rectified(x);
  if (skip) x = v128.bitselect(x, v128.load(c), lanesFrom(skip));
  v128.store(c, x);
}

/** y = value, or y += value. */
// @ts-ignore: decorator
@inline
export function put(y: usize, value: v128, accumulate: i32): void {
  v128.store(y, accumulate ? f32x4.add(v128.load(y), value) : value);
}

/** Sum of the four lanes. */
// @ts-ignore: decorator
@inline
export function total(x: v128): f32 {
  const pair = f32x4.add(x, v128.shuffle<i32>(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(pair, 0) + f32x4.extract_lane(pair, 1);
}
