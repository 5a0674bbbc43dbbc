import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadMatrix, type Matrix, rowsOf } from '../../lib/data/matrix';
import { openTable } from '../../lib/data/table';
import { parseTagTable } from '../../lib/record/tags';
import { pickColumns } from './columns';
import { type DatasetInfo, labelRows, type Recording } from './recording';

export const TWO_TANK: DatasetInfo = {
  name: 'two-tank',
  source: 'a simulated two-tank plant with its twin: seed*/train.csv, test.csv, segments.csv, and tags.json',
};

/** Name of the plant without its twin, in reports. */
export const WITHOUT_TWIN = 'two-tank-without-twin';

/** Every seed's plant; `t` counts seconds. */
export async function loadTwoTank(folder: string): Promise<Recording[]> {
  const tags = parseTagTable(JSON.parse(readFileSync(join(folder, 'tags.json'), 'utf8')));
  const seeds = readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'segments.csv')))
    .sort();
  const measured = [...tags.values()]
    .filter((tag) => tag.role === 'sensor' || tag.role === 'actuator')
    .map((tag) => tag.name);
  return Promise.all(
    seeds.map(async (seed) => {
      const train = await loadMatrix(join(folder, seed, 'train.csv'));
      const test = await loadMatrix(join(folder, seed, 'test.csv'));
      const times = secondsOf(test);
      return {
        name: `${TWO_TANK.name}/${seed}`,
        ...withoutTime(train, test),
        trainTimes: secondsOf(train).map((t) => t * 1000),
        testTimes: times.map((t) => t * 1000),
        labels: labelRows(test.rows, await segmentsOf(join(folder, seed, 'segments.csv'), times[0]!)),
        tags,
        measurements: measured,
      };
    }),
  );
}

/** The same plant where nobody supplies a twin: its columns are not there. */
export function withoutTwin(recording: Recording): Recording {
  const tags = new Map([...recording.tags!].filter(([, { role }]) => role !== 'twin'));
  const kept = recording.train.columns.filter((name) => tags.has(name));
  return {
    ...recording,
    name: recording.name.replace(TWO_TANK.name, WITHOUT_TWIN),
    train: pickColumns(recording.train, kept),
    test: pickColumns(recording.test, kept),
    tags,
  };
}

/** Of the rows to learn from only the last ones. */
export function lastLearned(recording: Recording, rows: number): Recording {
  const from = Math.max(0, recording.train.rows - rows);
  return {
    ...recording,
    train: rowsOf(recording.train, from, recording.train.rows),
    trainTimes: recording.trainTimes.subarray(from),
  };
}

function secondsOf(matrix: Matrix): Float64Array {
  return pickColumns(matrix, ['t']).data;
}

function withoutTime(train: Matrix, test: Matrix): { train: Matrix; test: Matrix } {
  const columns = train.columns.filter((name) => name !== 't');
  return { train: pickColumns(train, columns), test: pickColumns(test, columns) };
}

async function segmentsOf(file: string, origin: number): Promise<[number, number][]> {
  const table = await openTable(file);
  const found: [number, number][] = [];
  for await (const { cells } of table.rows) found.push([Number(cells[0]) - origin, Number(cells[1]) - origin]);
  return found;
}
