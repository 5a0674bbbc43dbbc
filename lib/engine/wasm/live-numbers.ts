import { LANES, Machine } from './machine';

/** What live scores multiply record after record lies in one memory, beside the kernels that do it. */
const machine = new Machine();

export const { smoothedDistance, leverage, leverages, addShares } = machine.kernels;

/** Room in the memory of the kernels, 0 at first. It is there until it is disposed of. Views of it are not to be kept, as the memory may grow. */
export class LiveRoom {
  readonly #bytes: number;
  #at: number;

  constructor(bytes: number) {
    this.#bytes = bytes;
    this.#at = machine.allocate(bytes);
    new Uint8Array(machine.buffer, this.#at, bytes).fill(0);
  }

  /** Byte address, for the kernels. @throws Error when it was disposed of */
  get at(): number {
    if (this.#at === 0) throw new Error('what the kernels are to work on was disposed of');
    return this.#at;
  }

  /** @param from byte position, a multiple of 8 */
  doubles(from: number, count: number): Float64Array {
    return machine.doubles(this.at + from, count);
  }

  /** @param from byte position, a multiple of 2 */
  shorts(from: number, count: number): Int16Array {
    return machine.shorts(this.at + from, count);
  }

  /** @param from byte position, a multiple of 4 */
  singles(from: number, count: number): Float32Array {
    return machine.floats(this.at + from, count);
  }

  dispose(): void {
    if (this.#at !== 0) machine.free(this.#at, this.#bytes);
    this.#at = 0;
  }
}

/** What the kernels need beside what was learned, for vectors of one length: the next one writes over it. */
export class Workbench {
  static readonly #all = new Map<number, Workbench>();
  /** Length of the vectors, as the kernels take it. */
  readonly padded: number;
  readonly #room: LiveRoom;
  #generation = -1;
  #x: Float64Array = new Float64Array(0);
  #shares: Float32Array = new Float32Array(0);

  private constructor(padded: number) {
    this.padded = padded;
    this.#room = new LiveRoom(padded * (8 + 3 * 4));
  }

  /** The one for vectors of so many numbers. */
  static of(count: number): Workbench {
    const padded = Math.ceil(count / LANES) * LANES;
    let workbench = Workbench.#all.get(padded);
    if (workbench === undefined) {
      workbench = new Workbench(padded);
      Workbench.#all.set(padded, workbench);
    }
    return workbench;
  }

  /** The vector that the kernels are to look at. */
  get x(): Float64Array {
    if (this.#generation !== machine.generation) this.#renew();
    return this.#x;
  }

  /** What addShares adds to. */
  get shares(): Float32Array {
    if (this.#generation !== machine.generation) this.#renew();
    return this.#shares;
  }

  /** Addresses of x, of the room for it as singles, of that for what comes of it, and of the shares. */
  get xAt(): number {
    return this.#room.at;
  }

  get singleAt(): number {
    return this.#room.at + 8 * this.padded;
  }

  get saidAt(): number {
    return this.#room.at + 12 * this.padded;
  }

  get sharesAt(): number {
    return this.#room.at + 16 * this.padded;
  }

  #renew(): void {
    this.#x = this.#room.doubles(0, this.padded);
    this.#shares = this.#room.singles(16 * this.padded, this.padded);
    this.#generation = machine.generation;
  }
}
