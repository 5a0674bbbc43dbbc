import { Chain, type DetectorName } from '../../cli/chain';
import type { TwinRecord } from '../../lib/record/record';
import { parseTagTable } from '../../lib/record/tags';
import { rowOf } from '../baselines/method';
import type { Recording } from '../datasets/recording';
import type { Judged, Subject } from '../detection/subject';

/**
 * A detector as its node lives: it learns from the training rows, watches, and learns again from what it finds normal.
 * Each training ends before the next record comes, so that the result repeats.
 */
export function live(detector: DetectorName, name = `${detector}-live`): Subject {
  return { name, judge: (recording, seed) => lived(detector, recording, seed) };
}

async function lived(detector: DetectorName, recording: Recording, seed: number): Promise<Judged> {
  const { train, trainTimes, test, testTimes } = recording;
  const tags = parseTagTable(Object.fromEntries(train.columns.map((name) => [name, { role: 'sensor' }])));
  const chain = new Chain({ tags, detector, own: { seed, grow: true }, threshold: {}, records: train.rows });
  const step = async (rows: typeof train, times: Float64Array, row: number): Promise<TwinRecord | undefined> => {
    const cells = rowOf(rows, row);
    const values = Object.fromEntries(rows.columns.map((name, i) => [name, cells[i]!]));
    const record = await chain.step(times[row]!, values);
    await chain.learned();
    return record;
  };
  const scores = new Float64Array(test.rows);
  const limits = new Float64Array(test.rows);
  const predictions = new Uint8Array(test.rows);
  const alarms = new Uint8Array(test.rows);
  const kinds: Judged['kinds'] = [];
  try {
    for (let row = 0; row < train.rows; row++) await step(train, trainTimes, row);
    for (let row = 0; row < test.rows; row++) {
      const record = await step(test, testTimes, row);
      scores[row] = record?.score ?? Number.NaN;
      limits[row] = record?.threshold ?? Number.NaN;
      predictions[row] = record?.anomaly === true ? 1 : 0;
      alarms[row] = record?.decision === undefined ? 0 : 1;
      kinds.push(record?.decision?.kind);
    }
  } finally {
    chain.close();
  }
  return { scores, limits, predictions, alarms, kinds };
}
