import { type Golden, isWhole } from './golden';
import { type KeptLevels, keptLevels, restoredLevels } from './kept-levels';
import type { Packed } from './packed';

/** What is packed, with the names of its features in another place. */
export type Kept<T extends Packed> = Omit<T, 'features'> & { readonly features: number };

/** Plain JSON. */
export type KeptGolden = Omit<Kept<Golden>, 'levels'> & { readonly levels: KeptLevels };

/** Names of features are kept once for all that has the same ones: they take more room than what is kept of them. */
export class Names {
  readonly #all: (readonly string[])[];
  readonly #seen: string[];

  constructor(all: readonly (readonly string[])[] = []) {
    this.#all = Array.isArray(all) ? [...all] : [];
    this.#seen = this.#all.map((names) => JSON.stringify(names));
  }

  /** Plain JSON. */
  get all(): readonly (readonly string[])[] {
    return this.#all;
  }

  keep<T extends Packed>(packed: T): Kept<T> {
    const key = JSON.stringify(packed.features);
    let at = this.#seen.indexOf(key);
    if (at < 0) {
      at = this.#seen.push(key) - 1;
      this.#all.push(packed.features);
    }
    return { ...packed, features: at };
  }

  /** @throws Error when the names are not there */
  restore<T extends Packed>(kept: Kept<T>): T {
    const features = this.#all[kept.features];
    if (features === undefined) throw new Error('the names of its features are not there');
    return { ...kept, features } as unknown as T;
  }

  keepGolden(golden: Golden): KeptGolden {
    return { ...this.keep(golden), levels: keptLevels(golden.levels, golden.features) };
  }

  /** @returns undefined where it is not as it was sealed: changed, or damaged */
  restoreGolden(kept: KeptGolden): Golden | undefined {
    try {
      const { levels, ...rest } = this.restore(kept as unknown as Kept<Golden>) as unknown as Omit<Golden, 'levels'> & {
        levels: KeptLevels;
      };
      const golden = { levels: restoredLevels(levels, rest.features), ...rest };
      return isWhole(golden) ? golden : undefined;
    } catch {
      return undefined;
    }
  }
}
