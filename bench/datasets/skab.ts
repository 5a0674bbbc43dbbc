import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { columnOf, loadMatrix, rowsOf } from '../../lib/data/matrix';
import { loadTimes, pickColumns } from './columns';
import type { DatasetInfo, Recording } from './recording';

export const SKAB: DatasetInfo = {
  name: 'skab',
  source: 'https://github.com/waico/SKAB: data/valve1/*.csv and the others',
};

const SENSORS = [
  'Accelerometer1RMS',
  'Accelerometer2RMS',
  'Current',
  'Pressure',
  'Temperature',
  'Thermocouple',
  'Voltage',
  'Volume Flow RateRMS',
];
/** SKAB's protocol: the first rows of each file train. */
const TRAIN = 400;

/** All labelled runs of one group. */
export async function loadSkab(folder: string, group: string): Promise<Recording[]> {
  const files = existsSync(join(folder, group))
    ? readdirSync(join(folder, group)).filter((f) => f.endsWith('.csv'))
    : [];
  const byNumber = files.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  return Promise.all(
    byNumber.map((file) => loadRun(join(folder, group, file), `${SKAB.name}/${group}/${file.replace('.csv', '')}`)),
  );
}

async function loadRun(file: string, name: string): Promise<Recording> {
  const all = await loadMatrix(file, [...SENSORS, 'anomaly']);
  const times = await loadTimes(file, 'datetime');
  const values = pickColumns(all, SENSORS);
  return {
    name,
    train: rowsOf(values, 0, TRAIN),
    test: rowsOf(values, TRAIN, values.rows),
    trainTimes: times.subarray(0, TRAIN),
    testTimes: times.subarray(TRAIN),
    labels: Uint8Array.from(columnOf(all, SENSORS.length).subarray(TRAIN)),
  };
}
