import type { ScalingMethod } from '../../lib/scaling/methods';
import { Seldom } from '../../lib/seldom';
import { type KeptReferences, keepReferences, type OldReferences, readReferences } from './kept-references';
import { Learner, type LearnerSnapshot } from './learner';
import { referenceOf } from './reference';
import { References } from './references';

/** Operating modes that get a scaling of their own; later ones use the common one. */
const MAX_MODES = 32;

/** Modes as plain JSON. */
export type ModesSnapshot = readonly {
  readonly mode: string;
  readonly learner?: LearnerSnapshot;
  readonly learned?: KeptReferences | OldReferences;
}[];

interface Mode {
  learner: Learner | undefined;
  learned: References | undefined;
}

/** What is usual in each operating mode, learned beside the common scaling. */
export class Modes {
  readonly #modes = new Seldom<Mode>();
  readonly #method: ScalingMethod;
  readonly #seed: number;

  constructor(method: ScalingMethod, seed: number, from: ModesSnapshot = []) {
    this.#method = method;
    this.#seed = seed;
    for (const { mode, learner, learned } of from) {
      this.#modes.set(mode, {
        learner: learner && new Learner(learner),
        learned: learned && readReferences(learned),
      });
    }
  }

  /** What was learned in a mode; undefined until then. */
  learned(mode: string): References | undefined {
    return this.#modes.get(mode)?.learned;
  }

  /**
   * Learns from a record.
   * @param enough records to learn from
   */
  add(
    mode: string,
    features: readonly string[],
    row: Float64Array,
    time: number,
    enough: number,
  ): 'none' | 'collected' | 'learned' {
    let own = this.#modes.get(mode);
    if (own === undefined) {
      if (this.#modes.size >= MAX_MODES) return 'none';
      own = { learner: new Learner(this.#seed), learned: undefined };
      this.#modes.set(mode, own);
    }
    if (own.learner === undefined) return 'none';
    own.learner.add(features, row, time);
    if (own.learner.count < enough) return 'collected';
    const { features: usual } = own.learner.usual(own.learner.count / 2);
    own.learned = new References([...usual].map(([name, of]) => [name, referenceOf(this.#method, of)]));
    own.learner = undefined;
    return 'learned';
  }

  snapshot(): ModesSnapshot {
    return [...this.#modes].map(([mode, { learner, learned }]) => ({
      mode,
      ...(learner && { learner: learner.snapshot() }),
      ...(learned && { learned: keepReferences(learned) }),
    }));
  }
}
