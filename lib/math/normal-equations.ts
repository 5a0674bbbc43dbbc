import { addRows, cholesky, solvePositive } from '../engine/wasm/algebra';

/** Rows that are added in one go, as many as are worth a call of the kernels; these take GROUP at a time. */
const BLOCK = 64;
const GROUP = 4;

/** What comes of least squares. */
export interface Solution {
  readonly weights: Float64Array;
  /** L of A'A + penalty = L L', size x size; what is above its diagonal means nothing. The next solution writes over it. */
  readonly lower: Float64Array;
}

/**
 * Least squares from sums: A'A and A'y of the rows so far. Rows come one by one, sums of blocks need no second look at
 * them, and a solution at any time costs what the columns cost, not the rows.
 */
export class NormalEquations {
  readonly size: number;
  /** A'A, size x size, row-major; only the lower triangle counts. */
  readonly gram: Float64Array;
  /** A'y */
  readonly moments: Float64Array;
  /** y'y */
  squares = 0;
  /** Rows that wait to be added, and what they are to give; only where rows come. */
  #rows: Float64Array | undefined;
  readonly #targets = new Float64Array(BLOCK);
  #waiting = 0;
  #mirrored = false;

  /** @param size number of columns */
  constructor(size: number) {
    this.size = size;
    this.gram = new Float64Array(size * size);
    this.moments = new Float64Array(size);
  }

  /** @param row of the columns, copied  @param target what they are to give */
  add(row: Float64Array, target: number): void {
    this.#rows ??= new Float64Array(BLOCK * this.size);
    this.#rows.set(row, this.#waiting * this.size);
    this.#targets[this.#waiting++] = target;
    if (this.#waiting === BLOCK) this.#flush();
  }

  /**
   * The weights w that minimise |Aw - y|^2 + sum penalty_i w_i^2.
   * @param penalty by column, positive
   */
  solve(penalty: ArrayLike<number>): Solution {
    this.#flush();
    const { size } = this;
    const lower = scratch(size ** 2);
    lower.set(this.gram);
    for (let i = 0; i < size; i++) lower[i * size + i]! += penalty[i]!;
    cholesky(lower, size, lower);
    const weights = this.moments.slice();
    solvePositive(lower, size, weights);
    return { weights, lower };
  }

  /** |Aw - y|^2 over the rows so far. */
  error(weights: Float64Array): number {
    this.#flush();
    const { gram, moments, size } = this;
    let error = this.squares;
    for (let i = 0; i < size; i++) {
      const row = i * size;
      let sum = 0;
      for (let j = 0; j < i; j++) sum += gram[row + j]! * weights[j]!;
      error += weights[i]! * (2 * sum + gram[row + i]! * weights[i]! - 2 * moments[i]!);
    }
    return error;
  }

  /**
   * The sums of some of the columns, to tell another one of them.
   * @param columns positions
   * @param target position of the other one
   * @param picked of as many columns; what it knew is written over
   */
  pick(columns: Int32Array, target: number, picked = new NormalEquations(columns.length)): NormalEquations {
    this.#pick(columns, picked);
    for (let i = 0; i < columns.length; i++) picked.moments[i] = this.#product(columns[i]!, target);
    picked.squares = this.#product(target, target);
    return picked;
  }

  /** The sums of some of the columns, to tell the same of them. @param columns positions */
  part(columns: Int32Array): NormalEquations {
    const part = new NormalEquations(columns.length);
    this.#pick(columns, part);
    for (let i = 0; i < columns.length; i++) part.moments[i] = this.moments[columns[i]!]!;
    part.squares = this.squares;
    return part;
  }

  #pick(columns: Int32Array, into: NormalEquations): void {
    this.#flush();
    this.#mirror();
    into.#mirrored = false;
    const { gram, size } = this;
    const { gram: picked } = into;
    for (let i = 0; i < columns.length; i++) {
      const from = columns[i]! * size;
      const row = i * columns.length;
      for (let j = 0; j <= i; j++) picked[row + j] = gram[from + columns[j]!]!;
    }
  }

  /** Writes what is below the diagonal above it as well: what is picked of a row then stands side by side. */
  #mirror(): void {
    if (this.#mirrored) return;
    const { gram, size } = this;
    for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) gram[j * size + i] = gram[i * size + j]!;
    this.#mirrored = true;
  }

  #product(a: number, b: number): number {
    return this.gram[a > b ? a * this.size + b : b * this.size + a]!;
  }

  /** The sums so far; rows that are added later do not count in it. */
  copy(): NormalEquations {
    this.#flush();
    const copy = new NormalEquations(this.size);
    copy.gram.set(this.gram);
    copy.moments.set(this.moments);
    copy.squares = this.squares;
    return copy;
  }

  #flush(): void {
    if (this.#rows === undefined || this.#waiting === 0) return;
    const count = Math.ceil(this.#waiting / GROUP) * GROUP;
    const rows = this.#rows.subarray(0, count * this.size);
    const targets = this.#targets.subarray(0, count);
    rows.fill(0, this.#waiting * this.size);
    targets.fill(0, this.#waiting);
    this.#waiting = 0;
    this.#mirrored = false;
    for (let k = 0; k < count; k++) this.squares += targets[k]! * targets[k]!;
    addRows(this.gram, this.moments, rows, targets);
  }
}

let room = new Float64Array(0);

/** Room for a matrix while a solution is made: one for all. */
function scratch(length: number): Float64Array {
  if (room.length < length) room = new Float64Array(length);
  return room.subarray(0, length);
}
