import { Strangeness } from './strangeness';

/** One short event may look other than to the model in force: so many records, or this share of all. */
const EVENT = 6;
const ALONE = 0.02;
/** Of the records that nobody would learn from it may be silent in this share. */
const SILENT = 0.5;

/** How a model does beside the one in force, in records. Plain JSON. */
export interface ShadowCounts {
  /** Both judged it, and nothing spoke against learning from it. */
  readonly done: number;
  /** The new model alone is above its highest normal score. */
  readonly alone: number;
  /** Strange for long to the model in force, so that nobody learns from it; and those of them in which the new model is silent. */
  readonly strange: number;
  readonly silent: number;
}

/** A score, and the highest one of a normal record that was held out. */
export interface Said {
  readonly score: number;
  readonly highest: number;
}

/**
 * Scores of a new model beside those of the one in force, on live records: what an exam on rows that are kept cannot tell. To be calmer
 * than the model in force is no fault in what may be learned: that is what learning is for. It is one in what nobody learns from.
 */
export class Shadow {
  readonly #records: number;
  readonly #strangeness = new Strangeness();
  #counts: ShadowCounts;
  /** Both have seen what the new model still sees. */
  #shared = false;

  /** @param records that it has to pass */
  constructor(records: number, from: ShadowCounts = { done: 0, alone: 0, strange: 0, silent: 0 }) {
    this.#records = records;
    this.#counts = from;
  }

  get counts(): ShadowCounts {
    return this.#counts;
  }

  /** Whether it has seen as much as it had to. */
  get done(): boolean {
    return this.#counts.done >= this.#records;
  }

  /**
   * Both have judged a record.
   * @param learned whether nothing speaks against learning from it
   * @returns why the new model must not judge, in plain words; undefined while nothing speaks against it
   */
  meet(champion: Said, challenger: Said, learned: boolean): string | undefined {
    const { done, alone, strange, silent } = this.#counts;
    const shows = challenger.score > challenger.highest;
    // An event that both have seen is none of its own, though it may see it end a little later.
    this.#shared = shows && (this.#shared || champion.score > champion.highest);
    if (this.#strangeness.lasts(champion.score, champion.highest)) {
      this.#counts = { done, alone, strange: strange + 1, silent: silent + (shows ? 0 : 1) };
      return undefined;
    }
    const isAlone = shows && !this.#shared;
    if (learned) this.#counts = { done: done + 1, alone: alone + (isAlone ? 1 : 0), strange, silent };
    return this.#verdict();
  }

  #verdict(): string | undefined {
    const { done, alone, strange, silent } = this.#counts;
    if (alone > Math.max(EVENT, ALONE * this.#records)) {
      return `it alone called ${alone} of ${done} records abnormal`;
    }
    if (silent > EVENT && silent > SILENT * strange) {
      return `it was silent in ${silent} of ${strange} records that are strange for long to the model in force`;
    }
    return undefined;
  }
}
