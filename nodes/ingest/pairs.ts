import type { Schema } from './schema';

/** A tag that seems to belong to another one; for a person to confirm in the tag table. */
export interface PairProposal {
  readonly tag: string;
  readonly of: string;
  /** Pearson's correlation of the two, 0..1. */
  readonly correlation: number;
}

/** Records to look at; fewer would find pairs by chance. */
const ENOUGH = 600;
const MIN_CORRELATION = 0.7;
/** Feedback follows its command; in a closed loop the process variable leads it, so a little lag tells them apart. */
const LAG = 2;
const MAX_ORPHANS = 20;

/**
 * Finds partners by correlation for commands and setpoints whose names give none away (cmd_pump and rpm). What belongs
 * to a command rises with it; what it controls often falls. Keeps sums only, and only while there is something to find.
 */
export class PairFinder {
  readonly #schema: Schema;
  readonly #orphans: readonly number[];
  readonly #candidates: readonly number[];
  readonly #pairs: Float64Array;
  /** The orphans' values of the last rows. */
  readonly #past: Float64Array[] = [];
  #n = 0;
  proposals: readonly PairProposal[] = [];

  constructor(schema: Schema) {
    this.#schema = schema;
    const at = (test: (i: number) => boolean): number[] => [...schema.tags.keys()].filter(test);
    const role = (i: number): string => schema.tags[i]!.role;
    this.#orphans = at(
      (i) => (role(i) === 'command' || role(i) === 'setpoint') && schema.tags[i]!.of === undefined,
    ).slice(0, MAX_ORPHANS);
    this.#candidates = at((i) => role(i) === 'sensor' || role(i) === 'actuator');
    this.#pairs = new Float64Array(this.#orphans.length * this.#candidates.length * SUMS);
  }

  get done(): boolean {
    return this.#n >= ENOUGH || this.#orphans.length === 0 || this.#candidates.length === 0;
  }

  /** @returns true when this row was the last and partners were found */
  add(row: Float64Array): boolean {
    const at = this.#n % LAG;
    if (this.#n >= LAG) this.#addRow(this.#past[at]!, row);
    this.#past[at] = Float64Array.from(this.#orphans, (i) => row[i]!);
    if (++this.#n < ENOUGH) return false;
    this.proposals = this.#orphans.flatMap((tag, o) => this.#best(tag, o));
    return this.proposals.length > 0;
  }

  #addRow(earlier: Float64Array, row: Float64Array): void {
    const width = this.#candidates.length;
    for (let o = 0; o < earlier.length; o++) {
      for (let c = 0; c < width; c++) this.#addPair((o * width + c) * SUMS, earlier[o]!, row[this.#candidates[c]!]!);
    }
  }

  /** Welford's update of n, both means, both second moments and the cross moment. */
  #addPair(at: number, x: number, y: number): void {
    if (Number.isNaN(x - y)) return;
    const s = this.#pairs;
    const n = ++s[at]!;
    const dx = x - s[at + 1]!;
    const dy = y - s[at + 2]!;
    s[at + 1]! += dx / n;
    s[at + 2]! += dy / n;
    s[at + 3]! += dx * (x - s[at + 1]!);
    s[at + 4]! += dy * (y - s[at + 2]!);
    s[at + 5]! += dx * (y - s[at + 2]!);
  }

  #best(orphan: number, o: number): PairProposal[] {
    const width = this.#candidates.length;
    let first = { candidate: -1, r: MIN_CORRELATION };
    this.#candidates.forEach((candidate, c) => {
      const r = this.#correlation((o * width + c) * SUMS);
      if (r > first.r) first = { candidate, r };
    });
    if (first.candidate < 0) return [];
    const name = (i: number): string => this.#schema.tags[i]!.name;
    return [{ tag: name(orphan), of: name(first.candidate), correlation: Math.round(first.r * 1000) / 1000 }];
  }

  #correlation(at: number): number {
    const s = this.#pairs;
    return s[at]! < ENOUGH / 2 ? Number.NaN : s[at + 5]! / Math.sqrt(s[at + 3]! * s[at + 4]!);
  }
}

const SUMS = 6;
