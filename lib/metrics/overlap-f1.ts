import type { Confusion } from './confusion';
import { type F1, f1Of } from './f1';
import { overlap, type Segment } from './segments';

/**
 * Counts segments as Orion does (Alnegheimish et al. 2022): a true segment that any predicted one overlaps is found, a
 * predicted one that overlaps no true one is false. `tn` is 0: there are no negative segments. Pool the counts of
 * several recordings before taking F1.
 */
export function overlapCounts(truth: readonly Segment[], predicted: readonly Segment[]): Confusion {
  const tp = truth.filter((t) => predicted.some((p) => overlap(t, p) > 0)).length;
  const fp = predicted.filter((p) => !truth.some((t) => overlap(t, p) > 0)).length;
  return { tp, fp, fn: truth.length - tp, tn: 0 };
}

/** Segment-overlap F1 of one recording. */
export function overlapF1(truth: readonly Segment[], predicted: readonly Segment[]): F1 {
  return f1Of(overlapCounts(truth, predicted));
}
