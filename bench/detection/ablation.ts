import { vus } from '../../lib/metrics/vus';
import { loadSeries, SERIES, SMAP_MSL } from '../datasets/smap-msl';
import { figures, mean, type Protocol } from './protocol';
import { REDUCED } from './variants';

/** What the score loses when a part of the dual-branch network is left out. */
export const ablation: Protocol = {
  name: 'ablation',
  dataset: SMAP_MSL,
  rules:
    'The dual-branch detector without one of its parts each, on the series of smap-msl: mean VUS-PR per spacecraft. A part that brings nothing here may still be what another plant needs; a difference below .02 is within what another seed does.',
  async *run(folder, _ours, seed) {
    for (const subject of REDUCED) {
      const found: Record<'SMAP' | 'MSL', number[]> = { SMAP: [], MSL: [] };
      for (const facts of SERIES) {
        const recording = await loadSeries(folder, facts);
        const { scores } = await subject.judge(recording, seed);
        found[facts.spacecraft].push(vus(recording.labels, scores, facts.window).pr);
      }
      yield* figures('ablation', subject.name, {
        smap_vus_pr: mean(found.SMAP),
        msl_vus_pr: mean(found.MSL),
        vus_pr: mean([...found.SMAP, ...found.MSL]),
      });
    }
  },
};
