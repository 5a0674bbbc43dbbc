const FEWEST = 64;

/**
 * Source times of rows, ms. Most sources give whole ones: then how far each is from the first needs half of the room that the time itself does,
 * for some 24 days.
 */
export class Times {
  #base = 0;
  #offsets: Int32Array | Float64Array = new Int32Array(0);
  #count = 0;

  constructor(from: Iterable<number> = []) {
    for (const time of from) this.push(time);
  }

  get count(): number {
    return this.#count;
  }

  at(row: number): number {
    return this.#base + this.#offsets[row]!;
  }

  push(time: number): void {
    if (this.#count === 0 || !this.#fits(time)) this.#rebase(time);
    if (this.#count === this.#offsets.length) {
      const room = Math.max(FEWEST, Math.ceil(1.25 * this.#count));
      const longer = this.#offsets instanceof Int32Array ? new Int32Array(room) : new Float64Array(room);
      longer.set(this.#offsets);
      this.#offsets = longer;
    }
    this.#offsets[this.#count++] = time - this.#base;
  }

  /** Forgets the first ones. */
  forget(rows: number): void {
    this.#offsets.copyWithin(0, rows, this.#count);
    this.#count -= rows;
    // Those after a restart lie in between of whole ones, and are gone one day.
    if (this.#offsets instanceof Float64Array && this.#count > 0) this.#rebase(this.at(0));
  }

  /** A copy. */
  all(): Float64Array {
    return Float64Array.from({ length: this.#count }, (_, row) => this.at(row));
  }

  #fits(time: number): boolean {
    if (this.#offsets instanceof Float64Array) return true;
    const offset = time - this.#base;
    return (offset | 0) === offset && this.#base + offset === time;
  }

  /** From the first one that is still there, if that reaches; else each stands as it is. @param next the one that comes next */
  #rebase(next: number): void {
    const all = this.all();
    this.#base = all[0] ?? next;
    this.#offsets = new Int32Array(0);
    if (this.#fits(next) && all.every((time) => this.#fits(time))) {
      this.#offsets = Int32Array.from(all, (time) => time - this.#base);
      return;
    }
    this.#base = 0;
    this.#offsets = all;
  }
}
