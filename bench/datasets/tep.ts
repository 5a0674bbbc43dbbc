import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadMatrix, transposed } from '../../lib/data/matrix';
import { type DatasetInfo, labelRows, type Recording, steadyTimes } from './recording';

export const TEP: DatasetInfo = {
  name: 'tep',
  source: 'the Tennessee Eastman files of Chiang, Russell and Braatz: d00.dat, d00_te.dat, d01_te.dat ...',
};

/** A sample every three minutes. */
const PERIOD = 180_000;
/** Rows before the fault is introduced. */
const NORMAL = 160;

/** Normal operation trains (d00 is stored column by row), and the faulty runs that are there. */
export async function loadTep(folder: string): Promise<{ normal: Recording; faults: Recording[] }> {
  const train = transposed(await loadMatrix(join(folder, 'd00.dat')));
  const load = async (file: string, name: string, faulty: boolean): Promise<Recording> => {
    const test = await loadMatrix(join(folder, file));
    return {
      name,
      train: { ...train, columns: test.columns },
      test,
      trainTimes: steadyTimes(train.rows, PERIOD),
      testTimes: steadyTimes(test.rows, PERIOD, train.rows),
      labels: labelRows(test.rows, faulty ? [[NORMAL, test.rows]] : []),
    };
  };
  const faults: Recording[] = [];
  for (let fault = 1; fault <= 21; fault++) {
    const file = `d${String(fault).padStart(2, '0')}_te.dat`;
    if (existsSync(join(folder, file))) faults.push(await load(file, `${TEP.name}/${fault}`, true));
  }
  return { normal: await load('d00_te.dat', `${TEP.name}/0`, false), faults };
}
