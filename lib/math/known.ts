/** A copy of the numbers that are there, in their order; NaN = none. */
export function knownOf(values: Float64Array, from = 0, to = values.length): Float64Array {
  const known = new Float64Array(Math.max(0, to - from));
  let count = 0;
  for (let k = from; k < to; k++) if (!Number.isNaN(values[k]!)) known[count++] = values[k]!;
  return known.subarray(0, count);
}
