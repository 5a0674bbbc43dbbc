import type { Progress } from '../engine/engine';
import type { Envelope } from './envelope';
import type { Evidence } from './evidence';

/** What a training brings: everything that scores, apart from the blueprint. */
export interface Learned {
  readonly weights: Float32Array;
  /** Mean of each feature in training, scaled; the network sees rows minus this. */
  readonly center: Float64Array;
  /**
   * How far from its mean each feature is let in, scaled: REACH; 0 for one that is not judged and never moved while
   * learning, a command mostly: the network could not learn what it does.
   */
  readonly reach: Float64Array;
  /** By stream, in the blueprint's order; over the watched features. */
  readonly evidence: readonly Evidence[];
  /** Over the features that have bands. */
  readonly envelope?: Envelope;
  readonly contrast?: { readonly prototypes: Float32Array; readonly unit: number };
  /** Scores of normal rows by statistics that did not see them, ascending, at most 512. */
  readonly calibration: readonly number[];
  readonly history: readonly Progress[];
  readonly bestEpoch: number;
  /** Engine and device that trained. */
  readonly device: string;
}

/** Rows beyond this distance from the training mean are cut off there: in scaled units, about ranges of the feature. */
export const REACH = 8;

/**
 * Brings a scaled row to what the network sees: centred, cut off far outside, 0 where it is missing.
 * @returns number of missing features
 */
export function prepare(
  scaled: ArrayLike<number>,
  from: number,
  { center, reach }: Pick<Learned, 'center' | 'reach'>,
  out: Float32Array | Float64Array,
  at: number,
): number {
  let missing = 0;
  for (let i = 0; i < center.length; i++) {
    const off = scaled[from + i]! - center[i]!;
    if (Number.isNaN(off)) {
      out[at + i] = 0;
      missing++;
    } else out[at + i] = off > reach[i]! ? reach[i]! : off < -reach[i]! ? -reach[i]! : off;
  }
  return missing;
}
