import type { Quality } from '../../nodes/ingest/recording/quality';
import type { Bucket } from './buckets';
import type { PartShares } from './parts';

/** What a blamed tag read around an alarm, and what it should have read; parallel lists, NaN where there is nothing. */
export interface Trace {
  readonly tag: string;
  readonly rows: readonly number[];
  readonly measured: readonly number[];
  readonly expected: readonly number[];
}

/** One alarm: rows [start, end). */
export interface Episode {
  readonly start: number;
  readonly end: number;
  /** Source times of its first and its last row, ms. */
  readonly from: number;
  readonly to: number;
  readonly kind: string;
  readonly severity: string;
  readonly confidence: number;
  readonly sentence: string;
  /** Of the asset at its end; absent while that is normal. */
  readonly posture?: string;
  /** The tags concerned, the most affected first. */
  readonly tags: readonly string[];
  readonly traces: readonly Trace[];
}

/** A recording, as far as its data goes. */
export interface DataSummary {
  /** 'training' or 'test', or both where they are the same. */
  readonly use: string;
  readonly name: string;
  readonly quality: Quality;
  /** What was found odd while reading, and what was done about it. */
  readonly notes: readonly string[];
}

/** Everything that the report shows. */
export interface ReportContent {
  readonly title: string;
  /** Name and value, in order. */
  readonly settings: readonly (readonly [name: string, value: string])[];
  /** Empty without labels. */
  readonly metrics: readonly (readonly [name: string, value: number, meaning: string])[];
  readonly data: readonly DataSummary[];
  /** What the training left out, and what else there is to know of the model. */
  readonly training: readonly string[];
  readonly rows: number;
  readonly buckets: readonly Bucket[];
  /** What each part of the score said; empty where no row was scored. */
  readonly parts: readonly PartShares[];
  readonly episodes: readonly Episode[];
  /** The last limit that was in force; NaN when there never was one. */
  readonly limit: number;
  /** At most a few thousand scores, evenly drawn, with their truth (0 without labels). */
  readonly sample: readonly { readonly score: number; readonly truth: number }[];
  readonly labelled: boolean;
  /** What the budget of false alarms promised, and what came of it; a sentence without its full stop. */
  readonly budget: string;
}
