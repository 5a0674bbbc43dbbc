import { Machine } from '../../../lib/engine/wasm/machine';
import { createRandom, type Random } from '../../../lib/math/random';

/** An array of numbers in the memory of a tape, row-major, that a gradient can flow back to. */
export class Value {
  #data: Float32Array | undefined;
  #gradient: Float32Array | undefined;
  #gradientAt = 0;

  constructor(
    readonly tape: Tape,
    readonly shape: readonly number[],
    readonly size: number,
    /** Address of the first number, bytes. */
    readonly at: number,
    /** Whether something that is learned stands behind it. */
    readonly learned: boolean,
  ) {}

  /** The numbers; taken anew when memory has grown. */
  get data(): Float32Array {
    if (this.#data === undefined || this.#data.length !== this.size) this.#data = this.tape.floats(this.at, this.size);
    return this.#data;
  }

  /** Of the loss by these numbers, zeros before anything has flowed back. */
  get gradient(): Float32Array {
    const at = this.gradientAt;
    if (this.#gradient === undefined || this.#gradient.length !== this.size) {
      this.#gradient = this.tape.floats(at, this.size);
    }
    return this.#gradient;
  }

  get gradientAt(): number {
    if (this.#gradientAt === 0) {
      this.#gradientAt = this.tape.reserve(this.size);
      this.tape.floats(this.#gradientAt, this.size).fill(0);
    }
    return this.#gradientAt;
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

/**
 * Reverse-mode differentiation (Griewank, Walther 2008, DOI 10.1137/1.9780898717761) for small networks that lib/network
 * has no operations for: operations run at once, on the memory and with the kernels of the built-in engine, and leave
 * behind how their gradient flows back.
 */
export class Tape {
  readonly random: Random;
  readonly parameters: Value[] = [];
  /** Whether dropout drops and gradients are kept. */
  training = true;
  readonly #machine = new Machine();
  readonly #program: number;
  readonly #backward: (() => void)[] = [];
  /** Addresses and bytes of what lasts until clear(). */
  #passing: [at: number, bytes: number][] = [];
  #lasting = false;
  #zeros = { at: 0, size: 0 };

  constructor(seed: number) {
    this.random = createRandom(seed);
    this.#program = this.#machine.allocate(256);
  }

  floats(at: number, size: number): Float32Array {
    return this.#machine.floats(at, size);
  }

  /** Memory for some numbers, until clear(). */
  reserve(size: number): number {
    const at = this.#machine.allocate(size * 4);
    if (!this.#lasting) this.#passing.push([at, size * 4]);
    return at;
  }

  /** What is learned; lasts as long as the tape. */
  parameter(shape: readonly number[], initial: (random: Random) => number): Value {
    this.#lasting = true;
    const value = this.#value(shape, true);
    const { data } = value;
    for (let i = 0; i < data.length; i++) data[i] = initial(this.random);
    value.gradient.fill(0);
    this.#lasting = false;
    this.parameters.push(value);
    return value;
  }

  /** What comes from outside, until clear(). */
  constant(shape: readonly number[], values?: ArrayLike<number>): Value {
    const value = this.#value(shape, false);
    if (values === undefined) value.data.fill(0);
    else value.data.set(values);
    return value;
  }

  /**
   * The result of an operation on others, to be filled by the caller.
   * @param backward adds to the gradients of the others what flows back from the result's
   */
  result(shape: readonly number[], from: readonly Value[], backward: (result: Value) => void): Value {
    const learned = this.training && from.some((value) => value.learned);
    const value = this.#value(shape, learned);
    if (learned) this.#backward.push(() => backward(value));
    return value;
  }

  /** Fills the gradients of everything that the loss, a single number, was made of. */
  backward(loss: Value): void {
    loss.gradient[0] = 1;
    for (let i = this.#backward.length - 1; i >= 0; i--) this.#backward[i]!();
  }

  /** Forgets everything but the parameters, and sets their gradients to zero. */
  clear(): void {
    for (const [at, bytes] of this.#passing) this.#machine.free(at, bytes);
    this.#passing = [];
    this.#backward.length = 0;
    for (const parameter of this.parameters) parameter.gradient.fill(0);
  }

  /** Runs one instruction of the built-in engine on absolute addresses. */
  run(opcode: number, ...words: readonly number[]): void {
    const code = this.#machine.ints(this.#program, words.length + 2);
    code[0] = opcode;
    code[1] = words.length + 2;
    code.set(words, 2);
    this.#machine.kernels.run(this.#program, this.#program + code.byteLength, 1, 0, 0, 1);
  }

  /** Zeros to read, at least so many. */
  zeros(size: number): number {
    if (this.#zeros.size < size) {
      const at = this.#machine.allocate(size * 4);
      this.#zeros = { at, size };
      this.floats(at, size).fill(0);
    }
    return this.#zeros.at;
  }

  /** One step of Adam over a parameter; rate and epsilon hold the bias corrections. */
  adam(
    parameter: Value,
    moments: readonly [at: number, at: number],
    gain: number,
    rate: number,
    epsilon: number,
  ): void {
    const [m, v] = moments;
    this.#machine.kernels.adam(
      parameter.at,
      parameter.gradientAt,
      m,
      v,
      parameter.size,
      gain,
      rate,
      0.9,
      0.999,
      epsilon,
    );
  }

  /** Zeroed memory that lasts as long as the tape. */
  keep(size: number): number {
    const at = this.#machine.allocate(size * 4);
    this.floats(at, size).fill(0);
    return at;
  }

  #value(shape: readonly number[], learned: boolean): Value {
    const size = shape.reduce((product, n) => product * n, 1);
    return new Value(this, shape, size, this.reserve(size), learned);
  }
}
