import { decodeNumbers, encodeNumbers } from '../../numbers-text';
import { everySo, timesBetween } from './row-times';

/** LearningBuffer as plain JSON. */
export interface BufferSnapshot {
  readonly features: readonly string[];
  readonly count: number;
  readonly first: number;
  readonly last: number;
  /** Rows that do not follow the row before them, ascending; absent in what older versions kept. */
  readonly seams?: readonly number[];
  /** Source times of some of the rows, base64, see row-times.ts; absent in what older versions kept. */
  readonly times?: string;
  /** Float64 rows, base64. */
  readonly rows: string;
}

/** Collects rows in engineering units until there are enough to learn from. */
export class LearningBuffer {
  #features: readonly string[] = [];
  #rows: Float64Array = new Float64Array(0);
  #count = 0;
  /** Source time of each row. */
  #times: Float64Array = new Float64Array(0);
  #seams: number[] = [];

  constructor(from?: BufferSnapshot) {
    if (from === undefined) return;
    const rows = decodeNumbers(from.rows);
    if (rows.length !== from.count * from.features.length) throw new Error('the collected rows are incomplete');
    this.#features = from.features;
    this.#rows = rows;
    this.#count = from.count;
    this.#times = timesBetween(from.times ? decodeNumbers(from.times) : undefined, from.first, from.last, from.count);
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
    const { span } = this;
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
    if (this.#count === this.#times.length) {
      const longer = new Float64Array(Math.max(64, this.#count * 2));
      longer.set(this.#times);
      this.#times = longer;
    }
    for (let i = 0; i < width; i++) this.#rows[at + i] = row[i]!;
    if (this.#count > 0 && !follows) this.#seams.push(this.#count);
    this.#times[this.#count] = time;
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
    tail.#times = this.#times.slice(from, this.#count);
    tail.#seams = this.#seams.filter((seam) => seam > from).map((seam) => seam - from);
    return tail;
  }

  /** A copy without some of the first rows. @param mask of the first rows: 1 for those to leave out */
  without(mask: Uint8Array): LearningBuffer {
    const rest = this.tail(this.#count);
    const width = this.#features.length;
    const kept = Int32Array.from({ length: this.#count }, (_, t) => t).filter((t) => mask[t] !== 1);
    kept.forEach((t, k) => {
      rest.#rows.copyWithin(k * width, t * width, (t + 1) * width);
      rest.#times[k] = this.#times[t]!;
    });
    rest.#count = kept.length;
    rest.#seams = this.#seams.map((seam) => kept.findIndex((t) => t >= seam)).filter((seam) => seam > 0);
    return rest;
  }

  /** Takes out the rows of a span of source time, and so many before it. The row behind does not follow then. @returns how many */
  drop(since: number, until: number, before = 0): number {
    const gone = new Uint8Array(this.#count);
    for (let t = 0; t < this.#count; t++) {
      if (this.#times[t]! >= since && this.#times[t]! <= until) gone.fill(1, Math.max(0, t - before), t + 1);
    }
    const width = this.#features.length;
    const seams = new Set(this.#seams);
    const left: number[] = [];
    let [kept, cut] = [0, false];
    for (let t = 0; t < this.#count; t++) {
      cut ||= seams.has(t) || gone[t] === 1;
      if (gone[t] === 1) continue;
      if (cut && kept > 0) left.push(kept);
      cut = false;
      this.#rows.copyWithin(kept * width, t * width, (t + 1) * width);
      this.#times[kept++] = this.#times[t]!;
    }
    const dropped = this.#count - kept;
    this.#count = kept;
    this.#seams = left;
    return dropped;
  }

  /** Source time of a row. */
  timeOf(row: number): number {
    return this.#times[row]!;
  }

  /** Source times of the first and the last row; NaN where there is none. */
  get range(): readonly [number, number] {
    return this.#count === 0 ? [Number.NaN, Number.NaN] : [this.#times[0]!, this.#times[this.#count - 1]!];
  }

  /** ms between the first row and the last; NaN where there is none. */
  get span(): number {
    const [first, last] = this.range;
    return last - first;
  }

  snapshot(): BufferSnapshot {
    const [first, last] = this.range;
    return {
      features: this.#features,
      count: this.#count,
      first,
      last,
      seams: [...this.#seams],
      times: encodeNumbers(everySo(this.#times.subarray(0, this.#count))),
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
