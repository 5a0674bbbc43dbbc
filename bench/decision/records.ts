import type { Matrix } from '../../lib/data/matrix';
import type { TwinRecord } from '../../lib/record/record';
import type { TagTable } from '../../lib/record/tags';
import { parseConfig } from '../../nodes/ingest/config';
import { createIngest } from '../../nodes/ingest/core';
import type { Recording } from '../datasets/recording';

/** A recording as ingest makes records of it: training rows and test rows in one stream. Its time tag counts seconds. */
export function recordsOf(recording: Recording, tags: TagTable): { train: TwinRecord[]; test: TwinRecord[] } {
  const clock = [...tags.values()].find(({ role }) => role === 'time')?.name ?? 't';
  const ingest = createIngest(parseConfig({ asset: recording.name, tags: JSON.stringify(Object.fromEntries(tags)) }));
  const read = (matrix: Matrix, times: Float64Array): TwinRecord[] =>
    Array.from({ length: matrix.rows }, (_, row) => {
      const payload: Record<string, number> = { [clock]: times[row]! / 1000 };
      for (const [i, name] of matrix.columns.entries()) {
        const value = matrix.data[row * matrix.width + i]!;
        if (!Number.isNaN(value)) payload[name] = value;
      }
      const records = ingest.accept({ payload }, times[row]!);
      if (records.length !== 1) throw new Error(`${recording.name}, row ${row}: ingest made ${records.length} records`);
      return records[0]!;
    });
  return { train: read(recording.train, recording.trainTimes), test: read(recording.test, recording.testTimes) };
}
