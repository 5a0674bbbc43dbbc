import type { DecisionKind } from '../../../lib/record/words';

/** The kinds that findings speak for. */
export type JudgedKind = Exclude<DecisionKind, 'undetermined'>;

/** One piece of evidence. */
export interface Finding {
  readonly toward: JudgedKind;
  /**
   * Strength as natural log odds against "could be anything": 1 a hint, 3 strong, 5 hardly anything else explains it.
   */
  readonly weight: number;
  /** What the episode would be called if this finding decides. */
  readonly pattern: string;
  /** One plain sentence. */
  readonly text: string;
  /** Said before it, where what a tag does is plainer to see. */
  readonly first?: string | undefined;
  /** The tags that it speaks of, the most affected first. */
  readonly tags: readonly string[];
  /** It is what is left to say where nothing is seen any more: no evidence against what was seen before. */
  readonly vague?: true;
}

/** 0 below `from`, 1 above `to`, a straight line between: how far a measure counts as present. */
export function grade(value: number, from: number, to: number): number {
  return Math.max(0, Math.min(1, (value - from) / (to - from)));
}

/** A finding that speaks for an attack; undefined where it weighs nothing. */
export function attack(
  weight: number,
  pattern: string,
  text: string,
  tags: readonly string[],
  first?: string,
): Finding | undefined {
  return weight > 0 ? { toward: 'cyber-attack', weight, pattern, text, tags, first } : undefined;
}
