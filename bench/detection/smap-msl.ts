import { vus } from '../../lib/metrics/vus';
import { loadSeries, SERIES, SMAP_MSL } from '../datasets/smap-msl';
import { BASELINES, KMEANS, MEAN } from './baselines';
import { figures, mean, type Protocol, published } from './protocol';

/** TSB-AD's honest protocol on the spacecraft channels: VUS-PR needs no threshold and cannot be gamed by point adjustment. */
export const smapMsl: Protocol = {
  name: 'smap-msl',
  dataset: SMAP_MSL,
  rules:
    'The first rows of each raw test array train, the whole array is scored, strictly causally. Figure: VUS-PR over the window that TSB-AD uses; the mean over the series of a spacecraft leads.',
  async *run(folder, ours, seed) {
    const means = new Map<string, number[]>();
    for (const facts of SERIES) {
      const recording = await loadSeries(folder, facts);
      for (const subject of [...ours, ...BASELINES, KMEANS, MEAN]) {
        const { scores } = await subject.judge(recording, seed);
        const volume = vus(recording.labels, scores, facts.window);
        yield* figures(recording.name, subject.name, { vus_pr: volume.pr, vus_roc: volume.roc });
        collect(means, `${facts.spacecraft} ${subject.name}`, volume.pr);
      }
      for (const [name, value] of Object.entries(facts.published)) {
        yield* published(recording.name, name, { vus_pr: value });
        collect(means, `${facts.spacecraft} published:${name}`, value);
      }
    }
    for (const [key, values] of means) {
      const [spacecraft, subject] = key.split(' ') as [string, string];
      yield* figures(`smap-msl/mean-${spacecraft}`, subject, { vus_pr: mean(values) });
    }
  },
};

function collect(means: Map<string, number[]>, key: string, value: number): void {
  means.set(key, [...(means.get(key) ?? []), value]);
}
