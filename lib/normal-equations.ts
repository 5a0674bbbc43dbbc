import { cholesky, solvePositive } from './cholesky';

/** Rows that are added in one go: each pass over the matrix then serves so many. */
const BLOCK = 4;

/**
 * Least squares from sums: A'A and A'y of the rows so far. Rows come one by one, sums of blocks need no second look at
 * them, and a solution at any time costs what the columns cost, not the rows.
 */
export class NormalEquations {
  readonly size: number;
  /** A'A, size x size, row-major; only the lower triangle is kept. */
  readonly gram: Float64Array;
  /** A'y */
  readonly moments: Float64Array;
  readonly #rows: Float64Array;
  readonly #targets: Float64Array;
  #waiting = 0;

  /** @param size number of columns */
  constructor(size: number) {
    this.size = size;
    this.gram = new Float64Array(size * size);
    this.moments = new Float64Array(size);
    this.#rows = new Float64Array(BLOCK * size);
    this.#targets = new Float64Array(BLOCK);
  }

  /** @param row of the columns, copied  @param target what they are to give */
  add(row: Float64Array, target: number): void {
    this.#rows.set(row, this.#waiting * this.size);
    this.#targets[this.#waiting++] = target;
    if (this.#waiting === BLOCK) this.#flush();
  }

  /**
   * The weights w that minimise |Aw - y|^2 + sum penalty_i w_i^2.
   * @param penalty by column, positive
   * @param lower where L of A'A + penalty = L L' is left, size x size
   */
  solve(penalty: ArrayLike<number>, lower = new Float64Array(this.size * this.size)): Float64Array {
    this.#flush();
    const { size } = this;
    const gram = this.gram.slice();
    for (let i = 0; i < size; i++) gram[i * size + i]! += penalty[i]!;
    const weights = this.moments.slice();
    solvePositive(cholesky(gram, size, lower), size, weights);
    return weights;
  }

  /** The sums so far; rows that are added later do not count in it. */
  copy(): NormalEquations {
    this.#flush();
    const copy = new NormalEquations(this.size);
    copy.gram.set(this.gram);
    copy.moments.set(this.moments);
    return copy;
  }

  #flush(): void {
    const { gram, moments, size } = this;
    const rows = this.#rows;
    const targets = this.#targets;
    rows.fill(0, this.#waiting * size);
    targets.fill(0, this.#waiting);
    this.#waiting = 0;
    const [b, c, d] = [size, 2 * size, 3 * size];
    for (let i = 0; i < size; i++) {
      const [x0, x1, x2, x3] = [rows[i]!, rows[b + i]!, rows[c + i]!, rows[d + i]!];
      moments[i]! += x0 * targets[0]! + x1 * targets[1]! + x2 * targets[2]! + x3 * targets[3]!;
      const at = i * size;
      for (let j = 0; j <= i; j++) {
        gram[at + j]! += x0 * rows[j]! + x1 * rows[b + j]! + x2 * rows[c + j]! + x3 * rows[d + j]!;
      }
    }
  }
}
