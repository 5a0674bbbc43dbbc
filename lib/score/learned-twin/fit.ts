import { type CalmLimits, learnCalm } from './calm';
import { type ChartLimits, learnLimits } from './charts';
import { type Columns, columnCount, crossColumns, innovationColumns, measureProducts } from './columns';
import { type Coverage, coverageOf } from './coverage';
import { heldLater, isTold, marginOf, movesEnough } from './gates';
import { fitPredictor, type Predictor, type Question } from './predictor';
import { correlations, relevantInputs } from './relevance';
import { learnStandards, type Standard, withoutGlitches } from './standard';
import { Trail } from './trail';

/** The two ways in which a tag is told. */
export type Family = 'cross' | 'innovation';

/** One tag's predictor by one family, and the limits that its residual is judged by. */
export interface Judge extends ChartLimits {
  readonly family: Family;
  readonly predictor: Predictor;
  /** Whether it has a say. One that has not may still tell what its tag should read. */
  readonly judges: boolean;
  /**
   * The last residuals of rows that were not learned from, in deviations of the tag: what it reads minus what it was told to
   * be. Only where the family tells it.
   */
  readonly sample?: Float32Array;
}

/** A twin that was learned. */
export interface LearnedTwin {
  readonly standards: readonly Standard[];
  readonly judges: readonly Judge[];
  /** By position of the tag; only for tags that are judged and seldom stand still. */
  readonly calm: ReadonlyMap<number, CalmLimits>;
  /** How far above its highest normal value a chart must be. */
  readonly margin: number;
  /** Of the rows. Where they showed little of the plant nothing is told or judged until more were learned. */
  readonly coverage: Coverage;
}

/** A twin, and what it was made from. */
export interface FittedTwin {
  readonly twin: LearnedTwin;
  readonly trail: Trail;
  /** By judge: residuals of rows that were not learned from, in their deviations; NaN = none. */
  readonly residuals: readonly Float64Array[];
}

/** What each feature is to the twin. */
export interface Parts {
  /** Positions of the tags that are to be told. */
  readonly tags: readonly number[];
  /** Positions of all that they may be told from, the tags among them. */
  readonly inputs: readonly number[];
  /** Positions of commands and set points among the inputs. */
  readonly orders: readonly number[];
}

/** Rows to learn from, row-major. */
export interface Rows {
  /** count x width, scaled; NaN = missing. */
  readonly scaled: ArrayLike<number>;
  readonly width: number;
  /** 1 where nothing before this row counts. */
  readonly begins: ArrayLike<number>;
  /** 1 where any row is missing right before this one; none when absent. */
  readonly skips?: ArrayLike<number>;
}

/** Inputs of a predictor at most, and of those the ones that products are made of: their number grows with its square. */
const MOST_INPUTS = 16;
const MOST_FACTORS = 14;
/** On wide assets each tag has fewer: what all predictors cost together grows with the tags only. */
const WIDE = 100;
const WIDE_INPUTS = 10;
const WIDE_FACTORS = 8;

/** Learns to tell each tag from the others. */
export function fitTwin(rows: Rows, parts: Parts): FittedTwin {
  const { width, begins } = rows;
  const count = rows.scaled.length / width;
  const standards = learnStandards(rows.scaled, width);
  const scaled = withoutGlitches(rows.scaled, width, standards);
  const trail = new Trail(standards, count);
  for (let t = 0; t < count; t++) trail.push(scaled, t * width, begins[t] === 1);
  if (rows.skips) forgetSkips(trail, rows.skips);
  const margin = marginOf(count * FORWARD_SHARE);
  const moving = parts.inputs.filter((i) => standards[i]!.deviation > 0);
  const coverage = moving.length > 1 ? coverageOf(trail, moving, mostColumns(moving.length)) : 'enough';
  if (coverage === 'little') {
    return { twin: { standards, judges: [], calm: new Map(), margin, coverage }, trail, residuals: [] };
  }
  const fits = questionsOf(trail, standards, parts).map(({ family, question }) => {
    const { predictor, z, residuals } = fitPredictor(trail, question);
    const told = family === 'cross' && isTold(predictor.explained);
    const judges = (told || family === 'innovation') && heldLater(z);
    const sample = told && { sample: Float32Array.from(residuals.filter((r) => !Number.isNaN(r)).slice(-SAMPLE)) };
    return { family, predictor, z, ...learnLimits(z, 0, z.length), judges, ...sample };
  });
  const judges = fits.map(
    ({ z: _, ...judge }): Judge => ({ ...judge, judges: judge.judges && isSound(fits, judge.family) }),
  );
  const calm = new Map<number, CalmLimits>();
  for (const { predictor, judges: judged } of judges) {
    const limits = judged ? learnCalm(trail, predictor.tag) : undefined;
    if (limits !== undefined) calm.set(predictor.tag, limits);
  }
  return {
    twin: { standards, judges, calm, margin, coverage },
    trail,
    residuals: fits.map(({ z }) => z),
  };
}

/** Inputs of a predictor at most, and those of which products are made. @param inputs of the asset */
function boundsOf(inputs: number): readonly [inputs: number, factors: number] {
  return inputs > WIDE ? [WIDE_INPUTS, WIDE_FACTORS] : [MOST_INPUTS, MOST_FACTORS];
}

/** Columns of the largest predictor of an asset. */
function mostColumns(inputs: number): number {
  const [mostInputs, mostFactors] = boundsOf(inputs).map((most) => Math.min(most, inputs - 1)) as [number, number];
  return columnCount(mostInputs, mostFactors);
}

/** Rows after one that was left out whose near past is another than the rows say. */
const AFTER_SKIP = 3;

/** Nothing is learned from rows whose near past is another than it seems. */
function forgetSkips({ measured, width, at }: Trail, skips: ArrayLike<number>): void {
  for (let t = 0; t <= at; t++) if (skips[t] === 1) measured.fill(0, t * width, (t + AFTER_SKIP) * width);
}

interface Asked {
  readonly family: Family;
  readonly question: Question;
}

/** What is asked of the rows: each tag that moves enough, by both families. */
function questionsOf(trail: Trail, standards: readonly Standard[], parts: Parts): Asked[] {
  const { width } = trail;
  const moving = (i: number): boolean => standards[i]!.deviation > 0;
  const inputs = parts.inputs.filter(moving);
  const orders = parts.orders.filter(moving);
  const correlation = correlations(trail);
  const [mostInputs, mostFactors] = boundsOf(inputs.length);
  return parts.tags
    .filter((tag) => moving(tag) && movesEnough(trail, tag))
    .flatMap((tag): Asked[] => {
      const others = inputs.filter((i) => i !== tag);
      if (others.length === 0) return [];
      const relevant = relevantInputs(correlation, width, tag, others, mostInputs);
      const movers = Int32Array.from(orders.length > 0 ? orders : relevant);
      const factors = Math.min(mostFactors, relevant.length);
      const ask = (family: Family, columns: Columns, made: number): Asked => {
        return { family, question: { tag, inputs: relevant, factors: made, columns, movers } };
      };
      const cross = measureProducts(trail, crossColumns(width, tag, relevant, factors, standards));
      return [ask('cross', cross, factors), ask('innovation', innovationColumns(width, tag, relevant), 0)];
    });
}

/** Residuals that are kept, to compare with what a tag does later. */
const SAMPLE = 512;
/** Part of the rows that predictors were tried on. */
const FORWARD_SHARE = 0.6;

/** Where most tags of a family are not told, what it says of the others is likely luck. */
function isSound(judges: readonly Pick<Judge, 'family' | 'judges'>[], family: Family): boolean {
  const of = judges.filter((judge) => judge.family === family);
  return of.filter((judge) => judge.judges).length >= of.length / 2;
}
