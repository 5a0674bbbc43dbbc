import type { Progress } from '../engine/engine';
import type { Episodes } from '../tail/sureness';
import { type Detrending, settled } from './detrending/detrender';
import type { PartPlan } from './parts';
import type { Term } from './score';

/** What a training brings: everything that scores, apart from the blueprint. */
export interface Fitted {
  /** Of the network. */
  readonly weights: Float32Array;
  readonly input: InputScale;
  readonly parts: readonly FittedTerm[];
  /** Scores of normal rows by statistics that did not see them, ascending, at most 512. */
  readonly calibration: readonly number[];
  /** In how many independent episodes the highest of them came; absent in what older versions learned. */
  readonly episodes?: Episodes;
  readonly history: readonly Progress[];
  readonly bestEpoch: number;
  /** Engine and device that trained. */
  readonly device: string;
  /** How the network was trained; not kept in the model's files. */
  readonly trained?: {
    /** Whether it began with what another one had learned, see Start. */
    readonly begun: boolean;
    /** Its loss on rows that it did not see, as a part of the variance of all rows. */
    readonly unexplained: number;
    /** By name of the part, see FittedPart.hint. */
    readonly hints: Readonly<Record<string, unknown>>;
    /** By name of the part, see FittedTerm.skill. */
    readonly skills: Readonly<Record<string, number>>;
  };
}

/** One part of the score, ready to judge. */
export interface FittedTerm extends Term {
  readonly plan: PartPlan;
  /** What Part.fit brought. */
  readonly fitted: unknown;
  /** What the part tells of later rows beyond the others, 0..1, where its weight had to be earned. */
  readonly skill?: number;
}

/** How a scaled row becomes what the network sees; by feature, in scaled units. */
export interface InputScale extends Detrending {
  /** Taken from the value. */
  readonly center: Float64Array;
  /**
   * How far from the centre a value is let in; 0 for one that is not judged and never moved while learning, a command
   * mostly: the network could not learn what it does. One that did not settle may be anywhere: its distance from its slow mean is bounded.
   */
  readonly reach: Float64Array;
  /** Stands in for a missing value: the mean. */
  readonly fill: Float64Array;
}

/** Where every feature settled what says so is one for all of a width. */
const allSettled = new Map<number, Detrending>();

/** The same, in less room where it can be. */
export function slim(input: InputScale): InputScale {
  const { center, reach, fill, rate, gain, stood } = input;
  if (rate.some((one) => one !== 0) || gain.some((one) => one !== 1) || stood.includes(1)) return input;
  const none = allSettled.get(rate.length) ?? settled(rate.length);
  allSettled.set(rate.length, none);
  return { center, reach, fill, rate: none.rate, gain: none.gain, stood: none.stood };
}

/** Rows beyond this distance from the training mean are cut off there: in scaled units, about ranges of the feature. */
export const REACH = 8;

/**
 * Brings a scaled row to what the network sees, but for what did not settle: see Detrender.
 * @param from position in scaled
 * @param at position in out
 */
export function prepare(
  scaled: ArrayLike<number>,
  from: number,
  { center, reach, fill }: InputScale,
  out: Float32Array | Float64Array,
  at: number,
): void {
  for (let i = 0; i < center.length; i++) {
    const off = scaled[from + i]! - center[i]!;
    if (Number.isNaN(off)) out[at + i] = fill[i]!;
    else out[at + i] = off > reach[i]! ? reach[i]! : off < -reach[i]! ? -reach[i]! : off;
  }
}
