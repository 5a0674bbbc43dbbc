import { checked, type Golden, goldenOf, sealed } from './golden';
import { type Away, awayOf, type Rule, widened } from './levels';
import type { Rows } from './rows';

/** Beyond where it has been by so many standard deviations a level is told; the edges of few rows are less sure than their mean. */
const TOLD = { level: 0.2, return: 0.35 } as const;
/** ... and a model that is learned there waits for a person. */
const CAP = 0.75;
/** All that a level may go on by itself while more and more rows are learned from. */
const CREEP = 1;

/** A model that waits for a person. Plain JSON. */
export interface Pending {
  readonly version: number;
  /** What it would be measured against from then on. */
  readonly golden: Golden;
  readonly away: readonly Away[];
}

export interface GateSnapshot {
  readonly golden?: Golden;
  /** By feature: how far its level has gone on without a person, in standard deviations. */
  readonly crept?: Readonly<Record<string, number>>;
  /** What was golden before a person accepted the present one, and the model that was in force then. */
  readonly before?: { readonly golden: Golden; readonly version: number };
  readonly pending?: Pending;
  /** Who said that what comes now is the new normal. */
  readonly accepting?: string;
  /** Features whose level was told to be away. */
  readonly told?: readonly string[];
}

/**
 * What a model that was learned by itself must pass before it judges (paper 1's adaptive security updating): however slowly somebody
 * leads the plant away, each new model is measured against the same golden rows and levels, which only a person replaces.
 */
export class Gate {
  readonly #window: number;
  #golden: Golden | undefined;
  #crept: Record<string, number>;
  #before: GateSnapshot['before'];
  #pending: Pending | undefined;
  #accepting: string | undefined;
  #told: ReadonlySet<string>;

  /** @param window records that the network sees together @throws Error when what was kept is damaged */
  constructor(window: number, from: GateSnapshot = {}) {
    this.#window = window;
    this.#golden = from.golden && checked(from.golden);
    this.#crept = { ...from.crept };
    this.#before = from.before && { ...from.before, golden: checked(from.before.golden) };
    this.#pending = from.pending && { ...from.pending, golden: checked(from.pending.golden) };
    this.#accepting = from.accepting;
    this.#told = new Set(from.told);
  }

  /** What models are measured against; undefined before the first. */
  get golden(): Golden | undefined {
    return this.#golden;
  }

  get pending(): Pending | undefined {
    return this.#pending;
  }

  /** Who said that what comes now is the new normal; undefined when nobody did. */
  get accepting(): string | undefined {
    return this.#accepting;
  }

  /** Versions of models that must stay: the one that waits, and the one that was in force before a person accepted another normal. */
  get needed(): number[] {
    return [this.#pending?.version, this.#before?.version].filter((version) => version !== undefined);
  }

  /** From now on, until a model comes of it, what the model in force finds strange is learned, too. */
  accept(by: string): void {
    this.#accepting = by;
    this.#pending = undefined;
  }

  /** What is learned from is no new normal any more. */
  stopAccepting(): void {
    this.#accepting = undefined;
  }

  /** Features whose present level is so far away that a model of the rows waits for a person. */
  away(rows: Rows): Away[] {
    return this.#golden === undefined ? [] : awayOf(this.#golden.levels, rows, 'level', CAP);
  }

  /** Whether a model of more and more rows has to wait until the plant is back: what has not come back, or has gone too far in small steps. */
  mustWait(rows: Rows): boolean {
    if (this.#golden === undefined) return false;
    return awayOf(this.#golden.levels, rows, 'return', 0).some(({ feature, by }) => {
      return Math.abs(by) > CAP || Math.abs(by) + (this.#crept[feature] ?? 0) > CREEP;
    });
  }

  /** @returns what a person has to know of the present levels, once: what is away, or nothing any more; undefined for no news */
  watch(rows: Rows, rule: Rule): readonly Away[] | undefined {
    if (this.#golden === undefined || this.#accepting !== undefined) return undefined;
    const all = awayOf(this.#golden.levels, rows, rule, TOLD[rule]);
    const isNews = all.some(({ feature }) => !this.#told.has(feature)) || (all.length === 0 && this.#told.size > 0);
    if (!isNews) return undefined;
    this.#told = new Set(all.map(({ feature }) => feature));
    return all;
  }

  /**
   * The rows are what models are measured against from now on.
   * @param version of the model that was in force until now; undefined where a rollback to it does not bring back what was golden
   */
  adopt(golden: Golden, version?: number): void {
    if (this.#golden !== undefined && version !== undefined) this.#before = { golden: this.#golden, version };
    this.#golden = golden;
    this.#crept = {};
    this.#pending = undefined;
    this.#told = new Set();
  }

  /** A model of more and more rows has come into force: what has been and has come back is where levels have been. */
  grow(rows: Rows, watched: readonly string[]): void {
    if (this.#golden === undefined) return;
    const { levels, by } = this.#golden;
    for (const { feature, by: off } of awayOf(levels, rows, 'return', 0)) {
      this.#crept[feature] = (this.#crept[feature] ?? 0) + Math.abs(off);
    }
    const grown = goldenOf(rows, watched, this.#window, by);
    const known = { ...grown.levels.of, ...widened(levels, rows).of };
    this.#golden = sealed({ ...grown, levels: { block: levels.block, of: known } });
  }

  /** A model waits for a person. */
  hold(pending: Pending): void {
    this.#pending = pending;
  }

  /** Nothing waits any more. */
  release(): void {
    this.#pending = undefined;
  }

  /** An older model is in force again: what it was measured against is golden again. */
  rolledBack(version: number): void {
    this.#pending = undefined;
    this.#accepting = undefined;
    if (this.#before === undefined || version > this.#before.version) return;
    this.#golden = this.#before.golden;
    this.#before = undefined;
    this.#told = new Set();
  }

  /** Nothing is known any more. */
  reset(): void {
    this.#golden = undefined;
    this.#before = undefined;
    this.#pending = undefined;
    this.#accepting = undefined;
    this.#crept = {};
    this.#told = new Set();
  }

  snapshot(): GateSnapshot {
    return {
      ...(this.#golden && { golden: this.#golden }),
      ...(Object.keys(this.#crept).length > 0 && { crept: this.#crept }),
      ...(this.#before && { before: this.#before }),
      ...(this.#pending && { pending: this.#pending }),
      ...(this.#accepting !== undefined && { accepting: this.#accepting }),
      ...(this.#told.size > 0 && { told: [...this.#told] }),
    };
  }
}
