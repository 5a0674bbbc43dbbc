import type { Scaling } from '../../lib/record/record';
import { createScaling, scaleValue } from '../../lib/scaling/scaling';
import type { ScalerConfig } from './config';
import type { Reference } from './reference';

/** A feature that is not learned yet scales to NaN, which means missing. */
const UNKNOWN = { center: Number.NaN, scale: Number.NaN };

/** By width. */
const blanks = new Map<number, readonly number[]>();

/** Nothing but NaN: a copy of a packed list is cheaper than one that is filled from nothing. */
function blankOf(references: readonly unknown[]): readonly number[] {
  const blank = blanks.get(references.length) ?? references.map(() => Number.NaN);
  blanks.set(references.length, blank);
  return blank;
}

/** Everything that the live path needs for one list of features, worked out once. */
export class Plan {
  readonly scaling: Scaling;
  /** Plain lists: a typed array of so few numbers takes three times the room. */
  readonly #low: readonly number[];
  readonly #high: readonly number[];
  readonly #clip: boolean;
  /** See blankOf. */
  readonly #blank: readonly number[];

  /** @param version of the scaling; its own hash when not given */
  constructor(
    { method, outside, ranges }: ScalerConfig,
    references: readonly (Reference | undefined)[],
    version?: string,
  ) {
    const scaling = createScaling(
      method,
      references.map((r) => r ?? UNKNOWN),
    );
    this.scaling = version === undefined ? scaling : Object.freeze({ ...scaling, version });
    this.#blank = blankOf(references);
    this.#clip = outside === 'clip';
    // A constant has no range; its scale says what counts as far.
    const margin = (r: Reference): number => ranges * (r.max - r.min || r.scale);
    this.#low = references.map((r) => (r ? r.min - margin(r) : Number.NEGATIVE_INFINITY));
    this.#high = references.map((r) => (r ? r.max + margin(r) : Number.POSITIVE_INFINITY));
  }

  /**
   * Scales a row; missing stays NaN.
   * @param excess where values far outside are counted, by feature
   */
  scale(row: Float64Array, excess: Uint32Array): number[] {
    const { scaling } = this;
    const { center, scale } = scaling;
    const out = this.#blank.slice();
    for (let i = 0; i < center.length; i++) {
      let value = row[i]!;
      if (value < this.#low[i]! || value > this.#high[i]!) {
        excess[i]!++;
        if (this.#clip) value = value < this.#low[i]! ? this.#low[i]! : this.#high[i]!;
      }
      out[i] = scaling.knots ? scaleValue(scaling, i, value) : (value - center[i]!) / scale[i]!;
    }
    return out;
  }
}
