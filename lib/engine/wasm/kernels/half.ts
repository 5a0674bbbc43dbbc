// Weights that are kept in half precision: lib/math/half.ts.

/** What is between the exponents of both. */
const SHIFT = reinterpret<f32>(0x77800000); // 2^112

/**
 * Half precision to single, exactly.
 * @param n rounded up to a multiple of eight
 */
export function expand(from: usize, to: usize, n: i32): void {
  const end = to + (<usize>n << 2);
  for (; to < end; to += 32, from += 16) {
    const x = v128.load(from);
    v128.store(to, single(i32x4.extend_low_i16x8_u(x)));
    v128.store(to, single(i32x4.extend_high_i16x8_u(x)), 16);
  }
}

// @ts-ignore: decorator
@inline
function single(half: v128): v128 {
  const size = i32x4.shl(v128.and(half, i32x4.splat(0x7fff)), 13);
  const sign = i32x4.shl(v128.and(half, i32x4.splat(0x8000)), 16);
  return v128.or(f32x4.mul(size, f32x4.splat(SHIFT)), sign);
}
