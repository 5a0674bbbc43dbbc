import type { AlarmLine } from './api';

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
  return `${[COLUMNS, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

function iso(time: number | undefined): string {
  return time === undefined || Math.abs(time) > 8.64e15 ? '' : new Date(time).toISOString();
}

/** What a spreadsheet would take for a formula gets an apostrophe. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
