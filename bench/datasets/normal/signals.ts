import type { Random } from '../../../lib/math/random';
import { type Signal, signal } from '../worlds/signals';

export { autoregression, deviationOf, type Signal, signal } from '../worlds/signals';

/** Records of a day: one in five minutes. */
export const DAY = 288;
/** Of an hour. */
export const HOUR = DAY / 24;

/** A plant in which nothing is ever wrong, as its sensors show it: one signal by tag. */
export type NormalPlant = (random: Random, rows: number) => readonly Signal[];

/** Angle of the time of day. */
export function dayAngle(row: number): number {
  return (2 * Math.PI * row) / DAY;
}

/** A signal with white measurement noise. */
export function measured(random: Random, deviation: number, values: Signal): Signal {
  return values.map((value) => value + deviation * random.normal());
}

/** Tags that are each a sum of the factors, by random weights. */
export function mixture(random: Random, factors: readonly Signal[], tags: number): Signal[] {
  const weights = Array.from({ length: tags }, () => factors.map(() => random.normal()));
  return weights.map((own) =>
    signal(factors[0]!.length, (t) => factors.reduce((sum, factor, k) => sum + own[k]! * factor[t]!, 0)),
  );
}

/** Uniform in [low, high). */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.next();
}
