import { join } from 'node:path';
import { rocAuc } from '../../lib/metrics/roc-auc';
import { vus } from '../../lib/metrics/vus';
import { loadSkab, SKAB } from '../datasets/skab';
import { loadSeries, SERIES, SMAP_MSL } from '../datasets/smap-msl';
import { figures, mean, type Protocol } from './protocol';
import { REDUCED } from './variants';

/** What the score loses when a part of the dual-branch network is left out. */
export const ablation: Protocol = {
  name: 'ablation',
  dataset: SMAP_MSL,
  extra: true,
  rules:
    'The dual-branch detector without one of its parts each, on the MSL series of smap-msl and the runs of SKAB valve 1: mean VUS-PR, mean AUC. A part that brings nothing here may still be what another plant needs; a difference below .02 is within what another seed does.',
  async *run(folder, _ours, seed) {
    const spacecraft = SERIES.filter((facts) => facts.spacecraft === 'MSL');
    const runs = await loadSkab(join(folder, '..', SKAB.name), 'valve1');
    for (const subject of REDUCED) {
      const volumes: number[] = [];
      for (const facts of spacecraft) {
        const recording = await loadSeries(folder, facts);
        volumes.push(vus(recording.labels, (await subject.judge(recording, seed)).scores, facts.window).pr);
      }
      const areas: number[] = [];
      for (const recording of runs) areas.push(rocAuc(recording.labels, (await subject.judge(recording, seed)).scores));
      yield* figures('ablation', subject.name, { msl_vus_pr: mean(volumes), skab_auc: mean(areas) });
    }
  },
};
