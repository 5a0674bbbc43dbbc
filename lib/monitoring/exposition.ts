/**
 * Metrics as Prometheus reads them: text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). Its usual library takes
 * 5 MB; this is what is used of it.
 */

export type Labels = Readonly<Record<string, string>>;

/** One line: a value, with the end of its name where it has one ('_sum'). */
export interface Sample {
  readonly labels?: Labels;
  readonly value: number;
  readonly ending?: string;
}

/** A metric with all its lines. */
export interface Family {
  /** Without the prefix; ends in its unit, and a counter in _total. */
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary';
  readonly samples: readonly Sample[];
}

export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
const PREFIX = 'twin_guard_';

export function textOf(families: readonly Family[]): string {
  return families
    .filter(({ samples }) => samples.length > 0)
    .map(familyText)
    .join('');
}

function familyText({ name, help, type, samples }: Family): string {
  const full = PREFIX + name;
  const lines = samples.map(
    ({ labels = {}, value, ending = '' }) => `${full}${ending}${labelText(labels)} ${valueText(value)}\n`,
  );
  return `# HELP ${full} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${full} ${type}\n${lines.join('')}`;
}

function labelText(labels: Labels): string {
  const all = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return all.length === 0 ? '' : `{${all.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function valueText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  return String(value);
}
