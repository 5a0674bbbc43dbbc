import type { CalmLimits } from './calm';
import type { Judge, LearnedTwin } from './fit';
import type { Standard } from './standard';

const NUMBERS = ['mean', 'deviation', 'low', 'high'] as const satisfies (keyof Standard)[];
const NO_JUDGES: readonly Judge[] = [];
const NO_CALM: ReadonlyMap<number, CalmLimits> = new Map();

/** A twin that tells no tag by the others and knows none that is calm: what it has learned is only kept, in a quarter of the room. */
export class Unasked implements LearnedTwin {
  readonly judges = NO_JUDGES;
  readonly calm = NO_CALM;
  readonly margin: number;
  readonly coverage: LearnedTwin['coverage'];
  readonly #numbers: Float64Array;

  constructor({ standards, margin, coverage }: LearnedTwin) {
    this.margin = margin;
    this.coverage = coverage;
    this.#numbers = Float64Array.from(standards.flatMap((of) => NUMBERS.map((name) => of[name])));
  }

  get standards(): readonly Standard[] {
    const all = this.#numbers;
    return Array.from({ length: all.length / NUMBERS.length }, (_, i) => {
      const at = i * NUMBERS.length;
      return { mean: all[at]!, deviation: all[at + 1]!, low: all[at + 2]!, high: all[at + 3]! };
    });
  }
}
