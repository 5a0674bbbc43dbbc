import { type Confusion, confusion, pooled } from '../../lib/metrics/confusion';
import { rocAuc } from '../../lib/metrics/roc-auc';
import { skabScore } from '../../lib/metrics/skab';
import { loadSkab, SKAB } from '../datasets/skab';
import { bestF1AtFar } from '../metrics/best-f1-at-far';
import { BASELINES, SMOOTH_MAHALANOBIS } from './baselines';
import { figures, mean, type Protocol, published } from './protocol';

const GROUP = 'valve1';
const CASE = `${SKAB.name}/${GROUP}`;

/** SKAB's protocol on one valve. */
export const skab: Protocol = {
  name: 'skab',
  dataset: SKAB,
  rules:
    'Per file the first 400 rows train, the rest is scored; limits without labels, no look-ahead. Figures over the rows of all files together: F1, FAR and MAR in percent; f1_far14 is the F1 when all limits are moved by one common factor until FAR is 14 at most (that factor knows the labels); AUC is the mean over files. Conv-AE and MSET look ahead. All-ones has F1 .698: read F1 only together with FAR.',
  async *run(folder, ours, seed) {
    const recordings = await loadSkab(folder, GROUP);
    for (const subject of [...ours, ...BASELINES, SMOOTH_MAHALANOBIS]) {
      const counts: Confusion[] = [];
      const labels: number[] = [];
      const excess: number[] = [];
      const areas: number[] = [];
      for (const recording of recordings) {
        const { scores, predictions, limits } = await subject.judge(recording, seed);
        counts.push(confusion(recording.labels, predictions));
        labels.push(...recording.labels);
        // A row that was not judged has no limit; it counts as the most normal one.
        excess.push(...scores.map((score, row) => (limits[row]! > 0 ? score / limits[row]! : 0)));
        areas.push(rocAuc(recording.labels, scores));
      }
      yield* figures(CASE, subject.name, {
        ...skabScore(pooled(counts)),
        f1_far14: bestF1AtFar(labels, excess, 14),
        auc: mean(areas),
      });
    }
    for (const [name, f1, far, mar] of PUBLISHED) yield* published(CASE, name, { f1, far, mar });
  },
};

/** The published predictions, on this valve's files. */
const PUBLISHED = [
  ['MSET', 0.779, 38.53, 14.98],
  ['T2+Q', 0.76, 23.89, 26.09],
  ['Conv-AE', 0.755, 14.4, 31.84],
  ['LSTM-AE', 0.697, 25.37, 34.76],
  ['T2', 0.646, 19.94, 44.05],
  ['Vanilla LSTM', 0.468, 10.98, 66.56],
  ['IForest', 0.206, 1.14, 88.38],
] as const;
