/** Records of a chunk from which on it is closed when it is old enough, and at most; and how long it may span, ms. */
const ENOUGH = 600;
const MOST = 6000;
const SPAN = 600_000;
const LONGEST = 86_400_000;

/** Records of one layout of columns as they came, column by column. */
export class Chunk {
  /** Its row in the store, once it has one. */
  id: number | undefined;
  /** Bytes that it takes there, and records of it that are there. */
  bytes = 0;
  stored = 0;
  #count = 0;
  #times = new Float64Array(16);
  #values: Float32Array[];

  constructor(columns: number) {
    this.#values = Array.from({ length: columns }, () => new Float32Array(16));
  }

  get count(): number {
    return this.#count;
  }

  get first(): number {
    return this.#times[0]!;
  }

  get last(): number {
    return this.#times[this.#count - 1]!;
  }

  /** Bytes in memory. */
  get held(): number {
    return this.#times.length * (8 + 4 * this.#values.length);
  }

  /** Whether a record of this time may still be added. */
  takes(time: number): boolean {
    if (this.#count === 0) return true;
    const span = time - this.first;
    if (time < this.last || span > LONGEST || this.#count >= MOST) return false;
    return this.#count < ENOUGH || span < SPAN;
  }

  /** It is too small to be left as it is. */
  get grows(): boolean {
    return this.#count < ENOUGH;
  }

  push(time: number, data: Float64Array, offset: number): void {
    if (this.#count === this.#times.length) this.#grow();
    this.#times[this.#count] = time;
    const values = this.#values;
    for (let i = 0; i < values.length; i++) values[i]![this.#count] = data[offset + i]!;
    this.#count++;
  }

  get times(): Float64Array {
    return this.#times.subarray(0, this.#count);
  }

  column(i: number): Float32Array {
    return this.#values[i]!.subarray(0, this.#count);
  }

  #grow(): void {
    const size = 2 * this.#times.length;
    const times = new Float64Array(size);
    times.set(this.#times);
    this.#times = times;
    this.#values = this.#values.map((before) => {
      const values = new Float32Array(size);
      values.set(before);
      return values;
    });
  }
}
