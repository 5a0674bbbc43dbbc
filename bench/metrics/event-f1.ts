import type { Series } from '../../lib/metrics/check';
import { confusion } from '../../lib/metrics/confusion';
import { type F1, f1From, f1Of } from '../../lib/metrics/f1';
import { segments } from '../../lib/metrics/segments';

/**
 * Composite event F1 (Garg et al. 2021, DOI 10.1109/TNNLS.2021.3105827): precision over rows, recall over segments, so
 * that a long segment counts once and false rows still cost.
 */
export function eventF1(labels: Series, predictions: Series): F1 {
  const { precision } = f1Of(confusion(labels, predictions));
  const events = segments(labels);
  const found = events.filter(({ start, end }) => {
    for (let i = start; i < end; i++) if (predictions[i]! > 0) return true;
    return false;
  });
  return f1From(precision, found.length / events.length);
}
