import type { Matrix } from '../../lib/data/matrix';
import { createRandom, type Random } from '../../lib/math/random';
import { rocAuc } from '../../lib/metrics/roc-auc';
import type { Recording } from '../datasets/recording';
import { loadSeries, SERIES, SMAP_MSL } from '../datasets/smap-msl';
import { bestF1 } from '../metrics/best-f1';
import type { BenchRow } from '../report';
import { KMEANS, RANDOM } from './baselines';
import { PAPER } from './ours';
import { figures, mean, type Protocol } from './protocol';
import type { Judged, Subject } from './subject';
import { DEFAULT_WINDOW, OTHER_WINDOWS } from './variants';

/** Channels on which there is something to see (window k-means reaches a VUS-PR near .5 or more) and few rows train. */
export const CHANNELS = ['D-14', 'M-6', 'E-8'];
/** Percent. */
const RATIOS = [0.5, 1, 2, 5, 10];
/** Parts of each feature's deviation in training. */
const NOISE = [0.1, 0.3];

/** Paper 2's Figure 2: what scarce anomalies, noise and the length of the window do. */
export const figureTwo: Protocol = {
  name: 'figure-2',
  dataset: SMAP_MSL,
  extra: true,
  papers: 'whole',
  rules:
    'Means over three channels (D-14, M-6, E-8; first rows of the test array train). ratio-R: only so many anomalous rows are kept that they are R % of what is scored; noise-N: normal noise of N times each feature’s deviation on training and scored rows; window-T: rows per window. Best point F1, its precision and recall, and AUC, all without point adjustment.',
  async *run(folder, ours, seed) {
    const recordings = await Promise.all(
      SERIES.filter(({ channel }) => CHANNELS.includes(channel)).map((facts) => loadSeries(folder, facts)),
    );
    yield* ratios(recordings, [...ours, ...PAPER, KMEANS, RANDOM], seed);
    yield* noise(recordings, [...ours, ...PAPER, KMEANS], seed);
    yield* windows(recordings, seed);
  },
};

/** All ratios are judged by one training; without thinning it also is the case without noise and with the default window. */
export async function* ratios(
  recordings: readonly Recording[],
  subjects: readonly Subject[],
  seed: number,
): AsyncGenerator<BenchRow> {
  for (const subject of subjects) {
    const judged: [Recording, Judged][] = [];
    for (const recording of recordings) judged.push([recording, await subject.judge(recording, seed)]);
    for (const ratio of RATIOS) {
      const parts = judged.map(([{ labels, train }, { scores }]) =>
        quality(...thinned(labels, scores, train.rows, ratio / 100)),
      );
      yield* figures(`figure-2/ratio-${ratio}`, subject.name, averaged(parts));
    }
    const whole = averaged(judged.map(([recording, { scores }]) => qualityOf(recording, scores)));
    if (subject.name !== RANDOM.name) yield* figures('figure-2/noise-0', subject.name, whole);
    if (subject.name === 'dual-branch') yield* figures(`figure-2/window-${DEFAULT_WINDOW}`, subject.name, whole);
  }
}

export async function* noise(
  recordings: readonly Recording[],
  subjects: readonly Subject[],
  seed: number,
): AsyncGenerator<BenchRow> {
  for (const subject of subjects) {
    for (const strength of NOISE) {
      yield* figures(
        `figure-2/noise-${strength}`,
        subject.name,
        await over(
          recordings.map((r) => noisy(r, strength, seed)),
          subject,
          seed,
        ),
      );
    }
  }
}

async function* windows(recordings: readonly Recording[], seed: number): AsyncGenerator<BenchRow> {
  for (const { rows, subject } of OTHER_WINDOWS) {
    yield* figures(`figure-2/window-${rows}`, subject.name, await over(recordings, subject, seed));
  }
}

async function over(recordings: readonly Recording[], subject: Subject, seed: number): Promise<Quality> {
  const judged = recordings.map((recording) => ({ recording, found: subject.judge(recording, seed) }));
  const parts: Quality[] = [];
  for (const { recording, found } of judged) parts.push(qualityOf(recording, (await found).scores));
  return averaged(parts);
}

type Quality = Readonly<Record<'f1' | 'precision' | 'recall' | 'auc', number>>;

function quality(labels: Uint8Array, scores: Float64Array): Quality {
  const { f1, precision, recall } = bestF1(labels, scores);
  return { f1, precision, recall, auc: rocAuc(labels, scores) };
}

/** Of the rows after the training. */
function qualityOf({ labels, train }: Recording, scores: Float64Array): Quality {
  return quality(labels.subarray(train.rows), scores.subarray(train.rows));
}

function averaged(parts: readonly Quality[]): Quality {
  const of = (key: keyof Quality): number => mean(parts.map((part) => part[key]));
  return { f1: of('f1'), precision: of('precision'), recall: of('recall'), auc: of('auc') };
}

/** Rows after the training, of which the first anomalous ones are kept until they are the wanted share. */
function thinned(labels: Uint8Array, scores: Float64Array, from: number, share: number): [Uint8Array, Float64Array] {
  let normal = 0;
  for (let row = from; row < labels.length; row++) if (labels[row] === 0) normal++;
  const wanted = Math.max(1, Math.round((normal * share) / (1 - share)));
  let anomalous = 0;
  const kept: number[] = [];
  for (let row = from; row < labels.length; row++) {
    if (labels[row] === 0 || anomalous++ < wanted) kept.push(row);
  }
  return [Uint8Array.from(kept, (row) => labels[row]!), Float64Array.from(kept, (row) => scores[row]!)];
}

function noisy(recording: Recording, strength: number, seed: number): Recording {
  const random = createRandom(seed);
  const deviations = deviationsOf(recording.train);
  const shaken = (rows: Matrix): Matrix => ({ ...rows, data: shake(rows, deviations, strength, random) });
  const test = shaken(recording.test);
  // The training rows are the first of the scored ones, with the same noise.
  return {
    ...recording,
    test,
    train: { ...recording.train, data: test.data.subarray(0, recording.train.data.length) },
  };
}

function shake({ data, width }: Matrix, deviations: Float64Array, strength: number, random: Random): Float64Array {
  return data.map((value, at) => value + strength * deviations[at % width]! * random.normal());
}

function deviationsOf({ data, rows, width }: Matrix): Float64Array {
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  data.forEach((value, at) => {
    sums[at % width]! += value;
    squares[at % width]! += value * value;
  });
  return squares.map((square, i) => Math.sqrt(Math.max(0, square / rows - (sums[i]! / rows) ** 2)));
}
