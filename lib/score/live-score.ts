import { alike } from '../alike';
import type { Scorer } from '../engine/engine';
import { PassingRow } from '../math/passing-row';
import type { Blueprint } from './blueprint';
import { Detrender } from './detrending/detrender';
import { type Fitted, type FittedTerm, type InputScale, prepare, REACH } from './fitted';
import type { Feature, LivePart, LiveRow, Told } from './part';
import { type PartPlan, partOf } from './parts';
import { addUp, shareOut } from './score';

/** What a score remembers of the rows before, as plain JSON. */
export interface ScoreSnapshot {
  /** By name of the part. */
  readonly parts: Readonly<Record<string, unknown>>;
  readonly window: readonly number[];
  readonly rows: number;
  /** Of what did not settle, see Detrender; absent in what older versions kept. */
  readonly slow?: readonly (number | null)[];
}

const passing = {
  contributions: new PassingRow(),
  expected: new PassingRow(),
  input: new PassingRow(),
  values: new PassingRow(),
  shares: new PassingRow(),
};

/** Judges one row after the other with what was learned. Synchronous; allocates nothing per row. */
export class LiveScore {
  /** Share of each feature in the last score, not yet brought to a sum of 1. As shares and expected, it is there until any score explains the next one. */
  readonly contributions: Float64Array;
  /** Share of each part in the last score, in the order of names. */
  readonly shares: Float64Array;
  /** What each feature should have been, scaled; of the last row. */
  readonly expected: Float64Array;
  /** Of the parts. */
  readonly names: readonly string[];
  readonly #blueprint: Blueprint;
  /** Its parts; what is fitted of each lies in the live part. */
  readonly terms: readonly FittedTerm[];
  readonly #input: InputScale;
  readonly #scorer: Scorer;
  readonly #parts: readonly LivePart[];
  /** Which of them is asked before the others see a row; -1 = none. */
  readonly #gate: number;
  readonly #values: Float64Array;
  readonly #row: Row;
  /** Rows since the start, as far as they matter; 0 = none has come yet. */
  #rows = 0;

  constructor(blueprint: Blueprint, fitted: Fitted, features: readonly Feature[], scorer: Scorer) {
    const width = features.length;
    this.#blueprint = blueprint;
    this.#input = fitted.input;
    this.#scorer = scorer;
    this.names = alike(fitted.parts.map(({ plan }) => plan.name));
    const plans = fitted.parts.map(({ plan }) => alike(plan));
    this.#parts = fitted.parts.map(({ fitted }, p) => partOf(plans[p]!).live(fitted, plans[p]!, features));
    this.#gate = this.#parts.findIndex(({ admit }) => admit !== undefined);
    this.terms = fitted.parts.map((term, p) => new LiveTerm(term, plans[p]!, this.#parts[p]!));
    this.#values = passing.values.of(this.#parts.length);
    this.shares = passing.shares.of(this.#parts.length);
    this.#row = new Row(width, blueprint.window, fitted.input, scorer);
    this.contributions = passing.contributions.of(width);
    this.expected = passing.expected.of(width);
  }

  /**
   * Judges the next row.
   * @param scaled NaN = missing: it is no evidence, and the network sees the average in its place
   * @param missed records that are missing right before it, so few that they are bridged
   * @returns the score; undefined while too few rows have come; not finite when a part of it is not
   */
  step(scaled: Float64Array, missed = 0): number | undefined {
    const row = this.#row;
    const admitted = this.#parts[this.#gate]?.admit?.(scaled, missed) ?? scaled;
    row.scaled = admitted;
    prepare(admitted, 0, this.#input, row.input, 0);
    row.detrender.step(admitted, 0, row.input, 0);
    const { window, context } = this.#blueprint;
    row.remember(this.#rows === 0);
    if (this.#rows < context) this.#rows++;
    if (this.#rows < window) return undefined;
    const scorer = this.#scorer;
    scorer.input('window').set(row.window);
    scorer.run();
    for (let p = 0; p < this.#parts.length; p++) {
      this.#values[p] = this.terms[p]!.weight === 0 ? 0 : this.#parts[p]!.step(row);
    }
    return this.#rows < context ? undefined : addUp(this.terms, this.#values);
  }

  /** What the last score is without what the row alone is: a leap that was held back is not seen again, however long what it began with lasts. */
  lasting(): number {
    if (this.#gate >= 0) this.#values[this.#gate] = 0;
    return addUp(this.terms, this.#values);
  }

  /** Fills contributions, shares and expected for the last row. @param score what step gave */
  explain(score: number): void {
    const { contributions, shares, expected } = this;
    const { fill } = this.#input;
    shareOut(this.terms, this.#values, score, shares);
    contributions.fill(0);
    for (let i = 0; i < expected.length; i++) expected[i] = this.#row.back(i, fill[i]!);
    for (let p = 0; p < this.#parts.length; p++) {
      const part = this.#parts[p]!;
      if (shares[p]! > 0) part.share(this.terms[p]!.weight, contributions);
      part.expect?.(this.#row, expected);
    }
  }

  /** Features that parts tell from the others, and how well. */
  told(): readonly Told[] {
    return this.#parts.flatMap((part) => part.told?.() ?? []);
  }

  /** Features with a supplied twin that a part speaks against in the last row, by position. */
  disputed(): readonly number[] {
    for (let p = 0; p < this.#parts.length; p++) {
      const features = this.terms[p]!.weight === 0 ? undefined : this.#parts[p]!.disputed?.();
      if (features !== undefined && features.length > 0) return features;
    }
    return NONE;
  }

  /** What a part has to tell a person, once. */
  news(): string | undefined {
    for (let p = 0; p < this.#parts.length; p++) {
      const text = this.#parts[p]!.news?.();
      if (text !== undefined) return text;
    }
    return undefined;
  }

  /** A copy of a named output of the network for the last row. */
  output(name: string): number[] {
    return [...this.#scorer.output(name)];
  }

  /**
   * Forgets the rows before: after a gap all starts anew with the next row, but for where a feature that did not settle slowly was.
   * @param missed rows that are missing; absent: what comes next has nothing to do with what was
   */
  restart(missed = Number.POSITIVE_INFINITY): void {
    this.#rows = 0;
    this.#row.detrender.pass(missed);
    for (const part of this.#parts) part.reset();
  }

  snapshot(): ScoreSnapshot {
    const parts: Record<string, unknown> = {};
    this.#parts.forEach((part, p) => {
      const state = part.snapshot();
      if (state !== undefined) parts[this.names[p]!] = state;
    });
    const window = this.#blueprint.window > 1 ? [...this.#row.window] : [];
    return { parts, window, rows: this.#rows, slow: this.#row.detrender.snapshot() };
  }

  restore({ parts, window, rows, slow }: ScoreSnapshot): void {
    this.restart();
    // Of a score that was made of other parts.
    if (parts === undefined) return;
    const { window: size } = this.#blueprint;
    if (size > 1 && window.length !== this.#row.window.length) return;
    this.#row.window.set(window);
    this.#row.detrender.restore(slow);
    this.#rows = rows;
    this.#parts.forEach((part, p) => {
      part.restore(parts[this.names[p]!]);
    });
  }

  /** The scorer is not its own. */
  dispose(): void {
    for (const part of this.#parts) part.dispose?.();
  }
}

const NONE: readonly number[] = [];

/** A part of the score that is at work. */
class LiveTerm implements FittedTerm {
  readonly plan: PartPlan;
  readonly combine: FittedTerm['combine'];
  readonly weight: number;
  declare readonly company?: number;
  declare readonly skill?: number;
  readonly #part: LivePart;

  constructor({ combine, weight, company, skill }: FittedTerm, plan: PartPlan, part: LivePart) {
    this.plan = plan;
    this.combine = combine;
    this.weight = weight;
    if (company !== undefined) this.company = company;
    if (skill !== undefined) this.skill = skill;
    this.#part = part;
  }

  get fitted(): unknown {
    return this.#part.learned();
  }
}

/** The row on its way through the parts: one object for all rows. */
class Row implements LiveRow {
  scaled: Float64Array;
  readonly gap = false;
  readonly input: Float64Array;
  readonly window: Float32Array;
  readonly detrender: Detrender;
  readonly #center: Float64Array;
  readonly #scorer: Scorer;

  constructor(width: number, window: number, scale: InputScale, scorer: Scorer) {
    this.input = passing.input.of(width);
    this.scaled = this.input;
    this.window = new Float32Array(window * width);
    this.#center = scale.center;
    this.detrender = new Detrender(scale, REACH);
    this.#scorer = scorer;
  }

  /** Shifts the row into the window. */
  remember(isFirst: boolean): void {
    const { window, input } = this;
    if (isFirst) window.fill(0);
    else window.copyWithin(0, input.length);
    window.set(input, window.length - input.length);
  }

  back(feature: number, seen: number): number {
    return this.#center[feature]! + this.detrender.undo(feature, seen);
  }

  said(output: string): ArrayLike<number> {
    return this.#scorer.output(output);
  }
}
