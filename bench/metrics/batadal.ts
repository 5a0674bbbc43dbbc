import type { Series } from '../../lib/metrics/check';
import { confusion } from '../../lib/metrics/confusion';
import type { Segment } from '../../lib/metrics/segments';

/** BATADAL's figures, each 0..1, higher is better. */
export interface BatadalScore {
  readonly s: number;
  /** How early: 1 - mean(rows to the first alarm in an attack / its length); an attack never found counts 0. */
  readonly ttd: number;
  /** How right: mean of the true positive and the true negative rate. */
  readonly clf: number;
}

/** The score of the BATtle of the Attack Detection ALgorithms (Taormina et al. 2018, DOI 10.1061/(ASCE)WR.1943-5452.0000969). */
export function batadalScore(attacks: readonly Segment[], labels: Series, predictions: Series): BatadalScore {
  const { tp, fp, tn, fn } = confusion(labels, predictions);
  const clf = (tp / (tp + fn) + tn / (tn + fp)) / 2;
  let late = 0;
  for (const { start, end } of attacks) {
    let row = start;
    while (row < end && !(predictions[row]! > 0)) row++;
    late += (row - start) / (end - start);
  }
  const ttd = 1 - late / attacks.length;
  return { s: (ttd + clf) / 2, ttd, clf };
}
