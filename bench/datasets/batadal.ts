import { join } from 'node:path';
import { loadMatrix, type Matrix } from '../../lib/data/matrix';
import { openTable } from '../../lib/data/table';
import { type Segment, segments } from '../../lib/metrics/segments';
import { parseTagTable, type TagTable } from '../../lib/record/tags';
import { timeReader } from '../../lib/time/format';
import { loadTimes } from './columns';
import { type DatasetInfo, labelRows, type Recording } from './recording';

export const BATADAL: DatasetInfo = {
  name: 'batadal',
  source: 'https://www.batadal.net/data.html: BATADAL_dataset03.csv and BATADAL_dataset04.csv',
};

const FORMAT = 'dd/MM/yy HH';

/** The attacks in dataset 04, first and last hour, from the organisers' list. */
const ATTACKS: readonly (readonly [first: string, last: string])[] = [
  ['13/09/16 23', '16/09/16 00'],
  ['26/09/16 11', '27/09/16 10'],
  ['09/10/16 09', '11/10/16 20'],
  ['29/10/16 19', '02/11/16 16'],
  ['26/11/16 17', '29/11/16 04'],
  ['06/12/16 07', '10/12/16 04'],
  ['14/12/16 15', '19/12/16 04'],
];

/** The normal year trains, dataset 04 is scored. */
export async function loadBatadal(folder: string): Promise<Recording & { readonly attacks: readonly Segment[] }> {
  const [trainFile, testFile] = [3, 4].map((n) => join(folder, `BATADAL_dataset0${n}.csv`)) as [string, string];
  const columns = (await openTable(trainFile)).columns.filter((name) => name !== 'DATETIME' && name !== 'ATT_FLAG');
  const [train, test]: Matrix[] = [await loadMatrix(trainFile, columns), await loadMatrix(testFile, columns)];
  const trainTimes = await loadTimes(trainFile, 'DATETIME', FORMAT);
  const testTimes = await loadTimes(testFile, 'DATETIME', FORMAT);
  const read = timeReader(FORMAT);
  const at = (hour: string): number => testTimes.indexOf(read(hour));
  const labels = labelRows(
    test!.rows,
    ATTACKS.map(([first, last]) => [at(first), at(last) + 1]),
  );
  return {
    name: BATADAL.name,
    train: train!,
    test: test!,
    trainTimes,
    testTimes,
    labels,
    attacks: segments(labels),
    tags: tagsOf(columns),
  };
}

/** S_ columns are pump and valve states; the rest are levels, flows and pressures. */
function tagsOf(columns: readonly string[]): TagTable {
  return parseTagTable(
    Object.fromEntries(columns.map((name) => [name, { role: name.startsWith('S_') ? 'actuator' : 'sensor' }])),
  );
}
