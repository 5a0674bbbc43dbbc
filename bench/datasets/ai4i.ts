import { join } from 'node:path';
import { columnOf, loadMatrix, type Matrix } from '../../lib/data/matrix';
import { createRandom } from '../../lib/math/random';
import { rowOf } from '../baselines/method';
import { type DatasetInfo, type Recording, steadyTimes } from './recording';

export const AI4I: DatasetInfo = {
  name: 'ai4i',
  source: 'https://archive.ics.uci.edu/dataset/601: ai4i2020.csv',
};

const SENSORS = [
  'Air temperature [K]',
  'Process temperature [K]',
  'Rotational speed [rpm]',
  'Torque [Nm]',
  'Tool wear [min]',
];
const TRAIN = 7000;
const PERIOD = 60_000;

/** 7,000 rows without failure, drawn at random (temperatures wander through the file), train; all others are scored. */
export async function loadAi4i(folder: string, seed: number): Promise<Recording> {
  const all = await loadMatrix(join(folder, 'ai4i2020.csv'), [...SENSORS, 'Machine failure']);
  const failed = columnOf(all, SENSORS.length);
  const normal = [...failed.keys()].filter((row) => failed[row] === 0);
  const random = createRandom(seed);
  const chosen = new Set(Array.from({ length: TRAIN }, () => normal.splice(random.below(normal.length), 1)[0]!));
  const rest = [...failed.keys()].filter((row) => !chosen.has(row));
  return {
    name: AI4I.name,
    train: gather(all, [...chosen]),
    test: gather(all, rest),
    trainTimes: steadyTimes(TRAIN, PERIOD),
    testTimes: steadyTimes(rest.length, PERIOD, TRAIN),
    labels: Uint8Array.from(rest, (row) => failed[row]!),
  };
}

function gather(all: Matrix, rows: readonly number[]): Matrix {
  const data = new Float64Array(rows.length * SENSORS.length);
  rows.forEach((row, i) => {
    data.set(rowOf(all, row).subarray(0, SENSORS.length), i * SENSORS.length);
  });
  return { columns: SENSORS, rows: rows.length, width: SENSORS.length, data };
}
