import type { BenchRow } from '../report';

/** A table of one or several cases: a line per subject (and case), a column per metric. */
export function metricTable(rows: readonly BenchRow[]): string {
  const metrics = unique(rows.map((row) => row.metric));
  const several = unique(rows.map((row) => row.case)).length > 1;
  const lines = unique(rows.map((row) => `${row.case}\t${row.subject}`)).map((key) => {
    const [of, subject] = key.split('\t') as [string, string];
    const value = (metric: string): string =>
      show(rows.find((r) => r.case === of && r.subject === subject && r.metric === metric)?.value);
    return [...(several ? [of] : []), emphasised(subject), ...metrics.map(value)];
  });
  return table([...(several ? ['case'] : []), 'method', ...metrics], lines);
}

/** One metric of many cases: a line per subject, a column per case. */
export function caseTable(rows: readonly BenchRow[], metric: string, cases: readonly string[]): string {
  const chosen = rows.filter((row) => row.metric === metric && cases.includes(row.case));
  const lines = unique(chosen.map((row) => row.subject)).map((subject) => [
    emphasised(subject),
    ...cases.map((of) => show(chosen.find((row) => row.case === of && row.subject === subject)?.value)),
  ]);
  return table(['method', ...cases.map((of) => of.slice(of.indexOf('/') + 1))], lines);
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...lines.map(line)].join('\n');
}

/** Ours in bold; what others published in italics. */
function emphasised(subject: string): string {
  if (subject.startsWith('published:')) return `*${subject.slice('published:'.length)}* (published)`;
  return /^(autoencoder|dual-branch)$/.test(subject) ? `**${subject}**` : subject;
}

function show(value: number | undefined): string {
  if (value === undefined) return '';
  if (Math.abs(value) >= 1000) return value.toFixed(0);
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(3);
}

/** In the order of their first appearance. */
export function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
