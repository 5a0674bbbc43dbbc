import { knownOf } from '../../math/known';

/** Smoothing of the level charts, from the row itself to about twenty rows. */
export const RATES = [1, 0.3, 0.1] as const;
/** A slower chart counts for at most so many times the next faster one: it must not outlive what it has seen. */
export const OUTLIVES = 2;
/** A level chart's limit is at least so many of its own deviations. */
const LEAST_LEVEL = 2.5;
/** Smoothing of the charts of restlessness. */
export const RESTLESS_RATE = 1 / 12;
/** One change counts for so many usual ones at most. */
export const MOST_CHANGE = 5;

const WILD = RATES.length;
/** Charts of a residual: level at three rates, and how restless it is. */
export const CHARTS = RATES.length + 1;

/** The highest value of each chart in normal rows, as it must stay for three rows in a row. */
export interface ChartLimits {
  readonly limits: Float64Array;
  /** Usual change of the residual from row to row. */
  readonly change: number;
}

/** What the charts of one residual have added up. */
export class Charts {
  /** The charts' values after the last row, not yet in their limits. */
  readonly values = new Float64Array(CHARTS);
  readonly #change: number;
  readonly #levels = new Float64Array(RATES.length);
  #last = Number.NaN;
  #restless: number;

  constructor(change: number) {
    this.#change = change;
    this.#restless = change;
  }

  /** @param z residual in its deviations */
  step(z: number): void {
    const { values } = this;
    for (let k = 0; k < RATES.length; k++) {
      const level = this.#levels[k]! + RATES[k]! * (z - this.#levels[k]!);
      this.#levels[k] = level;
      values[k] = Math.abs(level);
    }
    if (!Number.isNaN(this.#last)) {
      const change = Math.min(Math.abs(z - this.#last), MOST_CHANGE * this.#change);
      this.#restless += RESTLESS_RATE * (change - this.#restless);
    }
    this.#last = z;
    values[WILD] = this.#restless;
  }

  /** The highest chart in its limit. */
  highest(limits: Float64Array): number {
    const { values } = this;
    let most = values[WILD]! / limits[WILD]!;
    let faster = Number.POSITIVE_INFINITY;
    for (let k = 0; k < RATES.length; k++) {
      const ratio = values[k]! / limits[k]!;
      most = Math.max(most, Math.min(ratio, OUTLIVES * faster));
      faster = ratio;
    }
    return most;
  }

  /** Goes on from where others are. */
  take(from: Charts): void {
    this.values.set(from.values);
    this.#levels.set(from.#levels);
    this.#last = from.#last;
    this.#restless = from.#restless;
  }

  reset(): void {
    this.#levels.fill(0);
    this.#last = Number.NaN;
    this.#restless = this.#change;
    this.values.fill(0);
  }

  snapshot(): readonly (number | null)[] {
    return [...this.#levels, this.#restless, Number.isNaN(this.#last) ? null : this.#last];
  }

  restore(from: readonly (number | null)[]): void {
    if (from.length !== RATES.length + 2) return;
    for (let k = 0; k < RATES.length; k++) this.#levels[k] = from[k] ?? 0;
    this.#restless = from[RATES.length] ?? this.#change;
    this.#last = from[RATES.length + 1] ?? Number.NaN;
  }
}

/**
 * Limits from normal rows, one for each chart: a common one would be set by the worst of them.
 * @param z residuals of normal rows that were not learned from, NaN = none; rows [from, to) count
 */
export function learnLimits(z: Float64Array, from: number, to: number): ChartLimits {
  const known = knownOf(z, from, to);
  const change = usualChange(known);
  const charts = new Charts(change);
  const { values } = charts;
  let [last, before] = [new Float64Array(CHARTS), new Float64Array(CHARTS)];
  const limits = new Float64Array(CHARTS);
  for (let t = 0; t < known.length; t++) {
    charts.step(known[t]!);
    for (let k = 0; k < CHARTS; k++) {
      // What an alarm needs: three rows in a row.
      const least = Math.min(values[k]!, last[k]!, before[k]!);
      if (t >= 2 && least > limits[k]!) limits[k] = least;
      before[k] = values[k]!;
    }
    [last, before] = [before, last];
  }
  const deviation = deviationOf(known);
  for (let k = 0; k < RATES.length; k++) {
    const rate = RATES[k]!;
    limits[k] = Math.max(limits[k]!, LEAST_LEVEL * deviation * Math.sqrt(rate / (2 - rate)), LEAST_LIMIT);
  }
  limits[WILD] = Math.max(limits[WILD]!, change, LEAST_LIMIT);
  return { limits, change };
}

const LEAST_LIMIT = 1e-6;

function usualChange(z: Float64Array): number {
  let sum = 0;
  for (let t = 1; t < z.length; t++) sum += Math.abs(z[t]! - z[t - 1]!);
  return Math.max(LEAST_LIMIT, sum / Math.max(1, z.length - 1));
}

function deviationOf(z: Float64Array): number {
  const count = Math.max(1, z.length);
  let sum = 0;
  for (let t = 0; t < z.length; t++) sum += z[t]!;
  const mean = sum / count;
  let squares = 0;
  for (let t = 0; t < z.length; t++) squares += (z[t]! - mean) * (z[t]! - mean);
  return Math.sqrt(squares / count);
}
