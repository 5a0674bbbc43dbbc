/** Rows that are packed together. */
const BLOCK = 32;
/** Rows of a block from which its middle is taken. */
const PROBES = [0, 8, 16, 24, 31];
const probe = new Float64Array(PROBES.length);

/**
 * Many rows of numbers in half of the room. What is full is packed, 32 rows at a time: by column a middle value, and how far off each
 * one is in single precision, so that an offset of a million, or one wild value, takes no precision from the others.
 */
export class RowStore {
  readonly width: number;
  /** Full blocks: by column the middle as a double, then by row and column the rest as a single. */
  #blocks: ArrayBuffer[] = [];
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
    if (this.#open.length === 0) this.#open = new Float64Array(BLOCK * width);
    const at = this.#inOpen * width;
    for (let i = 0; i < width; i++) this.#open[at + i] = row[from + i]!;
    if (++this.#inOpen < BLOCK) return;
    this.#blocks.push(pack(this.#open, width));
    this.#inOpen = 0;
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

  /** Base64: the full blocks, and what is behind them as doubles. */
  snapshot(): { readonly blocks: string; readonly rows: string } {
    const open = Buffer.from(this.#open.buffer, 0, this.#inOpen * this.width * 8);
    return {
      blocks: Buffer.concat(this.#blocks.map((block) => Buffer.from(block))).toString('base64'),
      rows: open.toString('base64'),
    };
  }

  /** @param blocks of a snapshot @param open the rows behind them @throws Error when they are no whole blocks */
  static restore(width: number, blocks: string, open: Float64Array): RowStore {
    const store = new RowStore(width);
    const bytes = Buffer.from(blocks, 'base64');
    const size = blockBytes(width);
    if (size > 0 && bytes.length % size !== 0) throw new Error('the collected rows are incomplete');
    for (let at = 0; at < bytes.length; at += size) {
      const block = new ArrayBuffer(size);
      new Uint8Array(block).set(bytes.subarray(at, at + size));
      store.#blocks.push(block);
    }
    for (let at = 0; at < open.length; at += width) store.add(open, at);
    return store;
  }
}

function blockBytes(width: number): number {
  return width * (8 + 4 * BLOCK);
}

function pack(rows: Float64Array, width: number): ArrayBuffer {
  const block = new ArrayBuffer(blockBytes(width));
  const middles = new Float64Array(block, 0, width);
  const rest = new Float32Array(block, 8 * width);
  for (let i = 0; i < width; i++) middles[i] = middleOf(rows, width, i);
  for (let at = 0; at < rest.length; at++) rest[at] = rows[at]! - middles[at % width]!;
  return block;
}

/** Median of five of the values: two wild ones among them do not matter. 0 where none is there. */
function middleOf(rows: Float64Array, width: number, column: number): number {
  for (let k = 0; k < PROBES.length; k++) {
    const value = rows[PROBES[k]! * width + column]!;
    probe[k] = Number.isFinite(value) ? value : Number.NaN;
  }
  // NaN comes last.
  probe.sort();
  let there = 0;
  while (there < probe.length && !Number.isNaN(probe[there]!)) there++;
  return there === 0 ? 0 : probe[there >> 1]!;
}

function unpack(block: ArrayBuffer, width: number, first: number, end: number, out: Float64Array): void {
  const middles = new Float64Array(block, 0, width);
  const rest = new Float32Array(block, 8 * width);
  for (let at = first * width, to = 0; at < end * width; at++, to++) out[to] = middles[at % width]! + rest[at]!;
}
