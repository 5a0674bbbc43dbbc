/** Rate of change, mean and spread of one tag over its last values. */
export class Rolling {
  readonly #values: Float64Array;
  #count = 0;
  #lastTime = Number.NaN;
  #last = Number.NaN;
  /** Change per second since the value before; NaN until there are two. */
  rate = Number.NaN;

  /** @param window number of values, at least 2 */
  constructor(window: number) {
    this.#values = new Float64Array(window);
  }

  add(value: number, time: number): void {
    this.rate = Number.NaN;
    if (Number.isNaN(value)) return;
    if (time > this.#lastTime) this.rate = ((value - this.#last) * 1000) / (time - this.#lastTime);
    this.#last = value;
    this.#lastTime = time;
    this.#values[this.#count % this.#values.length] = value;
    this.#count++;
  }

  /** Mean of the window; NaN until it is full, so that early figures do not look calmer than later ones. */
  get mean(): number {
    const n = this.#values.length;
    if (this.#count < n) return Number.NaN;
    let sum = 0;
    for (let i = 0; i < n; i++) sum += this.#values[i]!;
    return sum / n;
  }

  /** Standard deviation of the window (n - 1); NaN until it is full. */
  get spread(): number {
    const n = this.#values.length;
    const mean = this.mean;
    let squares = 0;
    for (let i = 0; i < n; i++) squares += (this.#values[i]! - mean) ** 2;
    return Math.sqrt(squares / (n - 1));
  }
}
