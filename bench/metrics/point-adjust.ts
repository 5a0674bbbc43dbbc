import { checkPair, type Series } from '../../lib/metrics/check';
import { segments } from '../../lib/metrics/segments';

/**
 * Point adjustment (Xu et al. 2018, DOI 10.1145/3178876.3185996): a true segment in which more than k % of the rows
 * were found counts as found entirely. k = 0 is the classic form, which random scores pass with honours; 100 changes
 * nothing (PA%K, Kim et al. 2022, DOI 10.1609/aaai.v36i7.20680).
 * @param k percent, 0..100
 * @returns new predictions
 */
export function pointAdjust(labels: Series, predictions: Series, k = 0): Uint8Array {
  checkPair(labels, predictions, 'predictions');
  const adjusted = Uint8Array.from(predictions, (p) => (p > 0 ? 1 : 0));
  for (const { start, end } of segments(labels)) {
    let hits = 0;
    for (let i = start; i < end; i++) hits += adjusted[i]!;
    if (hits > (k / 100) * (end - start)) adjusted.fill(1, start, end);
  }
  return adjusted;
}
