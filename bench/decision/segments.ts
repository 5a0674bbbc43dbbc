import { join } from 'node:path';
import { openTable } from '../../lib/data/table';
import type { DecisionKind } from '../../lib/record/words';

/** A stretch of a recording whose cause is known; rows, half open. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly kind: DecisionKind;
}

const KINDS: Readonly<Record<string, DecisionKind>> = {
  cyber_attack: 'cyber-attack',
  sensor_fault: 'sensor-fault',
  data_drift: 'data-drift',
};

/** Reads segments.csv (start, end, class, ...), counted in source time, as rows of the test part. */
export async function loadSegments(folder: string, origin: number): Promise<Segment[]> {
  const { rows } = await openTable(join(folder, 'segments.csv'));
  const segments: Segment[] = [];
  for await (const { cells } of rows) {
    const kind = KINDS[String(cells[2])];
    if (kind === undefined) throw new Error(`${folder}/segments.csv: unknown class ${cells[2]}`);
    segments.push({ start: Number(cells[0]) - origin, end: Number(cells[1]) - origin, kind });
  }
  return segments;
}
