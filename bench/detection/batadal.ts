import { batadalScore } from '../../lib/metrics/batadal';
import { confusion } from '../../lib/metrics/confusion';
import { rocAuc } from '../../lib/metrics/roc-auc';
import { skabScore } from '../../lib/metrics/skab';
import { BATADAL, loadBatadal } from '../datasets/batadal';
import { BASELINES } from './baselines';
import { figures, type Protocol, published } from './protocol';

/** The battle of the attack detection algorithms, on the labelled training set with attacks. */
export const batadal: Protocol = {
  name: 'batadal',
  dataset: BATADAL,
  rules:
    'Dataset 03 (a normal year) trains, dataset 04 is scored, limits without labels. Figure: S, the mean of how early (TTD) and how right (CLF). The published rows are on the competition’s test set.',
  async *run(folder, ours, seed) {
    const recording = await loadBatadal(folder);
    for (const subject of [...ours, ...BASELINES]) {
      const { scores, predictions } = await subject.judge(recording, seed);
      const { s, ttd, clf } = batadalScore(recording.attacks, recording.labels, predictions);
      const { far } = skabScore(confusion(recording.labels, predictions));
      yield* figures(BATADAL.name, subject.name, { s, ttd, clf, far, auc: rocAuc(recording.labels, scores) });
    }
    for (const [name, s] of PUBLISHED) yield* published(BATADAL.name, name, { s });
  },
};

const PUBLISHED = [
  ['Housh and Ohar', 0.97],
  ['Abokifa et al', 0.949],
  ['Giacomoni et al', 0.927],
  ['Brentan et al', 0.894],
  ['Chandy et al', 0.802],
  ['Pasha et al', 0.773],
  ['Aghashahi et al', 0.534],
] as const;
