import { averagePrecision } from '../lib/metrics/average-precision';
import { confusion } from '../lib/metrics/confusion';
import { f1Of } from '../lib/metrics/f1';
import { overlapCounts } from '../lib/metrics/overlap-f1';
import { rocAuc } from '../lib/metrics/roc-auc';
import { segments } from '../lib/metrics/segments';
import { skabScore } from '../lib/metrics/skab';
import type { Episode, ReportContent } from './report/content';

/** Rows as they were judged, one entry per test row. */
export interface Outcome {
  readonly labels: readonly number[];
  /** Rows without a score count as the most normal of all. */
  readonly scores: readonly (number | undefined)[];
  readonly anomalies: readonly number[];
}

/** How the judgement compares with the labels; empty when there is nothing to compare. */
export function measure(
  { labels, scores, anomalies }: Outcome,
  episodes: readonly Episode[],
): ReportContent['metrics'] {
  const truth = segments(labels);
  if (truth.length === 0) return [];
  const lowest = scores.reduce<number>((low, s) => (s !== undefined && s < low ? s : low), 0);
  const filled = scores.map((s) => s ?? lowest);
  const counts = confusion(labels, anomalies);
  const { f1, precision, recall } = f1Of(counts);
  const { far, mar } = skabScore(counts);
  const alarms = overlapCounts(truth, episodes);
  return [
    ['AUC', rocAuc(labels, filled), 'chance that an anomalous row scores higher than a normal one'],
    ['average precision', averagePrecision(labels, filled), 'area under precision over recall'],
    ['F1', f1, 'of rows beyond the limit'],
    ['precision', precision, 'share of the rows beyond the limit that are anomalous'],
    ['recall', recall, 'share of the anomalous rows that are beyond the limit'],
    ['false alarm rate', far, 'percent of the normal rows beyond the limit'],
    ['missed alarm rate', mar, 'percent of the anomalous rows not beyond the limit'],
    ['segments', truth.length, 'labelled'],
    ['segments found', alarms.tp, 'of them had an alarm'],
    ['false alarms', alarms.fp, 'alarms outside of every labelled segment'],
  ];
}
