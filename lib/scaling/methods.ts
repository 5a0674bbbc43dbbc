import { quantile } from '../math/quantile';
import type { Usual } from './usual';

/** How values are brought to a common size; the settings offer these. */
export const SCALING_METHODS = ['minmax', 'standard', 'robust', 'quantile'] as const;
export type ScalingMethod = (typeof SCALING_METHODS)[number];

/** How one feature is scaled. */
export interface FeatureScale {
  readonly center: number;
  readonly scale: number;
  /** Quantile method: the values at evenly spaced levels 0..1, ascending; empty for a constant. */
  readonly knots?: readonly number[];
}

const KNOTS = 33;

/** A feature whose range is below this part of its magnitude carries no more than rounding: it counts as constant. */
const ROUNDING = 1e-6;

/** What a constant may be expected to move by one day, as a part of its magnitude. */
const CONSTANT_SHARE = 0.1;

const METHODS: Record<ScalingMethod, (of: Usual) => FeatureScale> = {
  /** Paper 1: (x - min) / (max - min). */
  minmax: (of) => ({ center: of.min, scale: of.max - of.min }),
  standard: (of) => ({ center: of.mean, scale: of.deviation }),
  robust,
  quantile: (of) => ({ center: of.min, scale: of.max - of.min, knots: knots(of) }),
};

/**
 * Center and scale of one feature. A feature that was constant gets the scale 10 % of its magnitude, and at least 1
 * when its value is a whole number: a flag, state or mode that changes by one then moves by at most 1, and a setpoint of
 * 50 that goes to 55 moves by 1. Dividing by a tiny spread instead would turn the first change into a score of millions.
 * A feature that was never seen gets center 0 and scale 1.
 */
export function featureScale(method: ScalingMethod, of: Usual): FeatureScale {
  const empty = method === 'quantile' ? { knots: [] } : {};
  if (of.count === 0) return { center: 0, scale: 1, ...empty };
  const magnitude = Math.max(Math.abs(of.min), Math.abs(of.max));
  if (of.max - of.min > ROUNDING * magnitude) return METHODS[method](of);
  return { center: of.min, scale: constantScale(of.min), ...empty };
}

/** How far a feature that was constant may be expected to move, see featureScale. */
export function constantScale(value: number): number {
  const share = CONSTANT_SHARE * Math.abs(value);
  return Number.isInteger(value) ? Math.max(1, share) : share;
}

/** Median and interquartile range; the standard deviation where half of the values are the same. */
function robust(of: Usual): FeatureScale {
  const sorted = of.sorted();
  const low = quantile(sorted, 0.25);
  const high = quantile(sorted, 0.75);
  const tiny = ROUNDING * Math.max(Math.abs(low), Math.abs(high));
  return { center: quantile(sorted, 0.5), scale: high - low > tiny ? high - low : of.deviation };
}

function knots(of: Usual): readonly number[] {
  const sorted = of.sorted();
  const at = Array.from({ length: KNOTS }, (_, k) => quantile(sorted, k / (KNOTS - 1)));
  // The sample may have missed the extremes.
  at[0] = of.min;
  at[KNOTS - 1] = of.max;
  return Object.freeze(at);
}
