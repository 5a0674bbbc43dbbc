import { random } from '../baselines/simple';
import type { Recording } from '../datasets/recording';
import { loadSeries, SERIES, type SeriesFacts, SMAP_MSL } from '../datasets/smap-msl';
import { vus } from '../metrics/vus';
import { CHANNELS, noise, ratios } from './figure-two';
import { figures, mean, type Protocol, published } from './protocol';
import { RIVALS } from './rivals/methods';
import { rival } from './rivals/subject';
import { adjusted, loadP1, P1 } from './smap-p1';

const SUBJECTS = RIVALS.map((method) => rival(method));
/** Uniform random scores with the limit that the rivals have. */
const RANDOM = rival(random, 'random, limit as TranAD');

/** The rows of the rivals in paper 2's Table 1. */
export const rivalsP1: Protocol = {
  name: 'rivals/P-1',
  dataset: SMAP_MSL,
  extra: true,
  papers: 'fast',
  rules:
    "The networks of paper 2's Table 1, trained here in their authors' configuration, under the protocol of smap-msl/P-1 with TranAD's limit: the 98 % quantile of the scores of the training rows.",
  async *run(folder, _ours, seed) {
    const recording = await loadP1(folder);
    for (const found of [...SUBJECTS, RANDOM].map(({ name, judge }) => ({ name, judged: judge(recording, seed) }))) {
      const judged = await found.judged;
      yield* figures(P1, found.name, adjusted(recording, judged));
    }
    for (const [name, pa_f1_limit] of [
      ['USAD', 0.897],
      ['OmniAnomaly', 0.891],
      ['TranAD', 0.904],
      ['random', 0.901],
    ] as const) {
      yield* published(P1, `${name} by TranAD’s repository`, { pa_f1_limit, vus_pr: 0.1 });
    }
  },
};

/** The rivals on the series that ours are measured on. */
export const rivalsSeries: Protocol = {
  name: 'rivals/series',
  dataset: SMAP_MSL,
  extra: true,
  papers: 'whole',
  rules:
    'The same networks under the protocol of smap-msl. Row t is judged from rows up to t; no roles of tags. By TranAD’s repository: its smaller networks of the same names, on these series.',
  async *run(folder, _ours, seed) {
    const series = await seriesIn(folder);
    for (const subject of SUBJECTS) {
      const found = series.map((one) => ({ ...one, judged: subject.judge(one.recording, seed) }));
      const means = new Map<string, number[]>();
      for (const { facts, recording, judged } of found) {
        const volume = vus(recording.labels, (await judged).scores, facts.window);
        yield* figures(recording.name, subject.name, { vus_pr: volume.pr, vus_roc: volume.roc });
        means.set(facts.spacecraft, [...(means.get(facts.spacecraft) ?? []), volume.pr]);
      }
      for (const [spacecraft, values] of means) {
        yield* figures(`${SMAP_MSL.name}/mean-${spacecraft}`, subject.name, { vus_pr: mean(values) });
      }
    }
    for (const [name, smap, msl] of [
      ['USAD', 0.171, 0.459],
      ['OmniAnomaly', 0.174, 0.459],
      ['MSCRED', 0.202, 0.466],
      ['TranAD', 0.199, 0.463],
    ] as const) {
      yield* published(`${SMAP_MSL.name}/mean-SMAP`, `${name} by TranAD’s repository`, { vus_pr: smap });
      yield* published(`${SMAP_MSL.name}/mean-MSL`, `${name} by TranAD’s repository`, { vus_pr: msl });
    }
  },
};

/** The rivals in paper 2's Figure 2. */
export const rivalsFigureTwo: Protocol = {
  name: 'rivals/figure-2',
  dataset: SMAP_MSL,
  extra: true,
  papers: 'whole',
  rules: 'The same networks under the protocol of figure-2.',
  async *run(folder, _ours, seed) {
    const series = await seriesIn(folder);
    const recordings = series.filter(({ facts }) => CHANNELS.includes(facts.channel)).map((one) => one.recording);
    yield* ratios(recordings, SUBJECTS, seed);
    yield* noise(recordings, SUBJECTS, seed);
  },
};

type Series = readonly { readonly facts: SeriesFacts; readonly recording: Recording }[];

const loaded = new Map<string, Promise<Series>>();

/** Loaded once, so that who is trained for one table is not trained again for the next. */
function seriesIn(folder: string): Promise<Series> {
  const found =
    loaded.get(folder) ??
    Promise.all(SERIES.map(async (facts) => ({ facts, recording: await loadSeries(folder, facts) })));
  loaded.set(folder, found);
  return found;
}
