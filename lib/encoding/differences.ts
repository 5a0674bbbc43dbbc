import { BitReader, BitWriter, readColumn, writeColumn } from './rice';

/** Before what is written now; in older versions all columns were counted in numbers that single precision knows. */
const MARK = '~';
/** How a column is counted: in numbers that single precision knows, or in one of these steps. */
const SINGLES = 0;
const DECIMALS = [1, 10, 100, 1000, 10_000] as const;
const KIND = 3;
/** Steps further from 0 than this are finer than single precision. */
const MOST_STEPS = 2 ** 24;
/** In place of a missing value where numbers are counted in steps. */
const MISSING = -0x80000000;

/**
 * Rows of single-precision numbers in as few bits as they need without losing one: column by column, how far each number is from the one
 * before it. What an instrument rounds is counted in its steps, everything else in numbers that single precision knows in between; such
 * differences are mostly small.
 * @param rows row-major, whole rows
 * @returns base64, marked
 */
export function encodeDifferences(rows: Float32Array, width: number): string {
  const places = new Int32Array(width === 0 ? 0 : rows.length / width);
  const column = new Float32Array(places.length);
  const out = new BitWriter(rows.length);
  for (let i = 0; i < width; i++) {
    for (let row = 0; row < column.length; row++) column[row] = rows[row * width + i]!;
    const decimals = DECIMALS.findIndex((parts) => countSteps(column, parts, places));
    if (decimals < 0) countSingles(column, places);
    out.write(decimals < 0 ? SINGLES : decimals + 1, KIND);
    writeColumn(out, places);
  }
  return MARK + out.text();
}

/** @param count numbers, in whole rows @throws Error when the text does not hold them */
export function decodeDifferences(text: unknown, width: number, count: number): Float32Array {
  const rows = new Float32Array(count);
  const singles = new Int32Array(rows.buffer);
  const isMarked = typeof text === 'string' && text.startsWith(MARK);
  const from = new BitReader(isMarked ? text.slice(MARK.length) : text);
  const height = width === 0 ? 0 : count / width;
  for (let i = 0; i < width; i++) {
    const parts = isMarked ? DECIMALS[from.read(KIND) - 1] : undefined;
    const places = readColumn(from, height);
    for (let row = 0; row < height; row++) {
      const place = places[row]!;
      if (parts === undefined) singles[row * width + i] = placeOf(place);
      else rows[row * width + i] = place === MISSING ? Number.NaN : place / parts;
    }
  }
  from.end();
  return rows;
}

/** @returns whether single precision gives every number again from its steps */
function countSteps(column: Float32Array, parts: number, places: Int32Array): boolean {
  for (let row = 0; row < column.length; row++) {
    const number = column[row]!;
    // Minus zero is another number: it becomes none here.
    const steps = Math.round(number * parts) + 0;
    if (Number.isNaN(number)) places[row] = MISSING;
    else if (Math.abs(steps) <= MOST_STEPS && Object.is(Math.fround(steps / parts), number)) places[row] = steps;
    else return false;
  }
  return true;
}

function countSingles(column: Float32Array, places: Int32Array): void {
  const bits = new Int32Array(column.buffer, column.byteOffset, column.length);
  for (let row = 0; row < bits.length; row++) places[row] = placeOf(bits[row]!);
}

/** A list of single-precision numbers as plain JSON. */
export interface KeptSingles {
  readonly count: number;
  readonly differences: string;
}

export function keepSingles(numbers: Iterable<number>): KeptSingles {
  const singles = Float32Array.from(numbers);
  return { count: singles.length, differences: encodeDifferences(singles, 1) };
}

/** @throws Error when they are not whole */
export function readSingles({ count, differences }: KeptSingles): Float32Array {
  return decodeDifferences(differences, 1, count);
}

/** Where the number with these bits stands among all: negative ones count down. It is its own inverse. */
function placeOf(bits: number): number {
  return bits < 0 ? -0x80000000 - bits - 1 : bits;
}
