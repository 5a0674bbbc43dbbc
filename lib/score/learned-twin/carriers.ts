import { type Columns, OTHERS_LAGS, ROWS_PER_COLUMN, sizeOf, whatIsAt } from './columns';
import { LEAST_SWINGS } from './coverage';
import { bestPenalty, byColumn, type Penalty, type Question } from './predictor';
import { errorLater, type Sums } from './sums';
import { MEMORY, type Trail } from './trail';

/** What a feature says has to rest on so many rows: it stands in as many columns of a predictor as the longer family has lags. */
const LEAST_ROWS = ROWS_PER_COLUMN * OTHERS_LAGS.length;
/** Variances below this, in deviations of the feature, are rounding. */
const LEAST_VARIANCE = 1e-12;
/** Share of the rows in which a feature may be older than anything that looks back. */
const MOST_STALE = 0.1;

/**
 * Whether a feature can carry the coefficients that a predictor gives it: whether enough rows decide them. A flag that was true twice,
 * a spike and what was mostly missing are in a regression what fits the noise of these few rows, and each row in which they move is then wild.
 */
export function carries(trail: Trail, feature: number): boolean {
  return (
    rowsThatDecide(valuesOf(trail, feature)) >= LEAST_ROWS && staleRows(trail, feature) <= MOST_STALE * (trail.at + 1)
  );
}

/** Whether a feature that carries coefficients moved often enough to say how often the plant did: a set point that was moved twice does not. */
export function votes(trail: Trail, feature: number): boolean {
  const values = valuesOf(trail, feature);
  return rowsThatDecide(values.subarray(1).map((value, t) => value - values[t]!)) >= LEAST_SWINGS;
}

function valuesOf({ data, stride, at }: Trail, feature: number): Float64Array {
  const values = new Float64Array(at + 1);
  for (let t = 0; t <= at; t++) values[t] = data[t * stride + feature]!;
  return values;
}

/**
 * How many rows a variance rests on: (sum d^2)^2 / sum d^4, the effective number of Kish (1965) with squares as weights. A third
 * of the rows for noise, two thirds for a sine, as many as there are ones for a rare flag.
 */
function rowsThatDecide(values: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < values.length; t++) sum += values[t]!;
  const mean = sum / Math.max(1, values.length);
  let squares = 0;
  let fourths = 0;
  for (let t = 0; t < values.length; t++) {
    const square = (values[t]! - mean) * (values[t]! - mean);
    squares += square;
    fourths += square * square;
  }
  // Of a flag whose few rows were taken for wild values nothing but rounding is left.
  return squares > LEAST_VARIANCE * values.length ? squares ** 2 / fourths : 0;
}

function staleRows({ measured, width, at }: Trail, feature: number): number {
  let age = 0;
  let stale = 0;
  for (let t = 0; t <= at; t++) {
    age = measured[t * width + feature] === 1 ? 0 : age + 1;
    if (age > MEMORY) stale++;
  }
  return stale;
}

/** A question, and the sums to answer it with. */
export interface Asking {
  readonly question: Question;
  readonly sums: Sums;
  /** Number of features. */
  readonly width: number;
}

/**
 * The question without the inputs that cannot carry their coefficients, but for those that help on rows that came later: by more than
 * as many columns help by chance (Akaike 1974, DOI 10.1109/TAC.1974.1100705).
 * @param rows that came later
 */
export function withoutDoubtful(all: Asking, doubtful: ReadonlySet<number>, rows: number, known?: Penalty): Asking {
  const inputs = all.question.inputs.filter((i) => doubtful.has(i));
  if (inputs.length === 0) return all;
  const bare = without(all, inputs);
  const penalty = known ?? bestPenalty(bare.question.columns, bare.sums);
  const errorOf = ({ question, sums }: Asking): number => errorLater(sums, byColumn(question.columns, penalty));
  const least = errorOf(bare);
  const useless = inputs.filter((input) => {
    const one = without(
      all,
      inputs.filter((i) => i !== input),
    );
    const more = sizeOf(one.question.columns) - sizeOf(bare.question.columns);
    return !(rows * Math.log(least / errorOf(one)) > 2 * more);
  });
  return useless.length === inputs.length ? bare : without(all, useless);
}

function without({ question, sums, width }: Asking, useless: readonly number[]): Asking {
  const left = new Set(useless);
  const kept = question.inputs.flatMap((input, k) => (left.has(input) ? [] : [k]));
  const { columns, at } = columnsWithout(question.columns, width, left);
  return {
    question: {
      ...question,
      inputs: kept.map((k) => question.inputs[k]!),
      ages: kept.map((k) => question.ages[k]!),
      factors: columns.factors.length,
      columns,
    },
    sums: sums.map((sum) => sum.part(at)),
    width,
  };
}

/** Columns of which some features are left out, and where these stand among all. */
function columnsWithout(columns: Columns, width: number, left: ReadonlySet<number>) {
  const { places, factors, low, high, means, inverses } = columns;
  const stays = (place: number): boolean => !left.has(whatIsAt(place, width).feature);
  const plain = [...places.keys()].filter((c) => stays(places[c]!));
  const made = [...factors.keys()].filter((i) => stays(factors[i]!));
  const n = factors.length;
  // Pairs in order: (0, 0), (0, 1) ... (1, 1) ...
  const products = made.flatMap((a, i) => made.slice(i).map((b) => a * n - (a * (a - 1)) / 2 + b - a));
  const pick = <T extends Float64Array | Int32Array>(of: T, at: readonly number[]): T =>
    of.filter((_, i) => at.includes(i)) as T;
  return {
    columns: {
      places: pick(places, plain),
      factors: pick(factors, made),
      low: pick(low, made),
      high: pick(high, made),
      means: pick(means, products),
      inverses: pick(inverses, products),
    } satisfies Columns,
    at: Int32Array.from([...plain, ...products.map((p) => places.length + p)]),
  };
}
