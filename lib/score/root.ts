import { cholesky, packedInverse, packedSteps } from '../engine/wasm/algebra';
import { LANES } from '../engine/wasm/machine';
import { invertPositive } from '../math/matrix';

/**
 * R of a distance x'Px = |R x|^2: the inverse of the lower triangle L of P^-1 = L L'. In groups of four rows, the four numbers of a
 * column side by side, in single precision: it is read once per record, and reading it is what that costs. A sum of squares bears
 * that; x'Px with P in single precision would lose what the wide directions of a plant are to the narrow ones.
 */
export type Root = Float32Array;

export { packedInverse as rootOf, packedSize as rootSize } from '../engine/wasm/algebra';

/** @param precision P, positive definite, n x n */
export function rootOfPrecision(precision: Float64Array, n: number): Root {
  return packedInverse(cholesky(invertPositive(precision, n), n), n);
}

/** A root in half the room: by row steps of 16 bits, and what a step is worth, a power of two. */
export interface CoarseRoot {
  readonly steps: Int16Array;
  /** By row, as many as the kernels take. */
  readonly scales: Float32Array;
}

/** Largest step. */
const MOST = 32_767;

/** To five digits of the largest number of each row. What is no part of the triangle is 0 and stays so. */
export function coarse(root: Root, n: number): CoarseRoot {
  return packedSteps(root, n, (most) => (most > 0 ? 2 ** Math.ceil(Math.log2(most / MOST)) : 1));
}

/** The root that a coarse one is exactly. */
export function fine({ steps, scales }: CoarseRoot): Root {
  const root = new Float32Array(steps.length);
  for (let group = 0, at = 0; at < root.length; group += LANES) {
    for (const end = at + LANES * (group + LANES); at < end; at++) {
      root[at] = steps[at]! * scales[group + (at % LANES)]!;
    }
  }
  return root;
}

/** The transpose of R as a square: a row of columns times it is R x. */
export function unpackRoot(root: Root, n: number): Float32Array {
  const square = new Float32Array(n * n);
  eachOf(n, (at, row, column) => {
    square[column * n + row] = root[at]!;
  });
  return square;
}

/** Calls back for each number of the triangle. @param at its position in the root */
function eachOf(n: number, see: (at: number, row: number, column: number) => void): void {
  const groups = Math.ceil(n / LANES);
  let at = 0;
  for (let group = 0; group < groups; group++) {
    for (let column = 0; column < LANES * (group + 1); column++) {
      for (let lane = 0; lane < LANES; lane++, at++) {
        const row = group * LANES + lane;
        if (row < n && column <= row) see(at, row, column);
      }
    }
  }
}
