import { createHash } from 'node:crypto';
import { alikeBy } from '../alike';
import type { Scaling } from '../record/record';
import type { FeatureScale, ScalingMethod } from './methods';

/** Puts features together to one frozen Scaling. Its version is a hash of method and numbers: the same fit, the same version. */
export function createScaling(method: ScalingMethod, features: readonly FeatureScale[]): Scaling {
  const center = features.map((f) => f.center);
  const scale = features.map((f) => f.scale);
  const knots = method === 'quantile' ? features.map((f) => f.knots ?? []) : undefined;
  const version = createHash('sha256')
    .update(JSON.stringify([method, center, scale, knots]))
    .digest('hex')
    .slice(0, 12);
  return alikeBy(version, { method, version, center, scale, ...(knots && { knots }) });
}

/** Scales one value of feature i; NaN stays NaN. */
export function scaleValue(scaling: Scaling, i: number, value: number): number {
  const knots = scaling.knots?.[i];
  if (knots === undefined || knots.length === 0) return (value - scaling.center[i]!) / scaling.scale[i]!;
  return levelOf(knots, value, scaling.scale[i]!);
}

/** Undoes scaleValue: back to engineering units. */
export function unscaleValue(scaling: Scaling, i: number, scaled: number): number {
  const knots = scaling.knots?.[i];
  if (knots === undefined || knots.length === 0) return scaling.center[i]! + scaled * scaling.scale[i]!;
  return valueAt(knots, scaled, scaling.scale[i]!);
}

/**
 * Scales a row in engineering units. NaN (missing) stays NaN.
 * @param out where the result goes; row itself is allowed
 */
export function transform<T extends number[] | Float64Array | Float32Array>(
  scaling: Scaling,
  row: ArrayLike<number>,
  out: T,
): T {
  const { center, scale, knots } = scaling;
  if (knots) for (let i = 0; i < center.length; i++) out[i] = scaleValue(scaling, i, row[i]!);
  else for (let i = 0; i < center.length; i++) out[i] = (row[i]! - center[i]!) / scale[i]!;
  return out;
}

/**
 * The level 0..1 of a value. Beyond the knots it goes on in a straight line instead of stopping at 0 and 1, because what
 * lies outside is what a detector must see.
 */
function levelOf(knots: readonly number[], value: number, range: number): number {
  const last = knots.length - 1;
  if (Number.isNaN(value)) return value;
  if (value < knots[0]!) return (value - knots[0]!) / range;
  if (value > knots[last]!) return 1 + (value - knots[last]!) / range;
  // Where knots repeat (a flag, a valve that is mostly shut) the value gets the middle of its levels.
  const first = lowerBound(knots, value);
  if (knots[first]! > value)
    return (first - 1 + (value - knots[first - 1]!) / (knots[first]! - knots[first - 1]!)) / last;
  let end = first;
  while (end < last && knots[end + 1] === value) end++;
  return (first + end) / 2 / last;
}

function valueAt(knots: readonly number[], level: number, range: number): number {
  const last = knots.length - 1;
  if (Number.isNaN(level)) return level;
  if (level <= 0) return knots[0]! + level * range;
  if (level >= 1) return knots[last]! + (level - 1) * range;
  const k = Math.min(Math.floor(level * last), last - 1);
  return knots[k]! + (knots[k + 1]! - knots[k]!) * (level * last - k);
}

/** First index whose knot is at least value. */
function lowerBound(knots: readonly number[], value: number): number {
  let low = 0;
  let high = knots.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (knots[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
