import { averagePrecision } from '../../lib/metrics/average-precision';
import { rocAuc } from '../../lib/metrics/roc-auc';
import { AI4I, loadAi4i } from '../datasets/ai4i';
import { BASELINES, MAHALANOBIS } from './baselines';
import { figures, type Protocol, published } from './protocol';

/** Rows without order in time: what a detector sees in one instant. */
export const ai4i: Protocol = {
  name: 'ai4i',
  dataset: AI4I,
  rules: '7,000 rows without failure, drawn at random, train; the other rows are scored. Figure: AUC.',
  async *run(folder, ours, seed) {
    const recording = await loadAi4i(folder, seed);
    for (const subject of [...ours, ...BASELINES, MAHALANOBIS]) {
      const { scores } = await subject.judge(recording, seed);
      const { labels } = recording;
      yield* figures(AI4I.name, subject.name, {
        auc: rocAuc(labels, scores),
        pr_auc: averagePrecision(labels, scores),
      });
    }
    for (const [name, auc] of [
      ['Mahalanobis', 0.872],
      ['AE', 0.847],
      ['IF', 0.836],
      ['OCSVM', 0.794],
    ] as const) {
      yield* published(AI4I.name, name, { auc });
    }
  },
};
