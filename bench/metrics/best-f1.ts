import type { Series } from '../../lib/metrics/check';
import { type F1, f1From } from '../../lib/metrics/f1';
import { cuts } from '../../lib/metrics/ranking';

/**
 * The best point F1 that any limit reaches (score >= threshold is an anomaly). It looks at the labels: an upper bound
 * to compare detectors with, no promise of what a limit found without labels does.
 */
export function bestF1(labels: Series, scores: Series): F1 & { readonly threshold: number } {
  const all = cuts(labels, scores);
  const positives = all.at(-1)?.tp ?? 0;
  let best = { ...f1From(0, positives === 0 ? Number.NaN : 0), threshold: Number.POSITIVE_INFINITY };
  for (const cut of all) {
    const candidate = f1From(cut.tp / (cut.tp + cut.fp), cut.tp / positives);
    if (candidate.f1 > best.f1) best = { ...candidate, threshold: cut.score };
  }
  return best;
}
