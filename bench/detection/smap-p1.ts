import { confusion } from '../../lib/metrics/confusion';
import { f1Of } from '../../lib/metrics/f1';
import type { Recording } from '../datasets/recording';
import { loadAnomalies, loadChannel, SMAP_MSL } from '../datasets/smap-msl';
import { bestAdjustedF1 } from '../metrics/best-adjusted-f1';
import { bestF1 } from '../metrics/best-f1';
import { pointAdjust } from '../metrics/point-adjust';
import { vus } from '../metrics/vus';
import { BASELINES, KMEANS } from './baselines';
import { PAPER } from './ours';
import { figures, type Protocol, published } from './protocol';
import type { Judged } from './subject';

const CHANNEL = 'P-1';
/** Border of the VUS surface for this channel, as for most SMAP series. */
const WINDOW = 125;
export const P1 = `${SMAP_MSL.name}/${CHANNEL}`;

/** TranAD's protocol on the one channel that it uses; kept because papers quote it. */
export const smapP1: Protocol = {
  name: P1,
  dataset: SMAP_MSL,
  papers: 'fast',
  rules:
    "TranAD's protocol: channel P-1, train array trains. pa_f1, pa_precision and pa_recall: F1 of the best limit after point adjustment; pa_f1_limit: the same at the limit that was found without labels. Random scores pass it with honours, so read it only beside the random row; F1 without adjustment, at the best limit, and VUS-PR say what was really seen. train_s and row_us: processor seconds to train, microseconds to score a row; weights: numbers that the network has learned.",
  async *run(folder, ours, seed) {
    const recording = await loadP1(folder);
    for (const subject of [...ours, ...PAPER, ...BASELINES, KMEANS]) {
      yield* figures(P1, subject.name, adjusted(recording, await subject.judge(recording, seed)));
    }
    for (const [name, value, [precision, recall, f1]] of [
      ['TranAD', 0.8915, [0.925, 0.887, 0.905]],
      ['OmniAnomaly', 0.8728, [0.894, 0.85, 0.871]],
      ['MSCRED', 0.8664, [0.911, 0.863, 0.886]],
      ['USAD', 0.8419, [0.872, 0.826, 0.848]],
    ] as const) {
      yield* published(P1, name, { pa_f1: value });
      yield* published(P1, `${name} in paper 2`, { pa_f1: f1, pa_precision: precision, pa_recall: recall });
    }
    yield* published(P1, 'dual-branch in paper 2', { pa_f1: 0.93, pa_precision: 0.948, pa_recall: 0.913 });
  },
};

export async function loadP1(folder: string): Promise<Recording> {
  return loadChannel(folder, CHANNEL, (await loadAnomalies(folder)).get(CHANNEL) ?? []);
}

/** All figures of the protocol. */
export function adjusted({ labels }: Recording, { scores, predictions, cost }: Judged): Record<string, number> {
  const best = bestAdjustedF1(labels, scores);
  return {
    pa_f1: best.f1,
    pa_precision: best.precision,
    pa_recall: best.recall,
    pa_f1_limit: f1Of(confusion(labels, pointAdjust(labels, predictions))).f1,
    f1: bestF1(labels, scores).f1,
    vus_pr: vus(labels, scores, WINDOW).pr,
    ...cost,
  };
}
