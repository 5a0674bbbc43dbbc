import { type Trail, WARM } from './trail';

/** Blocks of the rows. From FORWARD on each is judged by what was learned from all before it. */
export const BLOCKS = 5;
export const FORWARD = 2;

/**
 * The rows of a block in which a tag was measured and enough of the past is known. Blocks are equal parts of the rows in which it was
 * measured: a tag that came late, or was away for long, has later rows to be judged by as well.
 */
export function rowsOf(trail: Trail, tag: number, block: number): Int32Array {
  const { width, measured, starts, at } = trail;
  const rows = measuredRows(trail, tag);
  const from = Math.floor((rows * block) / BLOCKS);
  const to = Math.floor((rows * (block + 1)) / BLOCKS);
  const found = new Int32Array(to - from);
  let count = 0;
  for (let t = 0, nth = 0; t <= at && nth < to; t++) {
    if (measured[t * width + tag] !== 1) continue;
    if (nth >= from && t - starts[t]! >= WARM) found[count++] = t;
    nth++;
  }
  return found.subarray(0, count);
}

/** In how many rows a tag was measured. */
export function measuredRows({ width, measured, at }: Trail, tag: number): number {
  let rows = 0;
  for (let row = 0; row <= at * width; row += width) rows += measured[row + tag]!;
  return rows;
}
