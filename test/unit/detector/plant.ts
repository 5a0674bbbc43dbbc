import { createRandom } from '../../../lib/math/random';
import type { TwinRecord } from '../../../lib/record/record';

/** Rows of a small plant in normal operation: c and e follow a and b, d is a flag that never moves. */
export function normalRows(n: number, seed = 1): Record<string, number>[] {
  const random = createRandom(seed);
  return Array.from({ length: n }, (_, t) => {
    const a = Math.sin(t / 9) + 0.05 * random.normal();
    const b = Math.cos(t / 14) + 0.05 * random.normal();
    return { a, b, c: a + b + 0.05 * random.normal(), d: 0, e: a - b + 0.05 * random.normal() };
  });
}

export function recordOf(values: Record<string, number>, t: number): TwinRecord {
  return { asset: 'twin', time: t * 1000, values: { ...values } };
}
