const EMPTY = new Float64Array(0);

/** Arrays of one length, of zeros, in one piece of memory: each by itself takes twice the room where they are short, and a fleet has many of them. */
export function pieces(count: number, length: number): Float64Array[] {
  if (length === 0) return new Array<Float64Array>(count).fill(EMPTY);
  const all = new Float64Array(count * length);
  return Array.from({ length: count }, (_, k) => all.subarray(k * length, (k + 1) * length));
}
