import { ascending, quantile } from '../../math/quantile';
import { columnOf } from '../../record/rows';
import type { LearningBuffer } from './buffer';

/** Rows further back are none that a model begins with. */
const MOST = 4096;
/** Values that differ by such a part of how far they are from the usual ones, or of how far those spread, are the same. */
const SAME = 1e-5;

/** Rows that were left out of a training. They are found again wherever they are kept, although that rounds each time in its own way. */
export class OddRows {
  readonly #features: readonly string[];
  /** Row-major. */
  readonly #rows: Float64Array;

  /** @param mask of the rows that were collected: 1 for those that were left out */
  constructor(collected: LearningBuffer, mask: Uint8Array) {
    const from = Math.max(0, mask.length - MOST);
    const width = collected.features.length;
    const rows = mask.subarray(from).includes(1) ? collected.rows(from, mask.length) : new Float64Array(0);
    this.#features = collected.features;
    this.#rows = rows.filter((_, at) => mask[from + Math.floor(at / width)] === 1);
  }

  /** Which of the rows are among them: 1; undefined: none. */
  among(rows: LearningBuffer): Uint8Array | undefined {
    if (this.#rows.length === 0 || rows.features.join('\n') !== this.#features.join('\n')) return undefined;
    const width = this.#features.length;
    const all = rows.rows();
    const usual = this.#features.map((_, i) => usualOf(columnOf(all, width, i)));
    const found = Uint8Array.from({ length: rows.count }, (_, t) => (this.#holds(all, t * width, usual) ? 1 : 0));
    return found.includes(1) ? found : undefined;
  }

  #holds(rows: Float64Array, at: number, usual: readonly Usual[]): boolean {
    const width = usual.length;
    for (let from = 0; from < this.#rows.length; from += width) {
      let i = 0;
      while (i < width && isSame(rows[at + i]!, this.#rows[from + i]!, usual[i]!)) i++;
      if (i === width) return true;
    }
    return false;
  }
}

interface Usual {
  readonly middle: number;
  readonly spread: number;
}

function usualOf(values: Float64Array): Usual {
  const there = ascending(values.filter(Number.isFinite));
  if (there.length === 0) return { middle: 0, spread: 0 };
  return { middle: quantile(there, 0.5), spread: quantile(there, 0.75) - quantile(there, 0.25) };
}

function isSame(a: number, b: number, { middle, spread }: Usual): boolean {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b);
  return Math.abs(a - b) <= SAME * (Math.abs(a - middle) + spread);
}
