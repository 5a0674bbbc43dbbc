import { loadSeries, SERIES, SMAP_MSL } from '../datasets/smap-msl';
import { vus } from '../metrics/vus';
import { BASELINES, KMEANS, MEAN } from './baselines';
import { ours } from './ours';
import { figures, mean, type Protocol, published } from './protocol';
import type { Subject } from './subject';

/** TSB-AD's honest protocol on the spacecraft channels: VUS-PR needs no threshold and cannot be gamed by point adjustment. */
export const smapMsl: Protocol = {
  name: 'smap-msl',
  dataset: SMAP_MSL,
  rules:
    'The first rows of each raw test array train, the whole array is scored from its first row on, which does not follow the last one that was learned, strictly causally. Figure: VUS-PR over the window that TSB-AD uses; the mean over the series of a spacecraft leads. Ours know from the tag table that the first column is telemetry and the others are commands; the rows ‘without roles’ and ‘telemetry alone’ show what that knowledge is worth. Other baselines and the published rows see all columns alike.',
  async *run(folder, detectors, seed) {
    const means = new Map<string, number[]>();
    for (const facts of SERIES) {
      const recording = await loadSeries(folder, facts);
      for (const subject of [...detectors, UNAWARE, ...BASELINES, KMEANS, TELEMETRY, MEAN]) {
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
      const at = key.indexOf(' ');
      yield* figures(`smap-msl/mean-${key.slice(0, at)}`, key.slice(at + 1), { vus_pr: mean(values) });
    }
  },
};

const AUTOENCODER = ours('autoencoder');
const UNAWARE: Subject = {
  name: 'autoencoder, without roles',
  judge: ({ tags: _, ...recording }, seed) => AUTOENCODER.judge(recording, seed),
};
const TELEMETRY: Subject = {
  name: 'kmeans, telemetry alone',
  judge: (recording, seed) => KMEANS.judge({ ...recording, measurements: recording.train.columns.slice(0, 1) }, seed),
};

function collect(means: Map<string, number[]>, key: string, value: number): void {
  means.set(key, [...(means.get(key) ?? []), value]);
}
