import type { Layout } from './layout';
import type { Line } from './separated';

/** Columns of a tag with times of its own: [from, to) in the line. */
export type Group = readonly [from: number, to: number];

/** Second times of a row, not times of other values. */
const SECOND = /start|stop|end|server|receive|creat|updat|modif/i;

/**
 * Whether each tag has a column of times of its own, as trends of WinCC and PI are exported: time, value, time, value.
 * @returns undefined when one time is for all
 */
export function ownTimes({ names, dated, first }: Layout, lines: readonly Line[]): Group[] | undefined {
  const line = lines.find(({ number }) => number === first);
  if (line === undefined || dated.length < 2 || dated[0] !== 0) return undefined;
  const ends = [...dated.slice(1), Math.max(names.length, line.cells.length)];
  const groups = dated.map((from, i): Group => [from, ends[i]!]);
  const whole = dated.every(
    (at) => /\d.*\d:\d\d/.test(line.cells[at] ?? '') && /\d[-/.\s]\S/.test(line.cells[at] ?? ''),
  );
  const filled = groups.every(([from, to]) => to - from > 1);
  return whole && filled && !dated.some((at) => SECOND.test(names[at] ?? '')) ? groups : undefined;
}

/** The columns of a group; nothing of a line that has none of them. */
export function cutLines(lines: readonly Line[], [from, to]: Group): Line[] {
  return lines.flatMap(({ number, cells }) => {
    const own = cells.slice(from, to);
    return own.some((cell) => cell !== '') ? [{ number, cells: own }] : [];
  });
}

const GENERIC = /^(?:value|values|valuey|val|wert|y|pv)?$/i;

/** The name of a tag with its own times, from the headers of both: Temp for Temp Time and Temp ValueY. */
export function ownName(time: string, value: string): string {
  const stem = time.replace(/[\s._-]*(?:timestamp|time|zeit|date|x)$/i, '');
  return stem !== '' && (GENERIC.test(value) || value.startsWith(stem)) ? stem : value;
}
