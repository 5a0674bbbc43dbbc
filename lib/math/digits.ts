/** Taking a number away from so many times itself, and again, leaves its 24 first binary digits (Dekker 1971, DOI 10.1007/BF01397083). */
const CUT = 2 ** 29 + 1;

/**
 * A number with as many digits as single precision has, and the range of a double: sums of thousands of squares need no more, and take half
 * of the room where they are kept.
 * @param x smaller than 1e299
 */
export function inSingleDigits(x: number): number {
  const much = CUT * x;
  return much - (much - x);
}

/** Part of a value that single precision leaves of it. */
const EXACT = 1e-6;

/** Whether two values differ by more than single precision does. */
export function isOther(value: number, than: number): boolean {
  return Math.abs(value - than) > EXACT * (Math.abs(value) + Math.abs(than));
}

/** Up to here powers of ten are exact, and so is how far a number of steps is from a whole one, to within far less than NEAR. */
const EXACT_DIGITS = 22;
const EXACT_STEPS = 2 ** 30;
const NEAR = 1e-6;

/** The same as Number(x.toFixed(digits)), which writes a text and reads it, where it is clear without one to which side x goes. */
function toDigits(x: number, digits: number): number {
  const steps = digits <= EXACT_DIGITS ? x * 10 ** digits : Number.POSITIVE_INFINITY;
  const whole = Math.round(steps);
  const isClear = Math.abs(steps) < EXACT_STEPS && Math.abs(Math.abs(steps - whole) - 0.5) > NEAR;
  return isClear ? whole / 10 ** digits : Number(x.toFixed(digits));
}

/** A number with so few decimal digits that it is told to within `grain`; as it is where there is no grain. */
export function toGrain(x: number, grain: number): number {
  if (!(grain > 0) || !Number.isFinite(grain) || !Number.isFinite(x)) return x;
  const digits = -Math.floor(Math.log10(grain));
  if (digits > 0) return toDigits(x, Math.min(100, digits));
  const unit = 10 ** -digits;
  return Math.round(x / unit) * unit;
}
