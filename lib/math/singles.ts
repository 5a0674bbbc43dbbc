/** Room for so many more is made at a time. */
const MORE = 32;

/** A list of single-precision numbers that grows, in half the room that an array of numbers takes. */
export class Singles {
  #numbers = new Float32Array(0);
  #count = 0;

  constructor(numbers: Iterable<number>) {
    this.replace(numbers);
  }

  get length(): number {
    return this.#count;
  }

  /** A view of all of them, until the next change. */
  get all(): Float32Array {
    return this.#numbers.subarray(0, this.#count);
  }

  push(number: number): void {
    if (this.#count === this.#numbers.length) {
      const more = new Float32Array(this.#count + MORE);
      more.set(this.#numbers);
      this.#numbers = more;
    }
    this.#numbers[this.#count++] = number;
  }

  /** Forgets the oldest, but for so many. */
  keep(count: number): void {
    if (this.#count <= count) return;
    this.#numbers.copyWithin(0, this.#count - count, this.#count);
    this.#count = count;
  }

  replace(numbers: Iterable<number>): void {
    this.#numbers = Float32Array.from(numbers);
    this.#count = this.#numbers.length;
  }
}
