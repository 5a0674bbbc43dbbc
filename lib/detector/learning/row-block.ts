import { readDoubles, writeDoubles } from '../../encoding/doubles';
import { type BitReader, type BitWriter, readColumn, writeColumn } from '../../encoding/rice';

/** Rows that are packed together. */
export const BLOCK = 32;
/** Rows of a block from which its middle is taken. */
const PROBES = [0, 8, 16, 24, 31];
const probe = new Float64Array(PROBES.length);

/** A value is one of so many steps from the least of its column; a number that many others divide, so that a few levels are met exactly. */
const STEPS = 65_520;
const MISSING = 65_535;
/** Sizes of a step that are tried first: most sources round to such. */
const DECIMALS = [1, 0.1, 0.01, 0.001, 0.0001];
/** How far a value may lie from its step: a part of how far values usually are from their middle, of how far it is itself, and of itself. */
const BEARABLE = 1e-3;
const NOTHING = 1e-7;
/** A value that comes so often in a row stands still. */
const REPEATED = 4;
/** In distances that values usually have from their middle: singles keep all of them to a ten-thousandth of such a distance. */
const FAR = 1000;
const ROUNDING = 2 ** -50;

/**
 * Rows of numbers, packed: by column the least value and the size of a step as doubles, then by row and column the step in 16 bits. A
 * wild value makes the steps coarse: then, by column a middle value as a double, and how far off each one is in single precision.
 * Which of both it is shows its size.
 */
export type RowBlock = ArrayBuffer;

/** @param rows BLOCK x width, row-major; NaN = missing */
export function pack(rows: Float64Array, width: number): RowBlock {
  return packSteps(rows, width) ?? packSingles(rows, width);
}

/** Rows [first, end) of a block, into `out`. */
export function unpack(block: RowBlock, width: number, first: number, end: number, out: Float64Array): void {
  if (block.byteLength === bytesOf('singles', width)) {
    const middles = new Float64Array(block, 0, width);
    const rest = new Float32Array(block, 8 * width);
    for (let at = first * width, to = 0; at < end * width; ) {
      for (let i = 0; i < width; i++, at++, to++) out[to] = middles[i]! + rest[at]!;
    }
    return;
  }
  const scale = new Float64Array(block, 0, 2 * width);
  const steps = new Uint16Array(block, 16 * width);
  for (let at = first * width, to = 0; at < end * width; ) {
    for (let i = 0; i < width; i++, at++, to++) {
      const step = steps[at]!;
      out[to] = step === MISSING ? Number.NaN : scale[i]! + step * scale[width + i]!;
    }
  }
}

/** How the rows of a block are packed. */
export type Packing = 'steps' | 'singles';

export function packingOf(block: RowBlock, width: number): Packing {
  return block.byteLength === bytesOf('singles', width) ? 'singles' : 'steps';
}

export function bytesOf(packing: Packing, width: number): number {
  return packing === 'singles' ? width * (8 + 4 * BLOCK) : width * (16 + 2 * BLOCK);
}

/** Whether most columns stand in steps of a source. */
export function isRounded(block: RowBlock, width: number): boolean {
  if (packingOf(block, width) === 'singles') return false;
  const steps = new Float64Array(block, 8 * width, width);
  let rounded = 0;
  for (let i = 0; i < width; i++) if (DECIMALS.includes(steps[i]!)) rounded++;
  return 2 * rounded > width;
}

/** A column of a block, filled anew each time. */
const passing = new Int32Array(BLOCK);

/** Writes a block as it is kept: column by column, as neighbouring rows are alike. */
export function writeBlock(out: BitWriter, block: RowBlock, width: number): void {
  const isSteps = packingOf(block, width) === 'steps';
  const scale = new Float64Array(block, 0, isSteps ? 2 * width : width);
  const numbers = isSteps ? new Uint16Array(block, 16 * width) : new Int32Array(block, 8 * width);
  for (let at = 0; at < scale.length; at += width) writeDoubles(out, scale.subarray(at, at + width));
  for (let i = 0; i < width; i++) {
    for (let t = 0; t < BLOCK; t++) passing[t] = numbers[t * width + i]!;
    writeColumn(out, passing);
  }
}

/**
 * @param plain in older versions scales stood as they are
 * @throws Error when it is not whole
 */
export function readBlock(from: BitReader, packing: Packing, width: number, plain: boolean): RowBlock {
  const block = new ArrayBuffer(bytesOf(packing, width));
  const isSteps = packing === 'steps';
  const scale = new Float64Array(block, 0, isSteps ? 2 * width : width);
  const numbers = isSteps ? new Uint16Array(block, 16 * width) : new Int32Array(block, 8 * width);
  if (plain) for (let i = 0; i < scale.length; i++) scale[i] = from.double();
  else for (let at = 0; at < scale.length; at += width) scale.set(readDoubles(from, width), at);
  for (let i = 0; i < width; i++) {
    const column = readColumn(from, BLOCK);
    for (let t = 0; t < BLOCK; t++) numbers[t * width + i] = column[t]!;
  }
  return block;
}

/** @returns undefined where the steps would be too coarse */
function packSteps(rows: Float64Array, width: number): RowBlock | undefined {
  const block = new ArrayBuffer(bytesOf('steps', width));
  const scale = new Float64Array(block, 0, 2 * width);
  const steps = new Uint16Array(block, 16 * width);
  for (let i = 0; i < width; i++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let at = i; at < rows.length; at += width) {
      if (rows[at]! < low) low = rows[at]!;
      if (rows[at]! > high) high = rows[at]!;
    }
    if (low > high) low = high = 0;
    const range = high - low;
    if (!Number.isFinite(range)) return undefined;
    scale[i] = low;
    const step = countSteps(rows, width, i, low, range, steps);
    if (step === undefined) return undefined;
    // What stands still is the same to the last digit in the blocks beside this one: that is how a stuck sensor is known.
    if (range > 0 && !isMet(repeatedIn(rows, width, i), low, step)) return undefined;
    scale[width + i] = step;
  }
  return block;
}

/** Counts the steps of a column. @returns the size of a step; undefined where it would be too coarse */
function countSteps(
  rows: Float64Array,
  width: number,
  column: number,
  low: number,
  range: number,
  steps: Uint16Array,
): number | undefined {
  const middle = middleOf(rows, width, column);
  const fits = (step: number, off: number): boolean => {
    for (let at = column; at < rows.length; at += width) {
      const x = rows[at]!;
      const count = Math.round((x - low) / step);
      const miss = Math.abs(x - low - count * step);
      // Written so that a missing value fits.
      if (miss > off && miss > NOTHING * Math.abs(x - middle) && miss > ROUNDING * Math.abs(x)) return false;
      steps[at] = Number.isNaN(x) ? MISSING : count;
    }
    return true;
  };
  for (const step of DECIMALS) {
    if (range > STEPS * step) break;
    // Of what moves by far less than a step, nothing may be lost either.
    if (fits(step, NOTHING * Math.min(step, range))) return step;
  }
  const step = range / STEPS;
  return fits(step, BEARABLE * usualDistance(rows, width, column, middle)) ? step : undefined;
}

/** The first value of the column that comes so often in a row that it is no chance; undefined where none does. */
function repeatedIn(rows: Float64Array, width: number, column: number): number | undefined {
  let run = 1;
  for (let at = column + width; at < rows.length; at += width) {
    run = rows[at] === rows[at - width] ? run + 1 : 1;
    if (run === REPEATED) return rows[at];
  }
  return undefined;
}

function isMet(value: number | undefined, low: number, step: number): boolean {
  if (value === undefined) return true;
  const met = low + Math.round((value - low) / step) * step;
  return Math.abs(met - value) <= ROUNDING * Math.abs(value);
}

/** What stands still, so that it is met exactly; not where it is so far away that the others would lose by it. */
function centreOf(rows: Float64Array, width: number, column: number): number {
  const middle = middleOf(rows, width, column);
  const still = repeatedIn(rows, width, column) ?? middle;
  return Math.abs(still - middle) <= FAR * usualDistance(rows, width, column, middle) ? still : middle;
}

function packSingles(rows: Float64Array, width: number): RowBlock {
  const block = new ArrayBuffer(bytesOf('singles', width));
  const middles = new Float64Array(block, 0, width);
  const rest = new Float32Array(block, 8 * width);
  for (let i = 0; i < width; i++) middles[i] = centreOf(rows, width, i);
  for (let at = 0; at < rest.length; at++) rest[at] = rows[at]! - middles[at % width]!;
  return block;
}

/** Median of five of the values: two wild ones among them do not matter. 0 where none is there. */
function middleOf(rows: Float64Array, width: number, column: number): number {
  for (let k = 0; k < PROBES.length; k++) probe[k] = rows[PROBES[k]! * width + column]!;
  return medianOf(probe);
}

/** Median of how far five of the values are from the middle. */
function usualDistance(rows: Float64Array, width: number, column: number, middle: number): number {
  for (let k = 0; k < PROBES.length; k++) probe[k] = Math.abs(rows[PROBES[k]! * width + column]! - middle);
  return medianOf(probe);
}

/** Of those that are finite; 0 where none is. Sorts them by insertion: the sort of an array takes longer to begin than five values do. */
function medianOf(values: Float64Array): number {
  let there = 0;
  for (let k = 0; k < values.length; k++) {
    const value = values[k]!;
    if (!Number.isFinite(value)) continue;
    let at = there++;
    for (; at > 0 && values[at - 1]! > value; at--) values[at] = values[at - 1]!;
    values[at] = value;
  }
  return there === 0 ? 0 : values[there >> 1]!;
}
