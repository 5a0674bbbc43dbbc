import type { Trail } from './trail';

/** Smoothing of how much a tag moves from row to row. */
export const RATE = 1 / 12;
/** Part of the usual movement that counts as none. */
export const LEAST_MOVEMENT = 0.01;
/** How much further than ever a tag must calm down. */
const ROOM = 5 / 3;
/** Share of rows without a change above which standing still is usual. */
const STILL = 0.02;

/** When a tag has become too calm: a held or replaced value may lie where it should, but it does not live. */
export interface CalmLimits {
  /** Usual |change| from row to row, in deviations of the tag. */
  readonly movement: number;
  /** Highest usual calmness, see Calm.value, with some room. */
  readonly limit: number;
}

/** How calm one tag is. */
export class Calm {
  readonly #limits: CalmLimits;
  #movement: number;
  #last = Number.NaN;

  constructor(limits: CalmLimits) {
    this.#limits = limits;
    this.#movement = limits.movement;
  }

  /** @param x the tag's value in its deviations  @returns how calm it is, 1 = the limit */
  step(x: number): number {
    if (!Number.isNaN(this.#last)) this.#movement += RATE * (Math.abs(x - this.#last) - this.#movement);
    this.#last = x;
    const { movement, limit } = this.#limits;
    return 1 / (this.#movement / movement + LEAST_MOVEMENT) / limit;
  }

  reset(): void {
    this.#movement = this.#limits.movement;
    this.#last = Number.NaN;
  }

  snapshot(): readonly [movement: number, last: number | null] {
    return [this.#movement, Number.isNaN(this.#last) ? null : this.#last];
  }

  restore([movement, last]: readonly [number, number | null]): void {
    this.#movement = movement;
    this.#last = last ?? Number.NaN;
  }
}

/** @returns undefined for a tag that often stands still by nature */
export function learnCalm(trail: Trail, tag: number): CalmLimits | undefined {
  const x = measuredValues(trail, tag);
  let still = 0;
  let sum = 0;
  for (let t = 1; t < x.length; t++) {
    const change = Math.abs(x[t]! - x[t - 1]!);
    if (change === 0) still++;
    sum += change;
  }
  const movement = sum / Math.max(1, x.length - 1);
  if (x.length < 2 || still >= STILL * x.length || !(movement > 0)) return undefined;
  const calm = new Calm({ movement, limit: 1 });
  let limit = 0;
  let [last, before] = [0, 0];
  for (const value of x) {
    const now = calm.step(value);
    limit = Math.max(limit, Math.min(now, last, before));
    [last, before] = [now, last];
  }
  return { movement, limit: limit * ROOM };
}

/** A tag's values where it was measured, in deviations. */
export function measuredValues(trail: Trail, tag: number): Float64Array {
  const { measured, data, width, stride, at } = trail;
  const x = new Float64Array(at + 1);
  let count = 0;
  for (let t = 0; t <= at; t++) if (measured[t * width + tag] === 1) x[count++] = data[t * stride + tag]!;
  return x.subarray(0, count);
}
