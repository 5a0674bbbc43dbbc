import { type Trail, WARM } from './trail';

/** Blocks of the rows. From FORWARD on each is judged by what was learned from all before it. */
export const BLOCKS = 5;
export const FORWARD = 2;

/** The rows of a block in which a tag was measured and enough of the past is known. */
export function eachRow(trail: Trail, tag: number, block: number, see: (t: number) => void): void {
  const { width, measured, starts, at } = trail;
  const to = Math.floor(((at + 1) * (block + 1)) / BLOCKS);
  for (let t = Math.floor(((at + 1) * block) / BLOCKS); t < to; t++) {
    if (measured[t * width + tag] === 1 && t - starts[t]! >= WARM) see(t);
  }
}
