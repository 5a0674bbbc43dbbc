import { decodeNumbers, encodeNumbers } from '../../numbers-text';

/** LearningBuffer as plain JSON. */
export interface BufferSnapshot {
  readonly features: readonly string[];
  readonly count: number;
  readonly first: number;
  readonly last: number;
  /** Rows that do not follow the row before them, ascending; absent in what older versions kept. */
  readonly seams?: readonly number[];
  /** Float64 rows, base64. */
  readonly rows: string;
}

/** Collects rows in engineering units until there are enough to learn from. */
export class LearningBuffer {
  #features: readonly string[] = [];
  #rows: Float64Array = new Float64Array(0);
  #count = 0;
  #first = Number.NaN;
  #last = Number.NaN;
  #seams: number[] = [];

  constructor(from?: BufferSnapshot) {
    if (from === undefined) return;
    const rows = decodeNumbers(from.rows);
    if (rows.length !== from.count * from.features.length) throw new Error('the collected rows are incomplete');
    this.#features = from.features;
    this.#rows = rows;
    this.#count = from.count;
    this.#first = from.first;
    this.#last = from.last;
    this.#seams = [...(from.seams ?? [])];
  }

  get count(): number {
    return this.#count;
  }

  get features(): readonly string[] {
    return this.#features;
  }

  /** ms that the next rows may take, by how fast the ones so far came; undefined while that is not known. */
  timeFor(rows: number): number | undefined {
    const span = this.#last - this.#first;
    return this.#count > 1 && span > 0 ? (span / (this.#count - 1)) * rows : undefined;
  }

  /**
   * Positions of the rows that do not follow the row before them, ascending: records are missing in between, or were left
   * out. Windows, changes and averages must not run over them.
   */
  get seams(): readonly number[] {
    return this.#seams;
  }

  /**
   * @param row in the order of features; NaN = missing
   * @param follows whether it follows the row before; of no meaning for the first one
   */
  add(features: readonly string[], row: ArrayLike<number>, time: number, follows = true): void {
    if (features !== this.#features) this.#widen(features);
    const width = this.#features.length;
    const at = this.#count * width;
    if (at + width > this.#rows.length) {
      const larger = new Float64Array(Math.max(64 * width, this.#rows.length * 2));
      larger.set(this.#rows);
      this.#rows = larger;
    }
    for (let i = 0; i < width; i++) this.#rows[at + i] = row[i]!;
    if (this.#count === 0) this.#first = time;
    else if (!follows) this.#seams.push(this.#count);
    this.#last = time;
    this.#count++;
  }

  /** The rows so far, count x features, row-major: a view, valid until the next add. */
  rows(): Float64Array {
    return this.#rows.subarray(0, this.#count * this.#features.length);
  }

  /** A copy of the last rows. */
  tail(rows: number): LearningBuffer {
    const tail = new LearningBuffer();
    const width = this.#features.length;
    tail.#features = this.#features;
    tail.#count = Math.min(rows, this.#count);
    tail.#rows = this.#rows.slice((this.#count - tail.#count) * width, this.#count * width);
    const from = this.#count - tail.#count;
    tail.#seams = this.#seams.filter((seam) => seam > from).map((seam) => seam - from);
    tail.#last = this.#last;
    tail.#first = this.#last - (this.timeFor(tail.#count - 1) ?? 0);
    return tail;
  }

  /** A copy without some of the first rows. @param mask of the first rows: 1 for those to leave out */
  without(mask: Uint8Array): LearningBuffer {
    const rest = this.tail(this.#count);
    const width = this.#features.length;
    const kept = Int32Array.from({ length: this.#count }, (_, t) => t).filter((t) => mask[t] !== 1);
    kept.forEach((t, k) => {
      rest.#rows.copyWithin(k * width, t * width, (t + 1) * width);
    });
    rest.#count = kept.length;
    // The next row does not follow those that are gone at the end.
    const gone = this.#count - 1 - (kept.at(-1) ?? this.#count - 1);
    rest.#last -= this.timeFor(gone) ?? 0;
    rest.#seams = this.#seams.map((seam) => kept.findIndex((t) => t >= seam)).filter((seam) => seam > 0);
    return rest;
  }

  /** Source times of the first and the last row. */
  get range(): readonly [number, number] {
    return [this.#first, this.#last];
  }

  /** ms between the first row and the last; NaN where there is none. */
  get span(): number {
    return this.#last - this.#first;
  }

  snapshot(): BufferSnapshot {
    return {
      features: this.#features,
      count: this.#count,
      first: this.#first,
      last: this.#last,
      seams: [...this.#seams],
      rows: encodeNumbers(this.rows()),
    };
  }

  /** The features have changed: old rows lack the new ones and lose those that are gone. */
  #widen(features: readonly string[]): void {
    const before = this.#features;
    const from = features.map((name) => before.indexOf(name));
    const rows = new Float64Array(this.#count * features.length);
    for (let t = 0; t < this.#count; t++) {
      for (let i = 0; i < features.length; i++) {
        rows[t * features.length + i] = from[i]! < 0 ? Number.NaN : this.#rows[t * before.length + from[i]!]!;
      }
    }
    this.#features = features;
    this.#rows = rows;
  }
}
