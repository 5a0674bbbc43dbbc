import { checkPair, type Series } from './check';

/** One distinct score: how many rows of each class lie at it or above it. */
export interface Cut {
  readonly score: number;
  readonly tp: number;
  readonly fp: number;
}

/** All distinct cuts from the highest score down, with cumulative counts: what every curve is drawn from. */
export function cuts(labels: Series, scores: Series): Cut[] {
  checkPair(labels, scores, 'scores');
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  const found: Cut[] = [];
  let tp = 0;
  let fp = 0;
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    if (labels[row]! > 0) tp++;
    else fp++;
    const next = order[i + 1];
    if (next === undefined || scores[next] !== scores[row]) found.push({ score: scores[row]!, tp, fp });
  }
  return found;
}
