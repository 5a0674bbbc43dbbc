import { checkPair, type Series } from '../../lib/metrics/check';
import type { F1 } from '../../lib/metrics/f1';
import { segments } from '../../lib/metrics/segments';
import { bestF1 } from './best-f1';

/**
 * The best point-adjusted F1 that any limit reaches: adjusted, a segment's rows all count from its highest score on.
 * Print it only beside the figure of random scores.
 */
export function bestAdjustedF1(labels: Series, scores: Series): F1 & { readonly threshold: number } {
  checkPair(labels, scores, 'scores');
  const raised = Float64Array.from(scores);
  for (const { start, end } of segments(labels)) {
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = start; i < end; i++) highest = Math.max(highest, scores[i]!);
    raised.fill(highest, start, end);
  }
  return bestF1(labels, raised);
}
