/** Rows in engineering units, in the order in which they came. */
export interface Rows {
  readonly features: readonly string[];
  /** Row-major; NaN = missing. */
  readonly values: Float64Array;
  /** Rows that do not follow the row before them, ascending. */
  readonly seams: readonly number[];
}

/** Number of rows. */
export function countOf({ features, values }: Rows): number {
  return features.length === 0 ? 0 : values.length / features.length;
}
