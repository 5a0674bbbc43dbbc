import { join } from 'node:path';
import { loadMatrix, type Matrix, rowsOf } from '../../lib/data/matrix';
import { openTable } from '../../lib/data/table';
import type { TagTable } from '../../lib/record/tags';
import { type DatasetInfo, labelRows, type Recording, steadyTimes } from './recording';

/** One row per minute; the true period is not published. */
const PERIOD = 60_000;

export const SMAP_MSL: DatasetInfo = {
  name: 'smap-msl',
  source: 'https://github.com/khundman/telemanom: train/*.npy, test/*.npy and labeled_anomalies.csv',
};

/** Telemanom's layout: the first column is the telemetry, the others are the commands given to the spacecraft. */
function tagsOf({ columns }: Matrix): TagTable {
  return new Map(columns.map((name, i) => [name, { name, role: i === 0 ? 'sensor' : 'command' }]));
}

type Inclusive = readonly [first: number, last: number];

/** One series of TSB-AD-M (https://github.com/TheDatumOrg/TSB-AD, Liu and Paparrizos 2024): the raw test array of a channel. */
export interface SeriesFacts {
  readonly channel: string;
  readonly spacecraft: 'SMAP' | 'MSL';
  /** First rows, which are normal and train. */
  readonly train: number;
  readonly anomalies: readonly Inclusive[];
  /** Width L of the VUS surface. */
  readonly window: number;
  /** VUS-PR published by TSB-AD for this series. */
  readonly published: Readonly<Record<string, number>>;
}

/** The evaluation series whose channels are at hand. Facts from the TSB-AD-M file names and published results. */
export const SERIES: readonly SeriesFacts[] = [
  {
    channel: 'S-2',
    spacecraft: 'MSL',
    train: 500,
    window: 125,
    anomalies: [[900, 910]],
    published: {
      KMeansAD: 0.9961,
      CNN: 0.2057,
      LSTMAD: 0.1555,
      AutoEncoder: 0.1692,
      TranAD: 0.0334,
      OmniAnomaly: 0.0249,
      USAD: 0.0695,
      PCA: 0.1284,
    },
  },
  {
    channel: 'F-7',
    spacecraft: 'MSL',
    train: 1150,
    window: 9,
    anomalies: [
      [1250, 1450],
      [2670, 2790],
      [3325, 3425],
    ],
    published: {
      KMeansAD: 0.2891,
      CNN: 0.1177,
      LSTMAD: 0.1215,
      AutoEncoder: 0.1472,
      TranAD: 0.097,
      OmniAnomaly: 0.0555,
      USAD: 0.0601,
      PCA: 0.1134,
    },
  },
  {
    channel: 'D-14',
    spacecraft: 'MSL',
    train: 656,
    window: 181,
    anomalies: [
      [1630, 1650],
      [1800, 2000],
    ],
    published: {
      KMeansAD: 0.5071,
      CNN: 0.9316,
      LSTMAD: 0.1636,
      AutoEncoder: 0.9237,
      TranAD: 0.2263,
      OmniAnomaly: 0.0739,
      USAD: 0.0589,
      PCA: 0.3375,
    },
  },
  {
    channel: 'T-4',
    spacecraft: 'MSL',
    train: 554,
    window: 70,
    anomalies: [[1172, 1240]],
    published: {
      KMeansAD: 0.0287,
      CNN: 0.0864,
      LSTMAD: 0.0527,
      AutoEncoder: 0.0794,
      TranAD: 0.0518,
      OmniAnomaly: 0.0396,
      USAD: 0.0495,
      PCA: 0.0476,
    },
  },
  {
    channel: 'M-6',
    spacecraft: 'MSL',
    train: 512,
    window: 125,
    anomalies: [[1850, 2030]],
    published: {
      KMeansAD: 0.0519,
      CNN: 0.9758,
      LSTMAD: 0.9834,
      AutoEncoder: 0.1931,
      TranAD: 0.9718,
      OmniAnomaly: 0.9786,
      USAD: 0.9744,
      PCA: 0.2199,
    },
  },
  {
    channel: 'P-2',
    spacecraft: 'SMAP',
    train: 2052,
    window: 37,
    anomalies: [[5300, 6420]],
    published: {
      KMeansAD: 0.9706,
      CNN: 0.3827,
      LSTMAD: 0.3282,
      AutoEncoder: 0.4991,
      TranAD: 0.082,
      OmniAnomaly: 0.079,
      USAD: 0.0749,
      PCA: 0.1824,
    },
  },
  {
    channel: 'E-8',
    spacecraft: 'SMAP',
    train: 2133,
    window: 98,
    anomalies: [[5400, 6022]],
    published: {
      KMeansAD: 0.1775,
      CNN: 0.1794,
      LSTMAD: 0.1803,
      AutoEncoder: 0.197,
      TranAD: 0.2052,
      OmniAnomaly: 0.2649,
      USAD: 0.0646,
      PCA: 0.1449,
    },
  },
  {
    channel: 'B-1',
    spacecraft: 'SMAP',
    train: 2011,
    window: 125,
    anomalies: [[5060, 5130]],
    published: {
      KMeansAD: 0.1035,
      CNN: 0.2033,
      LSTMAD: 0.6657,
      AutoEncoder: 0.0264,
      TranAD: 0.0257,
      OmniAnomaly: 0.0075,
      USAD: 0.011,
      PCA: 0.0253,
    },
  },
  {
    channel: 'D-6',
    spacecraft: 'SMAP',
    train: 1971,
    window: 125,
    anomalies: [[4870, 4950]],
    published: {
      KMeansAD: 0.3301,
      CNN: 0.0305,
      LSTMAD: 0.0299,
      AutoEncoder: 0.0621,
      TranAD: 0.0433,
      OmniAnomaly: 0.0569,
      USAD: 0.0428,
      PCA: 0.036,
    },
  },
  {
    channel: 'S-1',
    spacecraft: 'SMAP',
    train: 1832,
    window: 125,
    anomalies: [[5300, 5747]],
    published: {
      KMeansAD: 0.0403,
      CNN: 0.123,
      LSTMAD: 0.1128,
      AutoEncoder: 0.0623,
      TranAD: 0.1142,
      OmniAnomaly: 0.5083,
      USAD: 0.4402,
      PCA: 0.1139,
    },
  },
  {
    channel: 'A-1',
    spacecraft: 'SMAP',
    train: 2160,
    window: 125,
    anomalies: [[4690, 4774]],
    published: {
      KMeansAD: 0.0307,
      CNN: 0.0182,
      LSTMAD: 0.0161,
      AutoEncoder: 0.0324,
      TranAD: 0.0334,
      OmniAnomaly: 0.0139,
      USAD: 0.0146,
      PCA: 0.0191,
    },
  },
];

/** A series as TSB-AD judges it: the first rows train, the whole array is scored. */
export async function loadSeries(folder: string, facts: SeriesFacts): Promise<Recording> {
  const test = await loadMatrix(join(folder, 'test', `${facts.channel}.npy`));
  return {
    name: `${SMAP_MSL.name}/${facts.channel}`,
    train: rowsOf(test, 0, facts.train),
    test,
    tags: tagsOf(test),
    // Scoring starts over at the first row, which does not follow the last one that was learned: the times are those of the array.
    trainTimes: steadyTimes(facts.train, PERIOD),
    testTimes: steadyTimes(test.rows, PERIOD),
    labels: labelRows(
      test.rows,
      facts.anomalies.map(([first, last]) => [first, last + 1]),
    ),
  };
}

/** A channel as telemanom splits it: train/*.npy trains, test/*.npy is scored. */
export async function loadChannel(
  folder: string,
  channel: string,
  anomalies: readonly Inclusive[],
): Promise<Recording> {
  const train = await loadMatrix(join(folder, 'train', `${channel}.npy`));
  const test = await loadMatrix(join(folder, 'test', `${channel}.npy`));
  return {
    name: `${SMAP_MSL.name}/${channel}`,
    train,
    test,
    tags: tagsOf(test),
    trainTimes: steadyTimes(train.rows, PERIOD),
    testTimes: steadyTimes(test.rows, PERIOD, train.rows),
    labels: labelRows(
      test.rows,
      anomalies.map(([first, last]) => [first, last + 1]),
    ),
  };
}

/** The anomalies of every channel, from labeled_anomalies.csv; a channel listed twice (P-2) has all of them. */
export async function loadAnomalies(folder: string): Promise<Map<string, Inclusive[]>> {
  const table = await openTable(join(folder, 'labeled_anomalies.csv'));
  const channel = table.columns.indexOf('chan_id');
  const sequences = table.columns.indexOf('anomaly_sequences');
  const found = new Map<string, Inclusive[]>();
  for await (const { cells } of table.rows) {
    const name = String(cells[channel]);
    found.set(name, [...(found.get(name) ?? []), ...(JSON.parse(String(cells[sequences])) as Inclusive[])]);
  }
  return found;
}
