import { type BitReader, type BitWriter, readColumn, writeColumn } from './rice';

/** What a source rounds to: parts of a unit. */
const PARTS = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000] as const;
/** How a column stands: as its doubles are, or in such parts. */
const PLAIN = 0;
const KIND = 3;
/** In place of a missing value where numbers are counted in parts. */
const MISSING = -0x80000000;
/** Further from 0 than so many parts numbers stand as they are. */
const MOST = 0x7fffffff;

/** Writes doubles in as few bits as they need without losing one: what a source rounds is counted in its parts. */
export function writeDoubles(out: BitWriter, numbers: Float64Array): void {
  const counted = new Int32Array(numbers.length);
  const kind = PARTS.findIndex((parts) => countParts(numbers, parts, counted)) + 1;
  out.write(kind, KIND);
  if (kind === PLAIN) for (const number of numbers) out.double(number);
  else writeColumn(out, counted);
}

/** @throws Error when they are not whole */
export function readDoubles(from: BitReader, count: number): Float64Array {
  const parts = PARTS[from.read(KIND) - 1];
  if (parts === undefined) return Float64Array.from({ length: count }, () => from.double());
  return Float64Array.from(readColumn(from, count), (of) => (of === MISSING ? Number.NaN : of / parts));
}

/** @returns whether the parts give every number again */
function countParts(numbers: Float64Array, parts: number, counted: Int32Array): boolean {
  for (let k = 0; k < numbers.length; k++) {
    const number = numbers[k]!;
    // Minus zero is another number: it becomes none here.
    const of = Math.round(number * parts) + 0;
    if (Number.isNaN(number)) counted[k] = MISSING;
    else if (Math.abs(of) <= MOST && Object.is(of / parts, number)) counted[k] = of;
    else return false;
  }
  return true;
}
