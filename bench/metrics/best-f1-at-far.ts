import type { Series } from '../../lib/metrics/check';
import { cuts } from '../../lib/metrics/ranking';
import { skabScore } from '../../lib/metrics/skab';

/**
 * The best F1 of any limit that lets at most `far` percent of the normal rows through: compares detectors at equal
 * false alarms. It looks at the labels. NaN without anomalous rows, or when no limit keeps to `far`.
 */
export function bestF1AtFar(labels: Series, scores: Series, far: number): number {
  const all = cuts(labels, scores);
  const { tp: positives = 0, fp: negatives = 0 } = all.at(-1) ?? {};
  let best = Number.NaN;
  for (const { tp, fp } of all) {
    const score = skabScore({ tp, fp, fn: positives - tp, tn: negatives - fp });
    if (score.far <= far && !(score.f1 <= best)) best = score.f1;
  }
  return best;
}
