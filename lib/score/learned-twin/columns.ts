import type { Standard } from './standard';
import { columnAt, FAST_MEAN, SLOW_MEAN, strideOf, type Trail, VALUE } from './trail';

/** What a predictor is made of: values of features some rows ago, and products of present ones. Positions and lags only. */
export interface Columns {
  /** Where each stands in the trail, from the beginning of the present row on: see placeAt. */
  readonly places: Int32Array;
  /** Where the values that products are made of stand, likewise, and how far each goes. */
  readonly factors: Int32Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Mean and 1 / deviation of each product, all pairs i <= j of factors in order. */
  readonly means: Float64Array;
  readonly inverses: Float64Array;
}

/** Products are cut off at this many deviations: a square has a long tail. */
export const FURTHEST = 6;
const LEAST = 1e-9;

/** Rows ago in which the tag's own past is still asked by the cross family: older than what is judged, younger than it forgets. */
export const OWN_PAST = 10;
const CROSS_LAGS = [0, 1, 2] as const;
export const OTHERS_LAGS = [0, 1, 2, 3, 4, 6, 8, 12, 16] as const;
const OWN_LAGS = OTHERS_LAGS.slice(1);

/** Where a value or average of a feature so many rows ago stands, from the beginning of the present row on. */
function placeAt(width: number, kind: number, feature: number, lag: number): number {
  return columnAt(width, kind, feature) - lag * strideOf(width);
}

/** What stands at a place. */
export function whatIsAt(place: number, width: number): { kind: number; feature: number; lag: number } {
  const stride = strideOf(width);
  const lag = Math.ceil(-place / stride);
  const column = place + lag * stride;
  return { kind: Math.floor(column / width), feature: column % width, lag };
}

/**
 * The cross family: what a tag should be, given where the others are. Of itself it only knows where it was some rows ago: a
 * tag that knew its present, or the row before, would vote for itself.
 * @param inputs the other features that matter, those of which products are made first
 * @param ages by input: so many rows before it is asked
 * @param factors how many of them
 */
export function crossColumns(
  width: number,
  tag: number,
  inputs: readonly number[],
  ages: readonly number[],
  factors: number,
  standards: readonly Standard[],
): Columns {
  const places = inputs.flatMap((j, k) => [
    ...CROSS_LAGS.map((lag) => placeAt(width, VALUE, j, ages[k]! + lag)),
    placeAt(width, FAST_MEAN, j, ages[k]!),
    placeAt(width, SLOW_MEAN, j, ages[k]!),
  ]);
  places.push(placeAt(width, SLOW_MEAN, tag, OWN_PAST));
  const made = inputs.slice(0, factors);
  return columnsOf(
    places,
    made.map((j, k) => placeAt(width, VALUE, j, ages[k]!)),
    made.map((j) => standards[j]!),
  );
}

/** The innovation family: what a tag should be, given how all have moved so far. @param ages by input: above 0, not as it is now */
export function innovationColumns(
  width: number,
  tag: number,
  inputs: readonly number[],
  ages: readonly number[],
): Columns {
  const places = inputs.flatMap((j, k) => {
    const lags = ages[k]! > 0 ? OWN_LAGS : OTHERS_LAGS;
    return lags.map((lag) => placeAt(width, VALUE, j, lag));
  });
  places.push(...OWN_LAGS.map((lag) => placeAt(width, VALUE, tag, lag)));
  return columnsOf(places, [], []);
}

/** Rows for each column of a predictor: with fewer it is luck which of them tell, and what is left of later rows is wild. */
export const ROWS_PER_COLUMN = 5;

/** Columns of the larger family, of so many inputs and factors. */
export function columnCount(inputs: number, factors: number): number {
  const cross = inputs * (CROSS_LAGS.length + 2) + 1 + (factors * (factors + 1)) / 2;
  return Math.max(cross, inputs * OTHERS_LAGS.length + OWN_LAGS.length);
}

/** Number of columns. */
export function sizeOf({ places, means }: Columns): number {
  return places.length + means.length;
}

/** Where the products begin: they are penalised more. */
export function productsFrom({ places }: Columns): number {
  return places.length;
}

/** The factors of one row, filled anew each time. */
let present = new Float64Array(16);

/** Writes the columns for row t of the trail, at least as many rows after a start as any lag. @param at position in out */
export function fill(columns: Columns, trail: Trail, t: number, out: Float64Array, at = 0): void {
  const { places, factors, low, high, means, inverses } = columns;
  const { data, stride } = trail;
  const count = places.length;
  const row = t * stride;
  for (let c = 0; c < count; c++) out[at + c] = data[row + places[c]!]!;
  if (present.length < factors.length) present = new Float64Array(factors.length);
  // What belongs to the module is looked up each time that it is named.
  const values = present;
  const most = FURTHEST;
  for (let i = 0; i < factors.length; i++) values[i] = clamp(data[row + factors[i]!]!, low[i]!, high[i]!);
  const made = at + count;
  for (let i = 0, p = 0; i < factors.length; i++) {
    const first = values[i]!;
    for (let j = i; j < factors.length; j++, p++) {
      out[made + p] = clamp((first * values[j]! - means[p]!) * inverses[p]!, -most, most);
    }
  }
}

function clamp(x: number, low: number, high: number): number {
  return x < low ? low : x > high ? high : x;
}

/** @param ranges of the factors, in their order */
function columnsOf(places: readonly number[], factors: readonly number[], ranges: readonly Standard[]): Columns {
  const products = (factors.length * (factors.length + 1)) / 2;
  return {
    places: Int32Array.from(places),
    factors: Int32Array.from(factors),
    low: Float64Array.from(ranges, ({ low }) => low),
    high: Float64Array.from(ranges, ({ high }) => high),
    means: new Float64Array(products),
    inverses: new Float64Array(products).fill(1),
  };
}

/** The products of factors over the rows of a trail. Questions have most of them in common: each is measured once. */
export class Products {
  readonly #trail: Trail;
  readonly #factors = new Map<number, Float64Array>();
  readonly #measured = new Map<string, readonly [mean: number, inverse: number]>();

  constructor(trail: Trail) {
    this.#trail = trail;
  }

  /** Columns whose products are centred and of deviation 1 over the rows. */
  measure(columns: Columns): Columns {
    const { factors, low, high, means, inverses } = columns;
    const values = Array.from(factors, (place, i) => this.#valuesAt(place, low[i]!, high[i]!));
    for (let i = 0, p = 0; i < factors.length; i++) {
      for (let j = i; j < factors.length; j++, p++) {
        const key = `${Math.min(factors[i]!, factors[j]!)} ${Math.max(factors[i]!, factors[j]!)}`;
        const known = this.#measured.get(key) ?? measured(values[i]!, values[j]!);
        this.#measured.set(key, known);
        [means[p], inverses[p]] = known;
      }
    }
    return columns;
  }

  /** What a factor is in each row from the first one on that knows enough before it. */
  #valuesAt(place: number, low: number, high: number): Float64Array {
    const known = this.#factors.get(place);
    if (known !== undefined) return known;
    const { data, stride, at } = this.#trail;
    const values = new Float64Array(Math.max(0, at + 1 - OWN_PAST));
    for (let k = 0; k < values.length; k++) values[k] = clamp(data[(OWN_PAST + k) * stride + place]!, low, high);
    this.#factors.set(place, values);
    return values;
  }
}

/** Mean and 1 / deviation of a product. */
function measured(a: Float64Array, b: Float64Array): readonly [mean: number, inverse: number] {
  let sum = 0;
  let squares = 0;
  for (let k = 0; k < a.length; k++) {
    const product = a[k]! * b[k]!;
    sum += product;
    squares += product * product;
  }
  const n = Math.max(1, a.length);
  const mean = sum / n;
  const deviation = Math.sqrt(Math.max(0, squares / n - mean ** 2));
  return [mean, deviation > LEAST ? 1 / deviation : 0];
}
