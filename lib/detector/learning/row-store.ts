import { readDoubles, writeDoubles } from '../../encoding/doubles';
import { decodeNumbers } from '../../encoding/numbers-text';
import { BitReader, BitWriter } from '../../encoding/rice';
import {
  BLOCK,
  bytesOf,
  isRounded,
  type Packing,
  pack,
  packingOf,
  type RowBlock,
  readBlock,
  unpack,
  writeBlock,
} from './row-block';

/** RowStore as plain JSON. */
export interface RowsSnapshot {
  /** The full blocks, see writeBlock, and the rows behind them, column by column, see writeDoubles; so many of these. */
  readonly columns?: string;
  readonly behind?: number;
  /** In what older versions kept, where `columns` are now: the blocks with plain scales. */
  readonly squeezed?: string;
  /** Where they are many, and in what older versions kept: the blocks as they are, base64. */
  readonly blocks?: string;
  /** How each of them is packed, a letter each: 't' in steps, 's' in singles. Absent in what older versions kept: all in singles. */
  readonly packing?: string;
  /** The rows behind blocks as they are, and in what older versions kept: float64, base64. */
  readonly rows?: string;
}

/** Numbers that are squeezed at most when they are kept: of more the time that it takes would be felt between two records. */
const MOST_SQUEEZED = 16_384;
/** Open rows that there is room for, at least. */
const FEWEST = BLOCK / 8;

/**
 * Many rows of numbers in a quarter of the room: what is full is packed, 32 rows at a time.
 */
export class RowStore {
  readonly width: number;
  #blocks: (RowBlock | Uint8Array)[] = [];
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
    // Made anew: a list that grows takes room for many more.
    this.#blocks = [...this.#blocks, pack(this.#open, width)];
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
      const packed = block < this.#blocks.length ? this.#blockAt(block) : undefined;
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

  /**
   * What is older than the last rows is seldom asked for: in half of the room, and slower to read. To be asked with each row, as it looks at the
   * newest of the old blocks. What no source rounds would hardly get smaller, and stays.
   * @param rows at least
   */
  squeeze(rows: number): void {
    if (this.#inOpen > 0) return;
    const { width } = this;
    const newest = Math.floor((this.count - rows) / BLOCK) - 1;
    const block = this.#blocks[newest];
    if (block === undefined || block instanceof Uint8Array || !isRounded(block, width)) return;
    const out = new BitWriter(BLOCK * width);
    out.write(packingOf(block, width) === 'steps' ? 1 : 0, 1);
    writeBlock(out, block, width);
    this.#blocks[newest] = out.bytes();
  }

  #blockAt(k: number): RowBlock {
    const block = this.#blocks[k]!;
    if (!(block instanceof Uint8Array)) return block;
    const from = new BitReader(block);
    return readBlock(from, from.read(1) === 1 ? 'steps' : 'singles', this.width, false);
  }

  snapshot(): RowsSnapshot {
    const blocks = Array.from(this.#blocks.keys(), (k) => this.#blockAt(k));
    const packing = blocks.map((block) => (packingOf(block, this.width) === 'singles' ? 's' : 't')).join('');
    const numbers = blocks.length * BLOCK * this.width;
    if (numbers <= MOST_SQUEEZED) return { columns: this.#columns(blocks), behind: this.#inOpen, packing };
    const open = Buffer.from(this.#open.buffer, 0, this.#inOpen * this.width * 8);
    const closed = Buffer.concat(blocks.map((one) => Buffer.from(one)));
    return { blocks: closed.toString('base64'), packing, rows: open.toString('base64') };
  }

  #columns(blocks: readonly RowBlock[]): string {
    const { width } = this;
    const out = new BitWriter(blocks.length * BLOCK * width);
    for (const block of blocks) writeBlock(out, block, width);
    for (let i = 0; i < width; i++) {
      writeDoubles(
        out,
        Float64Array.from({ length: this.#inOpen }, (_, row) => this.#open[row * width + i]!),
      );
    }
    return out.text();
  }

  /** @throws Error when the blocks are not whole */
  static restore(width: number, from: RowsSnapshot): RowStore {
    const { columns, behind = 0, squeezed, blocks = '', packing = '', rows = '' } = from;
    const store = new RowStore(width);
    if (columns !== undefined) store.#readColumns(new BitReader(columns), packing, behind);
    else if (squeezed === undefined) store.#blocks = blocksOf(width, blocks, packing);
    else {
      const from = new BitReader(squeezed);
      store.#blocks = [...packing].map((one) => readBlock(from, packingBy(one), width, true));
      from.end();
    }
    const plain = decodeNumbers(rows);
    for (let at = 0; at < plain.length; at += width) store.add(plain, at);
    return store;
  }

  #readColumns(from: BitReader, packing: string, behind: number): void {
    const { width } = this;
    this.#blocks = [...packing].map((one) => readBlock(from, packingBy(one), width, false));
    const columns = Array.from({ length: width }, () => readDoubles(from, behind));
    from.end();
    for (let row = 0; row < behind; row++) this.add(columns.map((column) => column[row]!));
  }
}

function packingBy(letter: string): Packing {
  return letter === 't' ? 'steps' : 'singles';
}

function blocksOf(width: number, blocks: string, packing: string): RowBlock[] {
  const all: RowBlock[] = [];
  const bytes = Buffer.from(blocks, 'base64');
  for (let at = 0, k = 0; at < bytes.length; k++) {
    const size = bytesOf(packingBy(packing[k]!), width);
    if (at + size > bytes.length || size === 0) throw new Error('the collected rows are incomplete');
    const block = new ArrayBuffer(size);
    new Uint8Array(block).set(bytes.subarray(at, at + size));
    all.push(block);
    at += size;
  }
  return all;
}
