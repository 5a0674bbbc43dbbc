import type { TwinRecord } from '../../lib/record/record';

/** What one part of the score said: its mean share over all rows, and over those beyond the limit (NaN where there are none). */
export interface PartShares {
  readonly name: string;
  readonly all: number;
  readonly beyond: number;
}

/** Adds up the shares that the parts of the score have (payload.parts). */
export class PartSums {
  readonly #sums = new Map<string, { all: number; beyond: number }>();
  #rows = 0;
  #beyond = 0;

  add({ parts, anomaly }: Pick<TwinRecord, 'parts' | 'anomaly'>): void {
    if (parts === undefined) return;
    this.#rows++;
    if (anomaly) this.#beyond++;
    for (const [name, share] of Object.entries(parts)) {
      let sums = this.#sums.get(name);
      if (sums === undefined) {
        sums = { all: 0, beyond: 0 };
        this.#sums.set(name, sums);
      }
      sums.all += share;
      if (anomaly) sums.beyond += share;
    }
  }

  shares(): PartShares[] {
    const mean = (sum: number, rows: number): number => (rows === 0 ? Number.NaN : sum / rows);
    return [...this.#sums].map(([name, { all, beyond }]) => ({
      name,
      all: mean(all, this.#rows),
      beyond: mean(beyond, this.#beyond),
    }));
  }
}
