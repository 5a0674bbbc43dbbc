import { decodeNumbers, encodeNumbers } from '../../encoding/numbers-text';
import { Covered, type CoveredSnapshot } from '../../time/covered';
import { RowStore, type RowsSnapshot } from './row-store';
import { everySo, timesBetween } from './row-times';
import { Times } from './times';

/** LearningBuffer as plain JSON. */
export interface BufferSnapshot extends RowsSnapshot {
  readonly features: readonly string[];
  readonly count: number;
  readonly first: number;
  readonly last: number;
  /** Rows that do not follow the row before them, ascending; absent in what older versions kept. */
  readonly seams?: readonly number[];
  /** Source times of some of the rows, base64, see row-times.ts; absent in what older versions kept. */
  readonly times?: string;
  /** Absent in what older versions kept. */
  readonly covered?: CoveredSnapshot;
}

/** Collects rows in engineering units until there are enough to learn from. */
export class LearningBuffer {
  #features: readonly string[] = [];
  #rows = new RowStore(0);
  /** Source time of each row. */
  #times = new Times();
  #seams: number[] = [];
  #covered = new Covered();

  constructor(from?: BufferSnapshot) {
    if (from === undefined) return;
    this.#features = from.features;
    this.#rows = RowStore.restore(from.features.length, from);
    if (this.#rows.count !== from.count) throw new Error('the collected rows are incomplete');
    const times = from.times ? decodeNumbers(from.times) : undefined;
    this.#times = new Times(timesBetween(times, from.first, from.last, from.count));
    this.#seams = [...(from.seams ?? [])];
    if (from.covered === undefined) this.#cover();
    else this.#covered = new Covered(from.covered);
  }

  get count(): number {
    return this.#rows.count;
  }

  get features(): readonly string[] {
    return this.#features;
  }

  /** ms that the next rows may take, by how fast the ones so far came; undefined while that is not known. */
  timeFor(rows: number): number | undefined {
    const { span, count } = this;
    return count > 1 && span > 0 ? (span / (count - 1)) * rows : undefined;
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
    if (features !== this.#features) this.#follow(features);
    const { count } = this;
    if (count > 0 && !follows) this.#seams.push(count);
    if (count > 0) this.#covered.add(time - this.#times.at(count - 1));
    this.#times.push(time);
    this.#rows.add(row);
  }

  /** A copy of the rows so far, or of the rows [from, to): rows x features, row-major. It takes as long as they are many. */
  rows(from = 0, to = this.count): Float64Array {
    return this.#rows.rows(from, to);
  }

  /** A copy of the last rows. */
  tail(rows: number): LearningBuffer {
    return this.#pick(
      Int32Array.from({ length: Math.min(rows, this.count) }, (_, k) => Math.max(0, this.count - rows) + k),
    );
  }

  /** Forgets the oldest rows: so many of the last ones stay at least. */
  forget(kept: number): void {
    const gone = this.#rows.forget(kept);
    if (gone === 0) return;
    this.#times.forget(gone);
    this.#seams = this.#seams.filter((seam) => seam > gone).map((seam) => seam - gone);
    this.#cover();
  }

  /** See RowStore. */
  squeeze(rows: number): void {
    this.#rows.squeeze(rows);
  }

  /** A copy without some of the first rows. @param mask of the first rows: 1 for those to leave out */
  without(mask: Uint8Array): LearningBuffer {
    const kept = Int32Array.from({ length: this.count }, (_, t) => t).filter((t) => mask[t] !== 1);
    const rest = this.#pick(kept);
    rest.#seams = this.#seams.map((seam) => kept.findIndex((t) => t >= seam)).filter((seam) => seam > 0);
    return rest;
  }

  /** Takes out the rows of a span of source time, and so many before it. The row behind does not follow then. @returns how many */
  drop(since: number, until: number, before = 0): number {
    const { count } = this;
    const gone = new Uint8Array(count);
    for (let t = 0; t < count; t++) {
      if (this.#times.at(t) >= since && this.#times.at(t) <= until) gone.fill(1, Math.max(0, t - before), t + 1);
    }
    const kept = Int32Array.from({ length: count }, (_, t) => t).filter((t) => gone[t] === 0);
    if (kept.length === count) return 0;
    const seams = new Set(this.#seams);
    const rest = this.#pick(kept);
    rest.#seams = kept.reduce<number[]>((cut, t, k) => {
      if (k > 0 && (kept[k - 1] !== t - 1 || seams.has(t))) cut.push(k);
      return cut;
    }, []);
    this.#rows = rest.#rows;
    this.#times = rest.#times;
    this.#seams = rest.#seams;
    this.#covered = rest.#covered;
    return count - kept.length;
  }

  /** Source time of a row. */
  timeOf(row: number): number {
    return this.#times.at(row);
  }

  /** Source times of the first and the last row; NaN where there is none. */
  get range(): readonly [number, number] {
    return this.count === 0 ? [Number.NaN, Number.NaN] : [this.#times.at(0), this.#times.at(this.count - 1)];
  }

  /** ms of source time that the rows cover. */
  get span(): number {
    return this.#covered.span;
  }

  snapshot(): BufferSnapshot {
    const [first, last] = this.range;
    return {
      features: this.#features,
      count: this.count,
      first,
      last,
      seams: [...this.#seams],
      covered: this.#covered.snapshot(),
      times: encodeNumbers(everySo(this.#times.all())),
      ...this.#rows.snapshot(),
    };
  }

  /** A copy of some rows, by position, ascending. */
  #pick(positions: Int32Array): LearningBuffer {
    const copy = new LearningBuffer();
    const width = this.#features.length;
    const from = positions[0] ?? 0;
    const all = this.#rows.rows(from);
    copy.#features = this.#features;
    copy.#rows = new RowStore(width);
    for (const t of positions) copy.#rows.add(all, (t - from) * width);
    copy.#times = new Times(Array.from(positions, (t) => this.#times.at(t)));
    copy.#seams = this.#seams.filter((seam) => seam > from).map((seam) => seam - from);
    copy.#cover();
    return copy;
  }

  #cover(): void {
    this.#covered = new Covered();
    for (let t = 1; t < this.count; t++) this.#covered.add(this.#times.at(t) - this.#times.at(t - 1));
  }

  /** Where the features have changed, old rows lack the new ones and lose those that are gone. */
  #follow(features: readonly string[]): void {
    const before = this.#features;
    this.#features = features;
    // After a restart the list is another one, and says the same.
    if (features.length === before.length && features.every((name, i) => name === before[i])) return;
    const from = features.map((name) => before.indexOf(name));
    const all = this.#rows.rows();
    const rows = new RowStore(features.length);
    for (let at = 0; at < all.length; at += before.length) {
      rows.add(from.map((i) => (i < 0 ? Number.NaN : all[at + i]!)));
    }
    this.#rows = rows;
  }
}
