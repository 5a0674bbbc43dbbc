/** Behind so many bits or digits counters begin anew; what they read may be such a register in tenths, hundredths or thousandths. */
const SCALES = [1, 10, 100, 1000];
const ENDS = SCALES.flatMap((scale) => [
  ...[8, 15, 16, 24, 31, 32, 48, 53].map((bits) => 2 ** bits / scale),
  ...Array.from({ length: 10 }, (_, i) => 10 ** (3 + i) / scale),
]).sort((a, b) => a - b);
/** How many times the largest step known a step over a rollover may be. */
export const PLAUSIBLE = 8;

/**
 * How far a counter went when it ran over its end and began anew.
 * @param high where it was, or where it is now if it counts down @param low the other one
 * @param largest step that it is known to take
 * @returns undefined where that explains nothing: it was set back, or a meter was replaced
 */
export function stepOver(high: number, low: number, largest: number): number | undefined {
  const end = ENDS.find((one) => one > high);
  if (end === undefined || low < 0) return undefined;
  const step = end - high + low;
  return step <= PLAUSIBLE * largest ? step : undefined;
}
