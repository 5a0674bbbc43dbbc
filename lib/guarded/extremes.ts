/** So many steps make a standard deviation. */
const STEPS = 10;

/** How far the values of a feature went below and above its center, but for wild ones, in tenths of its standard deviation. */
export interface Extremes {
  /** Absent in what older versions kept. */
  readonly below?: number;
  readonly above?: number;
}

/** In engineering units. */
interface Place {
  readonly center: number;
  readonly spread: number;
}

/** @param before what is known of values before these */
export function extremesOf(column: Float64Array, { center, spread }: Place, before: Extremes = {}): Extremes {
  let { below = 0, above = 0 } = before;
  for (const value of column) {
    const steps = Math.round(((value - center) * STEPS) / spread);
    if (-steps > below) below = -steps;
    if (steps > above) above = steps;
  }
  return { below, above };
}

/** The lowest and the highest value of all that was learned. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** @returns undefined where it is not known */
export function rangeOf({ center, spread, below, above }: Place & Extremes): Range | undefined {
  if (below === undefined || above === undefined) return undefined;
  return { low: center - (below * spread) / STEPS, high: center + (above * spread) / STEPS };
}
