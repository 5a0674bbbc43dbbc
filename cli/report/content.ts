import type { Bucket } from './buckets';

/** One alarm: rows [start, end). */
export interface Episode {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
  readonly severity: string;
  readonly confidence: number;
  readonly sentence: string;
}

/** Everything that the report shows. */
export interface ReportContent {
  readonly title: string;
  /** Name and value, in order. */
  readonly settings: readonly (readonly [name: string, value: string])[];
  /** Empty without labels. */
  readonly metrics: readonly (readonly [name: string, value: number, meaning: string])[];
  readonly rows: number;
  readonly buckets: readonly Bucket[];
  readonly episodes: readonly Episode[];
  /** At most a few thousand scores, evenly drawn, with their truth (0 without labels). */
  readonly sample: readonly { readonly score: number; readonly truth: number }[];
  readonly labelled: boolean;
}
