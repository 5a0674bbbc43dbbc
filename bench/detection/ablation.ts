import { loadSeries, SERIES, SMAP_MSL } from '../datasets/smap-msl';
import { vus } from '../metrics/vus';
import { figures, mean, type Protocol } from './protocol';
import { REDUCED } from './variants';

/** What the score loses when a part of the dual-branch network is left out. */
export const ablation: Protocol = {
  name: 'ablation',
  dataset: SMAP_MSL,
  extra: true,
  rules:
    'The dual-branch detector without one of its parts each, on the MSL series of smap-msl: mean VUS-PR and VUS-ROC. A part that brings nothing here may still be what another plant needs; a difference below .02 is within what another seed does.',
  async *run(folder, _ours, seed) {
    for (const subject of REDUCED) {
      const found: ReturnType<typeof vus>[] = [];
      for (const facts of SERIES.filter(({ spacecraft }) => spacecraft === 'MSL')) {
        const recording = await loadSeries(folder, facts);
        found.push(vus(recording.labels, (await subject.judge(recording, seed)).scores, facts.window));
      }
      yield* figures('ablation', subject.name, {
        vus_pr: mean(found.map((v) => v.pr)),
        vus_roc: mean(found.map((v) => v.roc)),
      });
    }
  },
};
