/** A copy of the numbers that are there, in their order; NaN = none. */
export function knownOf(values: Float64Array, from = 0, to = values.length): Float64Array {
  const known = new Float64Array(Math.max(0, to - from));
  let count = 0;
  for (let k = from; k < to; k++) if (!Number.isNaN(values[k]!)) known[count++] = values[k]!;
  return known.subarray(0, count);
}

/** Whether a column of row-major rows has one value wherever it has any. */
export function isConstant(rows: Float32Array | Float64Array, column: number, width: number): boolean {
  let first = Number.NaN;
  for (let at = column; at < rows.length; at += width) {
    const value = rows[at]!;
    if (Number.isNaN(first)) first = value;
    else if (!Number.isNaN(value) && value !== first) return false;
  }
  return true;
}
