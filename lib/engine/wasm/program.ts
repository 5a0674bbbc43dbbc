/** A value, a gradient or scratch space: where it lies is decided when the whole program is known. */
export class Buffer {
  /** Byte offset in the plan's memory. */
  offset = 0;
  first = Number.POSITIVE_INFINITY;
  last = Number.NEGATIVE_INFINITY;
  /** @param floats rounded up to whole vectors, because the element kernels work on four at a time */
  constructor(floats: number) {
    this.bytes = Math.ceil(floats / 4) * 16;
  }
  readonly bytes: number;

  /** The buffer is used at that position of the program. */
  touch(position: number): void {
    this.first = Math.min(this.first, position);
    this.last = Math.max(this.last, position);
  }
}

/** An argument that is a float and not an integer or an address. */
export class Float {
  constructor(readonly value: number) {}
}

/** Integers (also byte offsets into weights and gradients) are plain numbers; undefined is the address 0. */
export type Argument = number | Float | Buffer | undefined;

/** A list of instructions, see opcodes.ts. */
export class Program {
  private readonly instructions: { readonly opcode: number; readonly args: readonly Argument[] }[] = [];
  private readonly buffers = new Set<Buffer>();

  /** Position of the next instruction. */
  get length(): number {
    return this.instructions.length;
  }

  emit(opcode: number, ...args: Argument[]): void {
    for (const arg of args) if (arg instanceof Buffer) this.use(arg, this.length);
    this.instructions.push({ opcode, args });
  }

  /** Keeps a buffer alive at a position. */
  use(buffer: Buffer, position: number): void {
    this.buffers.add(buffer);
    buffer.touch(position);
  }

  /** Words of the first `count` instructions. */
  words(count: number): number {
    return this.instructions.slice(0, count).reduce((sum, { args }) => sum + 2 + args.length, 0);
  }

  /**
   * Gives every buffer its place; buffers that are never alive at the same time share memory (greedy by size: Pisarchyk
   * and Lee 2020, arXiv 2001.03288, section 5.2). Returns the bytes needed.
   */
  place(): number {
    const placed: Buffer[] = [];
    let bytes = 0;
    for (const buffer of [...this.buffers].sort((a, b) => b.bytes - a.bytes || a.first - b.first)) {
      const alive = placed.filter((other) => other.last >= buffer.first && other.first <= buffer.last);
      const rivals = alive.sort((a, b) => a.offset - b.offset);
      let offset = 0;
      for (const rival of rivals) {
        if (offset + buffer.bytes <= rival.offset) break;
        offset = Math.max(offset, rival.offset + rival.bytes);
      }
      buffer.offset = offset;
      bytes = Math.max(bytes, offset + buffer.bytes);
      placed.push(buffer);
    }
    return bytes;
  }

  /** Writes the words to `memory` at byte `at`, for buffers that begin at byte `base`. */
  write(memory: ArrayBufferLike, at: number, base: number): void {
    const ints = new Int32Array(memory, at);
    const floats = new Float32Array(memory, at);
    let i = 0;
    for (const { opcode, args } of this.instructions) {
      ints[i++] = opcode;
      ints[i++] = 2 + args.length;
      for (const arg of args) {
        if (arg instanceof Float) floats[i] = arg.value;
        else ints[i] = arg instanceof Buffer ? base + arg.offset : (arg ?? 0);
        i++;
      }
    }
  }
}
