import { Machine } from './machine';

/** What live scores multiply record after record lies in one memory, beside the kernels that do it. */
const machine = new Machine();

export const { smoothedDistance, leverage } = machine.kernels;

/** Numbers in the memory of the kernels, 0 at first. They are there until they are disposed of. */
export class LiveNumbers<T extends Float32Array | Float64Array> {
  readonly #bytes: number;
  readonly #viewOf: (at: number) => T;
  #at: number;
  #view: T;
  #generation = machine.generation;

  private constructor(bytes: number, viewOf: (at: number) => T) {
    this.#bytes = bytes;
    this.#viewOf = viewOf;
    this.#at = machine.allocate(bytes);
    this.#generation = machine.generation;
    this.#view = viewOf(this.#at).fill(0) as T;
  }

  static singles(count: number): LiveNumbers<Float32Array> {
    return new LiveNumbers(4 * count, (at) => machine.floats(at, count));
  }

  static doubles(count: number): LiveNumbers<Float64Array> {
    return new LiveNumbers(8 * count, (at) => machine.doubles(at, count));
  }

  /** Byte address, for the kernels. @throws Error when they were disposed of */
  get at(): number {
    if (this.#at === 0) throw new Error('what the kernels are to work on was disposed of');
    return this.#at;
  }

  /** To read and write; not to be kept, as the memory may grow. @throws Error when they were disposed of */
  get view(): T {
    if (this.#generation !== machine.generation || this.#at === 0) {
      this.#view = this.#viewOf(this.at);
      this.#generation = machine.generation;
    }
    return this.#view;
  }

  dispose(): void {
    if (this.#at !== 0) machine.free(this.#at, this.#bytes);
    this.#at = 0;
  }
}
