import { LANES, Machine } from './machine';

// Linear algebra by the kernels. All matrices are row-major. Numbers are copied there and back, which takes little of the time that the
// work takes; nothing stays there.

let own: Machine | undefined;

/** Made at first use: who only imports this compiles nothing. */
function machine(): Machine {
  own ??= new Machine();
  return own;
}

/** Room for some arrays, until the next one asks. @param bytes of each; a kernel may go one number further @returns addresses */
function room<Sizes extends readonly number[]>(...bytes: Sizes): { [K in keyof Sizes]: number } {
  machine().reset();
  return bytes.map((size) => machine().allocate(size + 16)) as { [K in keyof Sizes]: number };
}

function write(at: number, numbers: Float64Array): void {
  machine().doubles(at, numbers.length).set(numbers);
}

function read(at: number, numbers: Float64Array): void {
  numbers.set(machine().doubles(at, numbers.length));
}

/**
 * Adds rows to the sums that a least-squares solution is made of.
 * @param gram A'A, n x n; only its lower triangle counts
 * @param moments A'y
 * @param rows of A, as many as targets
 * @param targets a multiple of four
 */
export function addRows(gram: Float64Array, moments: Float64Array, rows: Float64Array, targets: Float64Array): void {
  const [g, m, r, t] = room(gram.byteLength, moments.byteLength, rows.byteLength, targets.byteLength);
  write(g, gram);
  write(m, moments);
  write(r, rows);
  write(t, targets);
  machine().kernels.addRows(g, m, r, t, targets.length, moments.length);
  read(g, gram);
  read(m, moments);
}

/**
 * Lower triangle L of a symmetric positive definite matrix A = L L'.
 * @param matrix A, n x n; only the lower triangle is read
 * @param lower where L is written, n x n; what is above its diagonal means nothing
 * @throws RangeError when the matrix is not positive definite
 */
export function cholesky(matrix: Float64Array, n: number, lower: Float64Array = new Float64Array(n * n)): Float64Array {
  const [a] = room(matrix.byteLength);
  write(a, matrix);
  const failed = machine().kernels.cholesky(a, n);
  if (failed >= 0) throw new RangeError(`the matrix is not positive definite in row ${failed}`);
  read(a, lower);
  return lower;
}

/** x becomes the solution of A x = x. @param lower L of A = L L' */
export function solvePositive(lower: Float64Array, n: number, x: Float64Array): void {
  const [l, y] = room(lower.byteLength, x.byteLength);
  write(l, lower);
  write(y, x);
  machine().kernels.solve(l, y, n);
  read(y, x);
}

/** Groups of rows that the kernels of live scores take at a time. */
function groupsOf(n: number): number {
  return Math.ceil(n / LANES);
}

/** Numbers in a packed triangle of n rows. */
export function packedSize(n: number): number {
  return (LANES * LANES * groupsOf(n) * (groupsOf(n) + 1)) / 2;
}

/**
 * The inverse of a lower triangle, packed: in groups of four rows, the four numbers of a column side by side, in single precision.
 * @param lower n x n
 */
export function packedInverse(lower: Float64Array, n: number): Float32Array {
  const groups = groupsOf(n);
  const stride = LANES * groups;
  const packed = new Float32Array(packedSize(n));
  const [l, i, p] = room(lower.byteLength, 8 * stride * stride, packed.byteLength);
  write(l, lower);
  machine()
    .doubles(i, stride * stride)
    .fill(0);
  machine().kernels.invertLower(l, i, n, stride);
  machine().kernels.packTriangle(i, p, groups);
  packed.set(machine().floats(p, packed.length));
  return packed;
}

/**
 * A packed triangle in steps of 16 bits.
 * @param scaleOf what a step is worth in a row, by its largest number
 */
export function packedSteps(
  packed: Float32Array,
  n: number,
  scaleOf: (most: number) => number,
): { readonly steps: Int16Array; readonly scales: Float32Array } {
  const groups = groupsOf(n);
  const rows = LANES * groups;
  const [p, s, c] = room(packed.byteLength, 2 * packed.length, 4 * rows);
  machine().floats(p, packed.length).set(packed);
  machine().kernels.rowSizes(p, c, groups);
  const scales = machine().floats(c, rows).map(scaleOf);
  machine().floats(c, rows).set(scales);
  machine().kernels.toSteps(p, c, s, groups);
  return { steps: machine().shorts(s, packed.length).slice(), scales };
}
