import type { AlarmLine } from './api';
import { separated } from './separated';

const COLUMNS = [
  'start',
  'end',
  'asset',
  'guard',
  'kind',
  'severity',
  'state',
  'sentence',
  'tags',
  'first out',
  'acknowledged by',
  'acknowledged at',
  'feedback',
  'feedback by',
  'note',
];

/** Alarms as comma separated values, one line each, times in ISO 8601. */
export function alarmsCsv(lines: readonly AlarmLine[]): string {
  const rows = lines.map((line) => [
    iso(line.since),
    iso(line.until),
    line.asset,
    line.guard,
    line.kind,
    line.severity,
    line.state,
    line.sentence,
    line.tags.join(' '),
    line.firstOut ?? '',
    line.acknowledged?.by ?? '',
    iso(line.acknowledged?.at),
    line.feedback?.verdict ?? '',
    line.feedback?.by ?? '',
    line.feedback?.note ?? '',
  ]);
  return separated([COLUMNS, ...rows]);
}

function iso(time: number | undefined): string {
  return time === undefined || Math.abs(time) > 8.64e15 ? '' : new Date(time).toISOString();
}
