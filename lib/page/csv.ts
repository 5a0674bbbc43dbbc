import type { AlarmLine } from './api';

const COLUMNS = [
  'since',
  'until',
  'asset',
  'guard',
  'state',
  'kind',
  'severity',
  'tags',
  'sentence',
  'acknowledged by',
];

/** Alarms as text for a spreadsheet: one line each, times in ISO 8601. */
export function alarmsCsv(lines: readonly AlarmLine[]): string {
  const rows = lines.map((line) => [
    new Date(line.since).toISOString(),
    line.until === undefined ? '' : new Date(line.until).toISOString(),
    line.asset,
    line.guard,
    line.state,
    line.kind,
    line.severity,
    line.tags.join(' '),
    line.sentence,
    line.acknowledged?.by ?? '',
  ]);
  return [COLUMNS, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** A text that a spreadsheet would take for a formula gets an apostrophe before it. */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
