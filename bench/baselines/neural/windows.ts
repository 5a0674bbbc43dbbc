import type { Matrix } from '../../../lib/data/matrix';

/**
 * The rows up to and including row t, oldest first; before the first row stands the first row.
 * @param out length * width numbers
 */
function fillWindow({ data, width }: Matrix, t: number, length: number, out: Float32Array, at: number): void {
  for (let k = 0; k < length; k++) {
    const row = Math.max(0, t - length + 1 + k);
    for (let i = 0; i < width; i++) out[at + k * width + i] = data[row * width + i]!;
  }
}

/** Windows that end at the given rows, one after the other. */
export function windowsAt(matrix: Matrix, ends: readonly number[], length: number): Float32Array {
  const out = new Float32Array(ends.length * length * matrix.width);
  ends.forEach((t, i) => {
    fillWindow(matrix, t, length, out, i * length * matrix.width);
  });
  return out;
}

/** Numbers from..to-1 in batches. */
export function* batches(order: readonly number[], size: number): Generator<readonly number[]> {
  for (let i = 0; i < order.length; i += size) yield order.slice(i, i + size);
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}
