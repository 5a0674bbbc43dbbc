import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadMatrix, rowsOf } from '../../lib/data/matrix';
import { timeReader } from '../../lib/time/format';
import { loadTimes } from './columns';
import { type DatasetInfo, labelRows, type Recording } from './recording';

export const NAB: DatasetInfo = {
  name: 'nab',
  source: 'https://github.com/numenta/NAB: data/realKnownCause as realKnownCause, and labels/combined_windows.json',
};

const GROUP = 'realKnownCause';
/** NAB's probationary period: the first rows of a file teach, and nothing is counted in them. */
const TRAIN = 0.15;

/** The seven files of which the cause is known. */
export async function loadNab(folder: string): Promise<Recording[]> {
  const windows = JSON.parse(readFileSync(join(folder, 'labels', 'combined_windows.json'), 'utf8')) as Windows;
  const files = readdirSync(join(folder, GROUP)).filter((file) => file.endsWith('.csv'));
  return Promise.all(
    files.sort().map((file) => load(join(folder, GROUP, file), file, windows[`${GROUP}/${file}`] ?? [])),
  );
}

type Windows = Readonly<Record<string, readonly (readonly [first: string, last: string])[]>>;

async function load(path: string, file: string, windows: Windows[string]): Promise<Recording> {
  const all = await loadMatrix(path, ['value']);
  const times = await loadTimes(path, 'timestamp');
  const read = timeReader(undefined);
  const marked = windows.map(([first, last]) => {
    const [from, to] = [read(first), read(last)];
    return [times.findIndex((time) => time >= from), times.findLastIndex((time) => time <= to) + 1] as const;
  });
  const learned = Math.floor(TRAIN * all.rows);
  const labels = labelRows(all.rows, marked).subarray(learned);
  return {
    name: file.replace('.csv', ''),
    train: rowsOf(all, 0, learned),
    test: rowsOf(all, learned, all.rows),
    trainTimes: times.subarray(0, learned),
    testTimes: times.subarray(learned),
    labels,
  };
}
