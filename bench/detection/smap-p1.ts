import { loadAnomalies, loadChannel, SMAP_MSL } from '../datasets/smap-msl';
import { bestAdjustedF1 } from '../metrics/best-adjusted-f1';
import { bestF1 } from '../metrics/best-f1';
import { vus } from '../metrics/vus';
import { BASELINES, KMEANS } from './baselines';
import { figures, type Protocol, published } from './protocol';

const CHANNEL = 'P-1';
/** Border of the VUS surface for this channel, as for most SMAP series. */
const WINDOW = 125;

/** TranAD's protocol on the one channel that it uses; kept because papers quote it. */
export const smapP1: Protocol = {
  name: `smap-msl/${CHANNEL}`,
  dataset: SMAP_MSL,
  rules:
    "TranAD's protocol: channel P-1, train array trains, F1 of the best limit after point adjustment. Random scores pass it with honours, so read it only beside the random row; F1 without adjustment and VUS-PR say what was really seen.",
  async *run(folder, ours, seed) {
    const anomalies = (await loadAnomalies(folder)).get(CHANNEL) ?? [];
    const recording = await loadChannel(folder, CHANNEL, anomalies);
    for (const subject of [...ours, ...BASELINES, KMEANS]) {
      const { scores } = await subject.judge(recording, seed);
      const adjusted = bestAdjustedF1(recording.labels, scores);
      yield* figures(this.name, subject.name, {
        pa_f1: adjusted.f1,
        pa_precision: adjusted.precision,
        pa_recall: adjusted.recall,
        f1: bestF1(recording.labels, scores).f1,
        vus_pr: vus(recording.labels, scores, WINDOW).pr,
      });
    }
    for (const [name, value] of [
      ['TranAD', 0.8915],
      ['OmniAnomaly', 0.8728],
      ['MSCRED', 0.8664],
      ['USAD', 0.8419],
    ] as const) {
      yield* published(this.name, name, { pa_f1: value });
    }
  },
};
