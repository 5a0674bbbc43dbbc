import { decodeNumbers } from '../../encoding/numbers-text';
import { BLOCK, bytesOf, pack, packingOf, type RowBlock, unpack } from './row-block';

/** RowStore as plain JSON. */
export interface RowsSnapshot {
  /** The full blocks, base64; absent in what older versions kept. */
  readonly blocks?: string;
  /** How each of them is packed, a letter each: 't' in steps, 's' in singles. Absent in what older versions kept: all in singles. */
  readonly packing?: string;
  /** The rows behind them: float64, base64. */
  readonly rows: string;
}

/** Open rows that there is room for, at least. */
const FEWEST = BLOCK / 8;

/**
 * Many rows of numbers in a quarter of the room: what is full is packed, 32 rows at a time.
 */
export class RowStore {
  readonly width: number;
  #blocks: RowBlock[] = [];
  /** The rows behind them, as they are. */
  #open: Float64Array;
  #inOpen = 0;

  constructor(width: number) {
    this.width = width;
    this.#open = new Float64Array(0);
  }

  get count(): number {
    return this.#blocks.length * BLOCK + this.#inOpen;
  }

  /** @param row NaN = missing @param from position of its first number */
  add(row: ArrayLike<number>, from = 0): void {
    const { width } = this;
    const at = this.#inOpen * width;
    if (at === this.#open.length) this.#widen();
    for (let i = 0; i < width; i++) this.#open[at + i] = row[from + i]!;
    if (++this.#inOpen < BLOCK) return;
    this.#blocks.push(pack(this.#open, width));
    this.#open = new Float64Array(0);
    this.#inOpen = 0;
  }

  /** Most of a fleet's assets are somewhere before the end of a block. */
  #widen(): void {
    const open = new Float64Array(Math.min(BLOCK, Math.max(FEWEST, 2 * this.#inOpen)) * this.width);
    open.set(this.#open);
    this.#open = open;
  }

  /** A copy of the rows [from, to), row-major. */
  rows(from = 0, to = this.count): Float64Array {
    const { width } = this;
    const out = new Float64Array(Math.max(0, to - from) * width);
    for (let t = from; t < to; ) {
      const block = Math.floor(t / BLOCK);
      const first = t % BLOCK;
      const end = Math.min(BLOCK, first + to - t);
      const place = out.subarray((t - from) * width);
      const packed = this.#blocks[block];
      if (packed === undefined) place.set(this.#open.subarray(first * width, end * width));
      else unpack(packed, width, first, end, place);
      t += end - first;
    }
    return out;
  }

  /** Forgets the oldest rows, as many as can go without touching the last `kept`. @returns how many */
  forget(kept: number): number {
    const blocks = Math.max(0, Math.floor((this.count - kept) / BLOCK));
    if (blocks > 0) this.#blocks = this.#blocks.slice(blocks);
    return blocks * BLOCK;
  }

  snapshot(): Required<RowsSnapshot> {
    const open = Buffer.from(this.#open.buffer, 0, this.#inOpen * this.width * 8);
    return {
      blocks: Buffer.concat(this.#blocks.map((block) => Buffer.from(block))).toString('base64'),
      packing: this.#blocks.map((block) => (packingOf(block, this.width) === 'singles' ? 's' : 't')).join(''),
      rows: open.toString('base64'),
    };
  }

  /** @throws Error when the blocks are not whole */
  static restore(width: number, { blocks = '', packing, rows }: RowsSnapshot): RowStore {
    const store = new RowStore(width);
    const bytes = Buffer.from(blocks, 'base64');
    for (let at = 0, k = 0; at < bytes.length; k++) {
      const size = bytesOf(packing?.[k] === 't' ? 'steps' : 'singles', width);
      if (at + size > bytes.length || size === 0) throw new Error('the collected rows are incomplete');
      const block = new ArrayBuffer(size);
      new Uint8Array(block).set(bytes.subarray(at, at + size));
      store.#blocks.push(block);
      at += size;
    }
    const open = decodeNumbers(rows);
    for (let at = 0; at < open.length; at += width) store.add(open, at);
    return store;
  }
}
