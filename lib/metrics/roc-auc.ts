import type { Series } from './check';
import { cuts } from './ranking';

/**
 * Area under the ROC curve: the chance that an anomalous row scores higher than a normal one, ties counting half.
 * NaN when there are only rows of one class.
 */
export function rocAuc(labels: Series, scores: Series): number {
  let area = 0;
  let last = { tp: 0, fp: 0 };
  for (const cut of cuts(labels, scores)) {
    area += ((cut.fp - last.fp) * (cut.tp + last.tp)) / 2;
    last = cut;
  }
  return area / (last.tp * last.fp);
}
