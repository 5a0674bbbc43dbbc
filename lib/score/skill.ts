import type { Outputs } from '../detector/learning/network-fit';
import { ascending } from '../math/quantile';
import { createRandom } from '../math/random';
import { judgedOf } from './features';
import type { FittedTerm } from './fitted';
import type { LiveRow, NormalRows } from './part';
import { outputsOf, type PartPlan, partOf } from './parts';
import { addUp, type Term } from './score';

/** A part that was fitted, with the weight that it is planned to have. */
type Fit = Pick<FittedTerm, 'plan' | 'fitted'>;

/** A network that has not seen the rows from `from` on. */
export interface Later {
  readonly from: number;
  /** What it says of rows as it sees them: one result for each window. */
  ask(input: Float32Array): Promise<Outputs>;
}

/** Features that are changed in turn, at most. */
const MOST_FEATURES = 8;
/** Later rows that are looked at, at most. */
const MOST_ROWS = 512;
/** The same where a plant of the same kind has been looked at before. */
const FEW = { features: 2, rows: 128 };
/** Rows before them that charts and bands start from. */
const WARM_ROWS = 100;
/** Below this a skill is chance. */
const LEAST_SKILL = 0.02;
/** No part is so sure that the others have nothing to say. */
const MOST_SKILL = 0.9;

/**
 * What each part that has to earn its weight tells beyond those that have not: on later rows, in which one feature at a time
 * reads what it read at another time. Every value is then normal by itself; only who knows how features go together, or
 * follow each other, can tell (the permutation test of Breiman 2001, DOI 10.1023/A:1010933404324, with the order of time kept).
 * @param known by name of the part, skills on a plant of the same kind: then fewer rows are looked at, and what they say counts as much as that
 * @returns by part, of what the others leave undecided between such rows and the rows as they were (1 - AUC), the share that
 * is decided when the part has as much weight as they have together, 0..1; undefined for parts that have nothing to earn
 */
export async function skillsOf(
  fits: readonly Fit[],
  rows: NormalRows,
  later: Later,
  known?: Readonly<Record<string, number>>,
): Promise<(number | undefined)[]> {
  const fixed = fits.reduce((sum, { plan }) => sum + (isFixed(plan) ? plan.weight : 0), 0);
  if (fixed === 0 || !fits.some(({ plan }) => plan.earned)) return fits.map(() => undefined);
  const most = known === undefined ? { features: MOST_FEATURES, rows: MOST_ROWS } : FEW;
  const from = Math.max(later.from, rows.count - most.rows);
  const start = Math.max(0, from - WARM_ROWS - rows.window);
  const judge = async (changed: NormalRows): Promise<Float64Array[]> => {
    const end = rowsFrom(changed, start);
    return valuesOf(fits, end, await later.ask(end.input), from - start);
  };
  const normal = await judge(rows);
  const changed: Float64Array[][] = [];
  for (const feature of evenly(judgedOf(rows.features), most.features)) {
    changed.push(await judge(swapped(rows, feature, from)));
  }
  const aucOf = (terms: readonly Term[]): number => {
    const usual = ascending(scoresBy(terms, normal));
    const all = changed.reduce((sum, values) => sum + above(scoresBy(terms, values), usual), 0);
    return all / changed.length;
  };
  const termsWith = (part: number): Term[] =>
    fits.map(({ plan }, p) => ({ combine: 'sum', weight: p === part ? fixed : isFixed(plan) ? plan.weight : 0 }));
  const without = aucOf(termsWith(-1));
  return fits.map(({ plan }, p) => {
    if (plan.earned !== true) return undefined;
    const own = bounded(without < 1 ? (aucOf(termsWith(p)) - without) / (1 - without) : 0);
    const other = known?.[plan.name];
    return other === undefined ? own : bounded((own + other) / 2);
  });
}

function bounded(skill: number): number {
  return skill < LEAST_SKILL ? 0 : Math.min(MOST_SKILL, skill);
}

/**
 * The weights that come of skills: a part of skill s that was planned with weight 1 gets the share s of the score beside those
 * that have nothing to earn, one of no skill nothing.
 */
export function earnedWeights(plans: readonly PartPlan[], skills: readonly (number | undefined)[]): number[] {
  const fixed = plans.reduce((sum, plan) => sum + (isFixed(plan) ? plan.weight : 0), 0);
  return plans.map(({ weight }, p) => {
    const skill = skills[p];
    return skill === undefined ? weight : (weight * fixed * skill) / (1 - skill);
  });
}

/** Names of the parts that have earned nothing and have no weight. */
export function idleParts(parts: readonly FittedTerm[]): string[] {
  return parts.flatMap(({ plan, skill }) => (skill === 0 ? [plan.name] : []));
}

/** Whether nothing that the network says has any weight. */
export function isNetworkIdle(parts: readonly FittedTerm[]): boolean {
  const asking = parts.filter(({ plan }) => outputsOf([plan]).length > 0);
  return asking.length > 0 && asking.every(({ skill, weight }) => skill === 0 && weight === 0);
}

function isFixed({ combine, earned, weight }: PartPlan): boolean {
  return combine === 'sum' && earned !== true && weight > 0;
}

/** The rows from `start` on. */
function rowsFrom(rows: NormalRows, start: number): NormalRows {
  const at = start * rows.features.length;
  return {
    ...rows,
    count: rows.count - start,
    scaled: rows.scaled.subarray(at),
    input: rows.input.slice(at),
    gaps: rows.gaps.subarray(start),
  };
}

/** Values of every part for the rows from `from` on, judged live from the first full window on. */
function valuesOf(fits: readonly Fit[], rows: NormalRows, outputs: Outputs, from: number): Float64Array[] {
  // What is combined by its maximum is not weighed.
  const parts = fits.map(({ plan, fitted }) =>
    plan.combine === 'sum' ? partOf(plan).live(fitted, plan, rows.features) : undefined,
  );
  const values = parts.map(() => new Float64Array(rows.count - from));
  const row = new PassingRow(rows, outputs);
  try {
    for (let t = rows.window - 1; t < rows.count; t++) {
      row.pass(t);
      for (let p = 0; p < parts.length; p++) {
        const value = parts[p]?.step(row);
        if (value !== undefined && t >= from) values[p]![t - from] = value;
      }
    }
  } finally {
    for (const part of parts) part?.dispose?.();
  }
  return values;
}

/** The rows as they pass: one object, filled anew for each. What not every part looks at is found when it is asked for. */
class PassingRow implements LiveRow {
  readonly scaled: Float64Array;
  readonly input: Float64Array;
  gap = false;
  readonly #rows: NormalRows;
  readonly #outputs: Outputs;
  readonly #width: number;
  #at = 0;
  #first = 0;

  constructor(rows: NormalRows, outputs: Outputs) {
    this.#rows = rows;
    this.#outputs = outputs;
    this.#width = rows.features.length;
    this.scaled = new Float64Array(this.#width);
    this.input = new Float64Array(this.#width);
  }

  pass(t: number): void {
    const { scaled, input, gaps, window } = this.#rows;
    const at = t * this.#width;
    this.#at = at;
    this.#first = t - window + 1;
    this.gap = gaps[t] === 1;
    for (let i = 0; i < this.#width; i++) {
      this.scaled[i] = scaled[at + i]!;
      this.input[i] = input[at + i]!;
    }
  }

  get window(): Float32Array {
    return this.#rows.input.subarray(this.#first * this.#width, this.#at + this.#width);
  }

  back(_feature: number, seen: number): number {
    return seen;
  }

  said(output: string): Float32Array {
    const all = this.#outputs[output]!;
    const size = all.length / (this.#rows.count - this.#rows.window + 1);
    return all.subarray(this.#first * size, (this.#first + 1) * size);
  }
}

/** The rows with one feature of the later ones as it was at an earlier time. */
function swapped(rows: NormalRows, feature: number, from: number): NormalRows {
  const width = rows.features.length;
  const random = createRandom(rows.seed + feature);
  const shift = random.below(Math.max(1, from));
  const change = (all: Float32Array): Float32Array => {
    const copy = all.slice();
    for (let t = from; t < rows.count; t++) {
      copy[t * width + feature] = all[((shift + t - from) % from) * width + feature]!;
    }
    return copy;
  };
  return { ...rows, scaled: change(rows.scaled), input: change(rows.input) };
}

function scoresBy(terms: readonly Term[], values: readonly Float64Array[]): Float64Array {
  const one = new Float64Array(values.length);
  const scores = new Float64Array(values[0]!.length);
  for (let t = 0; t < scores.length; t++) {
    for (let p = 0; p < one.length; p++) one[p] = values[p]![t]!;
    scores[t] = addUp(terms, one);
  }
  return scores;
}

/** Share of pairs in which the value is above the usual one. @param usual ascending */
function above(values: Float64Array, usual: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < values.length; t++) {
    const value = values[t]!;
    let low = 0;
    let high = usual.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (usual[middle]! < value) low = middle + 1;
      else high = middle;
    }
    sum += low;
  }
  return sum / (values.length * usual.length);
}

function evenly(positions: readonly number[], most: number): number[] {
  if (positions.length <= most) return [...positions];
  return Array.from({ length: most }, (_, k) => positions[Math.floor((k * positions.length) / most)]!);
}
