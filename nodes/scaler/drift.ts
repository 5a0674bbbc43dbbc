import { alike } from '../../lib/alike';
import { NO_NAMES } from '../../lib/config/names';
import { BitReader, BitWriter, readColumn, writeColumn } from '../../lib/encoding/rice';
import { BINS } from './reference';
import type { References } from './references';

/** The rolling window moves on by this part of it. */
const BLOCKS = 5;

/** DriftMonitor as plain JSON. */
export interface DriftSnapshot {
  readonly block: number;
  readonly filled: number;
  /** In a Rice code, base64; a list in what older versions kept. */
  readonly counts: string | readonly number[];
  readonly drifted: readonly string[];
}

/**
 * Compares the last records with what was learned: population stability index per feature over a rolling window,
 * PSI = sum((a - e) ln(a / e)) over ten bins (the symmetric divergence of Jeffreys 1946, DOI 10.1098/rspa.1946.0056; usual
 * limits are 0.1 for some and 0.25 for much drift). Even without any drift PSI is expected to be (bins - 1)(1/n + 1/m)
 * for n and m independent values. Neighbouring values of a slow process are worth few independent ones, so twice that
 * expectation is subtracted before the limit is applied.
 */
export class DriftMonitor {
  readonly #names: readonly string[];
  readonly #learned: References;
  /** Where the features stand in what was learned; -1 where they do not. */
  readonly #positions: readonly number[];
  readonly #window: number;
  /** Values counted by block, feature and bin: no more than a block has records. */
  readonly #counts: Uint8Array | Uint16Array;
  /** The block being filled, and how many records it holds. */
  #block = 0;
  #filled = 0;
  #drifted = NO_NAMES;

  /** @param window in records */
  constructor(names: readonly string[], learned: References, window: number, from?: DriftSnapshot) {
    this.#names = names;
    this.#learned = learned;
    this.#positions = alike(names.map((name, i) => learned.position(name, i)));
    this.#window = window;
    const Counts = Math.ceil(window / BLOCKS) < 256 ? Uint8Array : Uint16Array;
    this.#counts = new Counts(BLOCKS * names.length * BINS);
    const counts = from && countsOf(from, this.#counts.length);
    if (from === undefined || counts?.length !== this.#counts.length) return;
    this.#block = from.block;
    this.#filled = from.filled;
    this.#counts.set(counts);
    if (from.drifted.length > 0) this.#drifted = new Set(from.drifted);
  }

  /**
   * @param row in engineering units, NaN where there is no good value
   * @returns true when a block is complete, the moment to evaluate
   */
  add(row: Float64Array): boolean {
    const counts = this.#counts;
    const positions = this.#positions;
    const width = this.#names.length;
    const block = (this.#block % BLOCKS) * width * BINS;
    for (let i = 0; i < width; i++) {
      const value = row[i]!;
      const position = positions[i]!;
      if (Number.isNaN(value) || position < 0) continue;
      counts[block + i * BINS + this.#learned.binOf(position, value)]!++;
    }
    this.#filled++;
    return this.#filled * BLOCKS >= this.#window;
  }

  /**
   * Judges the window and moves on to the next block.
   * @returns the features that drift now with their index above noise, when more of them do than were told before, or none any
   * longer; undefined otherwise
   */
  evaluate(limit: number): Record<string, number> | undefined {
    const before = this.#drifted;
    const full = this.#block >= BLOCKS - 1;
    const drifted: Record<string, number> = {};
    for (let i = 0; full && i < this.#names.length; i++) {
      const name = this.#names[i]!;
      const excess = this.#index(i) - 2 * this.#noise(i);
      // Who drifts already must come well below the limit before it counts as back.
      if (excess > (before.has(name) ? limit / 2 : limit)) drifted[name] = Number(excess.toFixed(3));
    }
    this.#advance();
    const names = Object.keys(drifted);
    const more = names.some((name) => !before.has(name));
    const over = before.size > 0 && names.length === 0;
    // Who has drifted stays reported until all are back, so that one at the limit is not told again and again.
    this.#drifted = names.length === 0 ? NO_NAMES : new Set([...before, ...names]);
    return more || over ? drifted : undefined;
  }

  /** PSI of every feature over the window as it stands. */
  indices(): Record<string, number> {
    const all: Record<string, number> = {};
    for (let i = 0; i < this.#names.length; i++) {
      if (this.#positions[i]! >= 0) all[this.#names[i]!] = Number(this.#index(i).toFixed(3));
    }
    return all;
  }

  get drifted(): readonly string[] {
    return [...this.#drifted];
  }

  snapshot(): DriftSnapshot {
    const out = new BitWriter(this.#counts.length);
    writeColumn(out, Int32Array.from(this.#counts));
    return { block: this.#block, filled: this.#filled, counts: out.text(), drifted: this.drifted };
  }

  #advance(): void {
    this.#block++;
    this.#filled = 0;
    const size = this.#names.length * BINS;
    const at = (this.#block % BLOCKS) * size;
    this.#counts.fill(0, at, at + size);
  }

  #index(feature: number): number {
    const position = this.#positions[feature]!;
    const total = this.#total(feature);
    if (position < 0 || total === 0) return 0;
    const shares = this.#learned.sharesAt(position);
    let index = 0;
    for (let bin = 0; bin < BINS; bin++) {
      // Half a value per bin, so that an empty bin does not make the index infinite.
      const actual = (this.#count(feature, bin) + 0.5) / (total + 0.5 * BINS);
      const expected = (shares[bin]! * total + 0.5) / (total + 0.5 * BINS);
      index += (actual - expected) * Math.log(actual / expected);
    }
    return index;
  }

  /** What the index is expected to be without drift. */
  #noise(feature: number): number {
    const position = this.#positions[feature]!;
    if (position < 0) return 0;
    const now = Math.max(1, this.#learned.numberAt(position, 'worth') * this.#total(feature));
    return (BINS - 1) * (1 / this.#learned.numberAt(position, 'independent') + 1 / now);
  }

  #total(feature: number): number {
    let total = 0;
    for (let bin = 0; bin < BINS; bin++) total += this.#count(feature, bin);
    return total;
  }

  #count(feature: number, bin: number): number {
    const size = this.#names.length * BINS;
    let count = 0;
    for (let at = feature * BINS + bin; at < this.#counts.length; at += size) count += this.#counts[at]!;
    return count;
  }
}

/** @returns undefined where they are not whole, or of other features */
function countsOf({ counts }: DriftSnapshot, length: number): ArrayLike<number> | undefined {
  if (typeof counts !== 'string') return counts;
  try {
    const from = new BitReader(counts);
    const column = readColumn(from, length);
    from.end();
    return column;
  } catch {
    return undefined;
  }
}
