import { createRandom } from '../../../lib/math/random';

/** Rows of four tags in normal operation: sines of different periods with noise. */
export function sines(n = 1000, seed = 7, tags = 4): number[][] {
  const random = createRandom(seed);
  return Array.from({ length: n }, (_, t) =>
    Array.from({ length: tags }, (_, i) => Math.sin(t / (7 + i)) + 0.1 * random.normal()),
  );
}

/** Something wrong in the rows, from the row `at` on. @returns the rows that it spoils */
export type Spoil = (rows: number[][], at: number) => readonly number[];

const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, k) => from + k);

export const one =
  (value: number, tag = 0): Spoil =>
  (rows, at) => {
    rows[at]![tag] = value;
    return [at];
  };

export const stuck =
  (count: number, value?: number): Spoil =>
  (rows, at) => {
    const held = value ?? rows[at]![0]!;
    for (const t of range(at, count)) rows[t]![0] = held;
    return range(at, count);
  };

export const offset =
  (count: number, by: number): Spoil =>
  (rows, at) => {
    for (const t of range(at, count)) rows[t]![0]! += by;
    return range(at, count);
  };

export const rubbishBurst =
  (count: number, low = -50, high = 50): Spoil =>
  (rows, at) => {
    const random = createRandom(3);
    for (const t of range(at, count)) rows[t] = rows[t]!.map(() => low + (high - low) * random.next());
    return range(at, count);
  };

/** @param tags in which it is; all when absent */
export const scattered =
  (count: number, low = -50, high = 50, tags?: number): Spoil =>
  (rows) => {
    const random = createRandom(5);
    const at = new Set<number>();
    while (at.size < count) at.add(random.below(rows.length));
    for (const t of at) rows[t] = rows[t]!.map((x, i) => (i < (tags ?? 99) ? low + (high - low) * random.next() : x));
    return [...at];
  };
