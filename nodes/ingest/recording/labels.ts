import { DataError } from '../../../lib/data/errors';
import { openLines } from '../../../lib/data/separated';
import { guessTimeFormat, timeReader } from '../../../lib/time/format';

/** Stretches of time that a person calls anomalous: first and last ms. */
export type Stretch = readonly [start: number, end: number];

/**
 * Reads labels as Lookout for Equipment has them: a line for each stretch with its start and its end, with a header or without.
 * @throws DataError
 */
export async function readLabels(file: string, zone: string): Promise<Stretch[]> {
  const { lines } = await openLines(file);
  const all = [];
  for await (const some of lines) all.push(...some);
  const format = guessTimeFormat(all.slice(1).map(({ cells }) => cells[0] ?? ''));
  const read = timeReader(format, zone);
  const stretches = all.map(({ number, cells }) => ({
    number,
    start: read(cells[0] ?? ''),
    end: read(cells[1] ?? ''),
    cells,
  }));
  // The first line may be a header.
  const rows = Number.isNaN(stretches[0]?.start) ? stretches.slice(1) : stretches;
  for (const { number, start, end, cells } of rows) {
    if (start <= end) continue;
    throw new DataError(
      file,
      `line ${number}`,
      `${JSON.stringify(cells.join(','))} is no start and end; give two times, such as 2026-01-05T00:00:00,2026-01-05T06:00:00`,
    );
  }
  if (rows.length === 0) throw new DataError(file, '', 'holds no stretch; give a line for each with its start and end');
  return rows.map(({ start, end }): Stretch => [start, end]);
}

/** Whether a time lies in one of the stretches. */
export function isLabelled(time: number, stretches: readonly Stretch[]): boolean {
  return stretches.some(([start, end]) => time >= start && time <= end);
}
