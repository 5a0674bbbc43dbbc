import type { Series } from './check';
import { cuts } from './ranking';

/** Area under the precision-recall curve as a step function (average precision). NaN without anomalous rows. */
export function averagePrecision(labels: Series, scores: Series): number {
  let area = 0;
  let found = 0;
  for (const cut of cuts(labels, scores)) {
    area += (cut.tp - found) * (cut.tp / (cut.tp + cut.fp));
    found = cut.tp;
  }
  return found === 0 ? Number.NaN : area / found;
}
