import { DETECTOR_NAMES, type DetectorName, type MakeDetector } from '../../cli/chain';
import { Learned } from '../../cli/pipeline';
import type { Matrix } from '../../lib/data/matrix';
import { parameterCount } from '../../lib/network/graph';
import type { TagTable } from '../../lib/record/tags';
import { parseConfig as parseAutoencoder } from '../../nodes/autoencoder/config';
import { autoencoderBlueprint } from '../../nodes/autoencoder/network';
import { parseConfig as parseDualBranch } from '../../nodes/dual-branch/config';
import { dualBranchBlueprint } from '../../nodes/dual-branch/network';
import type { Message } from '../../nodes/ingest/recording/recording';
import { rowOf } from '../baselines/method';
import type { Recording } from '../datasets/recording';
import type { Judged, Subject } from './subject';

type Settings = Readonly<Record<string, unknown>>;

/**
 * One of our detectors with the layers of the nodes and their default settings: what a user gets who drags the nodes in
 * and lets them learn from the training rows. The same chain as twin-guard backtest.
 * @param own settings of the detector that differ
 * @param threshold settings of the threshold that differ
 */
export function ours(
  detector: DetectorName | MakeDetector,
  own: Settings = {},
  name: string = String(detector),
  threshold: Settings = {},
): Subject {
  const kept = new Kept();
  return {
    name,
    judge: async (recording, seed) => {
      const { result: learned, seconds } = await kept.get(recording.train, seed, () =>
        timed(() => learn(recording, detector, { seed, ...own }, threshold)),
      );
      const { result, seconds: judging } = await timed(() => judgeRows(learned, recording));
      const { features, ...judged } = result;
      const row_us = (judging * 1e6) / recording.test.rows;
      return { ...judged, cost: { train_s: seconds, row_us, ...weightsOf(detector, own, features) } };
    },
  };
}

/** What was asked for, and the processor time that it took, in seconds. */
interface Timed<T> {
  readonly result: T;
  readonly seconds: number;
}

async function timed<T>(ask: () => Promise<T>): Promise<Timed<T>> {
  const start = process.cpuUsage();
  const result = await ask();
  const { user, system } = process.cpuUsage(start);
  return { result, seconds: (user + system) / 1e6 };
}

/** Weights of the network of a detector as it comes; of one that a bench has made nothing is known. */
function weightsOf(detector: DetectorName | MakeDetector, own: Settings, features: number): { weights?: number } {
  if (typeof detector === 'function') return {};
  const { graph } =
    detector === 'autoencoder'
      ? autoencoderBlueprint(features, parseAutoencoder(own))
      : dualBranchBlueprint(features, parseDualBranch(own));
  return { weights: parameterCount(graph) };
}

/** What was learned last: several recordings may be judged after the same training rows. */
class Kept {
  #train: Matrix | undefined;
  #seed = Number.NaN;
  #learned: Promise<Timed<Learned>> | undefined;

  get(train: Matrix, seed: number, learn: () => Promise<Timed<Learned>>): Promise<Timed<Learned>> {
    if (this.#learned === undefined || train.data !== this.#train?.data || seed !== this.#seed) {
      this.#train = train;
      this.#seed = seed;
      this.#learned = learn();
    }
    return this.#learned;
  }
}

function learn(
  { train, trainTimes, tags }: Recording,
  detector: DetectorName | MakeDetector,
  own: Settings,
  threshold: Settings,
): Promise<Learned> {
  const table = tags ?? new Map(train.columns.map((name) => [name, { name, role: 'sensor' as const }]));
  return Learned.from(() => messages(train, trainTimes, table), { tags: onlySignals(table), detector, own, threshold });
}

function onlySignals(table: TagTable): TagTable {
  return new Map([...table].filter(([, { role }]) => role !== 'time' && role !== 'label' && role !== 'ignore'));
}

function* messages(rows: Matrix, times: Float64Array, tags: TagTable | undefined): Generator<Message> {
  const signals = rows.columns.flatMap((name, i) => (tags === undefined || tags.has(name) ? [{ name, i }] : []));
  for (let row = 0; row < rows.rows; row++) {
    const cells = rowOf(rows, row);
    const values: Record<string, number> = {};
    for (const { name, i } of signals) if (!Number.isNaN(cells[i])) values[name] = cells[i]!;
    yield { time: times[row]!, values, label: undefined };
  }
}

/** A row that could not be judged counts as the most normal one. */
async function judgeRows(
  learned: Learned,
  { test, testTimes, tags }: Recording,
): Promise<Judged & { readonly features: number }> {
  const scores = new Float64Array(test.rows);
  const predictions = new Uint8Array(test.rows);
  const alarms = new Uint8Array(test.rows);
  const limits = new Float64Array(test.rows);
  const kinds: Judged['kinds'] = [];
  let features = 0;
  const judge = learned.judge();
  let row = 0;
  for (const message of messages(test, testTimes, tags)) {
    const record = await judge.step(message);
    scores[row] = record?.score ?? Number.NaN;
    predictions[row] = record?.anomaly === true ? 1 : 0;
    limits[row] = record?.threshold ?? Number.NaN;
    kinds.push(record?.decision?.kind);
    features = record?.features?.length ?? features;
    alarms[row++] = record?.decision === undefined ? 0 : 1;
  }
  judge.close();
  const lowest = scores.reduce((low, s) => (s < low ? s : low), Number.POSITIVE_INFINITY);
  const floor = Number.isFinite(lowest) ? lowest : 0;
  const finite = scores.map((s) => (Number.isFinite(s) ? s : floor));
  return { scores: finite, predictions, limits, alarms, kinds, features };
}

/** With the papers' own scores instead of the guard's. */
export const PAPER: readonly Subject[] = DETECTOR_NAMES.map((name) => ours(name, { score: 'paper' }, `${name}/paper`));

/** Our detectors as they come. */
export const OURS: readonly Subject[] = DETECTOR_NAMES.map((name) => ours(name));
