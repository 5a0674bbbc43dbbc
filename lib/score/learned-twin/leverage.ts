import { LiveNumbers, leverage } from '../../engine/wasm/live-numbers';

/** Rows of the triangle that are worked on together: their sums do not wait for one another. */
const LANES = 4;

/**
 * How far inputs are from what was learned: h = x'(A'A + penalty)^-1 x = |L^-1 x|^2. One over h is about the number of learned
 * rows that speak for this point; the variance of a prediction is the noise times 1 + h.
 *
 * L^-1 in groups of four rows, the four numbers of a column side by side, in single precision: it is read once per record,
 * and reading it is what that costs.
 */
export type Root = Float32Array;

/** Numbers in the root for n columns. */
export function rootSize(n: number): number {
  const groups = Math.ceil(n / LANES);
  return (LANES * LANES * groups * (groups + 1)) / 2;
}

/** @param lower L, n x n, row-major */
export function rootOf(lower: Float64Array, n: number): Root {
  const inverse = invertLower(lower, n);
  const groups = Math.ceil(n / LANES);
  const root = new Float32Array(rootSize(n));
  let at = 0;
  for (let group = 0; group < groups; group++) {
    for (let column = 0; column < LANES * (group + 1); column++) {
      for (let lane = 0; lane < LANES; lane++, at++) {
        const row = group * LANES + lane;
        root[at] = row < n && column <= row ? inverse[row * n + column]! : 0;
      }
    }
  }
  return root;
}

/** Tells the leverage of one input after the other. */
export class Leverage {
  readonly #padded: number;
  readonly #root: LiveNumbers<Float32Array>;
  readonly #x: LiveNumbers<Float64Array>;
  readonly #single: LiveNumbers<Float32Array>;

  /** @param n columns */
  constructor(root: Root, n: number) {
    this.#padded = Math.ceil(n / LANES) * LANES;
    this.#root = LiveNumbers.singles(root.length);
    this.#root.view.set(root);
    this.#x = LiveNumbers.doubles(this.#padded);
    this.#single = LiveNumbers.singles(this.#padded);
  }

  /** @param x columns */
  of(x: Float64Array): number {
    this.#x.view.set(x);
    return leverage(this.#root.at, this.#x.at, this.#single.at, this.#padded);
  }

  dispose(): void {
    this.#root.dispose();
    this.#x.dispose();
    this.#single.dispose();
  }
}

function invertLower(lower: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    const diagonal = 1 / lower[row + i]!;
    // Row i of the inverse is a sum of the rows above it.
    for (let k = 0; k < i; k++) {
      const factor = -lower[row + k]! * diagonal;
      if (factor === 0) continue;
      for (let j = 0; j <= k; j++) inverse[row + j]! += factor * inverse[k * n + j]!;
    }
    inverse[row + i] = diagonal;
  }
  return inverse;
}

/** The transpose of L^-1 as a square: a row of columns times it has the length that leverage() squares. */
export function unpackRoot(root: Root, n: number): Float32Array {
  const square = new Float32Array(n * n);
  let at = 0;
  for (let group = 0; at < root.length; group++) {
    for (let column = 0; column < LANES * (group + 1); column++) {
      for (let lane = 0; lane < LANES; lane++, at++) {
        const row = group * LANES + lane;
        if (row < n && column < n) square[column * n + row] = root[at]!;
      }
    }
  }
  return square;
}
