/** Largest number in half precision (IEEE 754 binary16), and the least that it holds to eleven digits. */
const LARGEST = 65504;
const LEAST_NORMAL = 2 ** -14;
/** Below that numbers are as far apart as this. */
const LEAST_STEP = 2 ** -24;
/** Adding it to a smaller number, and taking it away, leaves eleven digits of that in front of it. */
const CUT = 2 ** 13 + 1;

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/**
 * The numbers as half precision holds them. A network says the same with such weights, to three digits, and they take half of the
 * room.
 */
export function halved(numbers: Float32Array): Float32Array {
  return numbers.map(nearest);
}

/** @param x in single precision @returns x itself where it is too large */
function nearest(x: number): number {
  const size = Math.abs(x);
  if (!(size <= LARGEST)) return x;
  if (size < LEAST_NORMAL) return Math.round(x / LEAST_STEP) * LEAST_STEP;
  // Dekker's splitting (1971, DOI 10.1007/BF01397083), in single precision.
  const much = Math.fround(CUT * x);
  return Math.fround(much - Math.fround(much - x));
}

/** The bits of the nearest number that half precision holds; undefined where it is too large, or none. */
export function toHalf(x: number): number | undefined {
  return bitsOf(nearest(Math.fround(x)));
}

/** The number with such bits. */
export function fromHalf(half: number): number {
  const size = half & 0x7fff;
  if (size < 0x400) return (half === size ? 1 : -1) * size * LEAST_STEP;
  bits[0] = ((half & 0x8000) << 16) | ((size << 13) + 0x38000000);
  return single[0]!;
}

function bitsOf(x: number): number | undefined {
  const size = Math.abs(x);
  single[0] = x;
  const whole = bits[0]!;
  const sign = (whole >>> 16) & 0x8000;
  if (size < LEAST_NORMAL) {
    const steps = size / LEAST_STEP;
    return Number.isInteger(steps) ? sign | steps : undefined;
  }
  if (!(size <= LARGEST) || (whole & 0x1fff) !== 0) return undefined;
  return sign | (((whole & 0x7fffffff) - 0x38000000) >>> 13);
}

/**
 * The bits of numbers in half precision.
 * @returns undefined where half precision does not hold all of them exactly
 */
export function halfBits(numbers: Float32Array): Uint16Array | undefined {
  const out = new Uint16Array(numbers.length);
  for (let k = 0; k < numbers.length; k++) {
    const half = bitsOf(numbers[k]!);
    if (half === undefined) return undefined;
    out[k] = half;
  }
  return out;
}
