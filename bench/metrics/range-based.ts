import { type F1, f1From } from '../../lib/metrics/f1';
import { overlap, type Segment } from '../../lib/metrics/segments';

/**
 * Range-based precision and recall (Tatbul et al. 2018, arXiv:1803.03639), flat positional bias: a true range earns
 * `alpha` for being hit at all and the rest for the share that is covered, divided by the number of predicted ranges
 * that it is broken into; precision is the same with the roles swapped and alpha 0.
 */
export function rangeBased(truth: readonly Segment[], predicted: readonly Segment[], alpha = 0.2): F1 {
  return f1From(predicted.length === 0 ? 0 : reward(predicted, truth, 0), reward(truth, predicted, alpha));
}

/** Mean over `ranges` of existence and coverage by `others`; NaN without ranges. */
function reward(ranges: readonly Segment[], others: readonly Segment[], alpha: number): number {
  let total = 0;
  for (const range of ranges) {
    const shared = others.map((other) => overlap(range, other)).filter((rows) => rows > 0);
    if (shared.length === 0) continue;
    const covered = shared.reduce((sum, rows) => sum + rows, 0) / (range.end - range.start);
    total += alpha + ((1 - alpha) * covered) / shared.length;
  }
  return total / ranges.length;
}
