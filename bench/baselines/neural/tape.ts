import { Machine } from '../../../lib/engine/wasm/machine';
import { createRandom, type Random } from '../../../lib/math/random';

/** An array of numbers in the memory of a tape, row-major, that a gradient can flow back to. */
export class Value {
  readonly data: Float32Array;
  #gradient: Float32Array | undefined;

  constructor(
    readonly tape: Tape,
    readonly shape: readonly number[],
    /** Whether something that is learned stands behind it. */
    readonly learned: boolean,
  ) {
    const size = shape.reduce((product, n) => product * n, 1);
    this.data = tape.reserve(size);
  }

  get size(): number {
    return this.data.length;
  }

  /** Address of the first number, bytes. */
  get at(): number {
    return this.data.byteOffset;
  }

  /** Of the loss by these numbers, zeros before anything has flowed back. */
  get gradient(): Float32Array {
    this.#gradient ??= this.tape.reserve(this.size).fill(0);
    return this.#gradient;
  }

  get gradientAt(): number {
    return this.gradient.byteOffset;
  }

  /** Length of the last dimension. */
  get width(): number {
    return this.shape.at(-1) ?? 1;
  }

  /** Number of rows of the last dimension. */
  get rows(): number {
    return this.size / this.width;
  }
}

/** Below this a number is set to 0: it would become subnormal, which is slow, and means nothing. */
export const TINY = 1e-30;

function flush(values: Float32Array): void {
  for (let i = 0; i < values.length; i++) if (Math.abs(values[i]!) < TINY) values[i] = 0;
}

/** Bytes of a tape. Fixed, because memory that grows takes the arrays away that lie on it; what is not used costs nothing. */
const MEMORY = 2 ** 28;
/** Zeros to read: the most outputs that a layer has. */
const ZEROS = 4096;

/**
 * Reverse-mode differentiation (Griewank, Walther 2008, DOI 10.1137/1.9780898717761) for small networks that lib/network
 * has no operations for: operations run at once, on the memory and with the kernels of the built-in engine, and leave
 * behind how their gradient flows back. What lasts, parameters and moments, is made before the first operation.
 */
export class Tape {
  readonly random: Random;
  readonly parameters: Value[] = [];
  /** Zeros where an instruction wants an offset and there is none. */
  readonly zeros: number;
  /** Whether dropout drops and gradients are kept. */
  training = true;
  readonly #machine = new Machine();
  readonly #program: Int32Array;
  readonly #backward: (() => void)[] = [];
  readonly #end: number;
  /** Where what lasts until clear() begins and ends. */
  #floor: number;
  #top: number;

  constructor(seed: number) {
    this.random = createRandom(seed);
    const start = this.#machine.allocate(MEMORY);
    this.#program = this.#machine.ints(start, 64);
    this.zeros = start + this.#program.byteLength;
    this.#floor = this.zeros + 4 * ZEROS;
    this.#top = this.#floor;
    this.#end = start + MEMORY;
  }

  /**
   * Memory for some numbers, until clear(); whatever was there is still there.
   * @throws RangeError when there is no more
   */
  reserve(size: number): Float32Array {
    const at = this.#top;
    // Whole cache lines, since kernels write whole vectors.
    this.#top += Math.ceil(size / 16) * 64;
    if (this.#top > this.#end) throw new RangeError(`a step needs more than ${MEMORY / 2 ** 20} MB: smaller batches`);
    return this.#machine.floats(at, size);
  }

  /** Zeroed memory that lasts as long as the tape. */
  keep(size: number): Float32Array {
    return this.#lasting(() => this.reserve(size).fill(0));
  }

  /** What is learned; lasts as long as the tape. */
  parameter(shape: readonly number[], initial: (random: Random) => number): Value {
    const value = this.#lasting(() => {
      const made = new Value(this, shape, true);
      made.gradient.fill(0);
      return made;
    });
    const { data } = value;
    for (let i = 0; i < data.length; i++) data[i] = initial(this.random);
    this.parameters.push(value);
    return value;
  }

  /** What comes from outside, until clear(). */
  constant(shape: readonly number[], values?: ArrayLike<number>): Value {
    const value = new Value(this, shape, false);
    if (values === undefined) value.data.fill(0);
    else value.data.set(values);
    return value;
  }

  /**
   * The result of an operation on others, to be filled by the caller.
   * @param backward adds to the gradients of the others what flows back from the result's
   */
  result(shape: readonly number[], from: readonly Value[], backward: (result: Value) => void): Value {
    const value = new Value(this, shape, this.training && from.some(({ learned }) => learned));
    if (value.learned) {
      this.#backward.push(() => {
        flush(value.gradient);
        backward(value);
      });
    }
    return value;
  }

  /** Fills the gradients of everything that the loss, a single number, was made of. */
  backward(loss: Value): void {
    loss.gradient[0] = 1;
    for (let i = this.#backward.length - 1; i >= 0; i--) this.#backward[i]!();
  }

  /** Forgets everything but what lasts, and sets the parameters' gradients to zero. */
  clear(): void {
    this.#top = this.#floor;
    this.#backward.length = 0;
    for (const { gradient } of this.parameters) gradient.fill(0);
  }

  /** Runs one instruction of the built-in engine on absolute addresses. */
  run(opcode: number, ...words: readonly number[]): void {
    const code = this.#program;
    code[0] = opcode;
    code[1] = words.length + 2;
    code.set(words, 2);
    const at = code.byteOffset;
    this.#machine.kernels.run(at, at + 4 * (words.length + 2), 1, 0, 0, 1);
  }

  /** One step of Adam over a parameter; rate and epsilon hold the bias corrections. */
  adam(
    { at, gradientAt, size }: Value,
    [m, v]: readonly [Float32Array, Float32Array],
    gain: number,
    rate: number,
    epsilon: number,
  ): void {
    this.#machine.kernels.adam(at, gradientAt, m.byteOffset, v.byteOffset, size, gain, rate, 0.9, 0.999, epsilon);
  }

  #lasting<T>(make: () => T): T {
    if (this.#top !== this.#floor) throw new RangeError('parameters and moments come before the first operation');
    const made = make();
    this.#floor = this.#top;
    return made;
  }
}
