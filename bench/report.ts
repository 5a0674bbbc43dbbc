import { writeFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { parseArgs } from 'node:util';

/** One figure: what was measured (case), of whom (subject), in which unit (metric). */
export interface BenchRow {
  readonly case: string;
  readonly subject: string;
  readonly metric: string;
  readonly value: number;
}

/** What a bench was asked for on the command line; unknown options of the bench itself are in `values`. */
export interface BenchOptions {
  readonly data: string | undefined;
  readonly json: string | undefined;
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
}

/**
 * Reads --data DIR, --json FILE and the bench's own options.
 * @param own names of the bench's options that take a text
 * @param flags names of the bench's options that take none
 */
export function benchOptions(own: readonly string[] = [], flags: readonly string[] = []): BenchOptions {
  const options = Object.fromEntries([
    ...['data', 'json', ...own].map((name) => [name, { type: 'string' as const }]),
    ...flags.map((name) => [name, { type: 'boolean' as const }]),
  ]);
  const values = parseArgs({ options, strict: true }).values as Record<string, string | boolean | undefined>;
  const text = (name: string): string | undefined => (typeof values[name] === 'string' ? values[name] : undefined);
  return { data: text('data') ?? process.env['TWIN_GUARD_DATA'], json: text('json'), values };
}

/**
 * Names given in one option, separated by commas; all that there are without it.
 * @throws RangeError that names what there is
 */
export function chosen(option: string, given: unknown, known: readonly string[]): readonly string[] {
  if (typeof given !== 'string') return known;
  const names = given.split(',');
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new RangeError(`--${option} ${unknown}: one of ${known.join(', ')}`);
  return names;
}

/** Where the figures were measured. */
export function environment(): Record<string, string | number> {
  const [cpu] = cpus();
  return {
    node: process.version,
    platform: `${platform()} ${arch()}`,
    cpu: cpu?.model ?? 'unknown',
    cores: cpus().length,
    memory_gb: Math.round(totalmem() / 2 ** 30),
  };
}

/** Prints a table for people: one line per case and subject, one column per metric. With a file, also writes JSON. */
export function report(name: string, rows: readonly BenchRow[], json?: string): void {
  console.log(formatTable(rows));
  if (json !== undefined) writeReport(name, rows, json);
}

/** Writes the rows and where they were measured. */
export function writeReport(name: string, rows: readonly BenchRow[], file: string): void {
  writeFileSync(file, `${JSON.stringify({ name, environment: environment(), rows }, null, 1)}\n`);
}

/** The table as text. */
export function formatTable(rows: readonly BenchRow[]): string {
  const lines = new Map<string, Map<string, number>>();
  for (const { case: of, subject, metric, value } of byCase(rows)) {
    const key = `${of}\t${subject}`;
    lines.set(key, (lines.get(key) ?? new Map<string, number>()).set(metric, value));
  }
  const tables: string[] = [];
  for (const group of groupByMetrics(lines)) tables.push(align(group));
  return tables.join('\n\n');
}

/** Rows of one case together, the cases in the order in which they first came. */
function byCase(rows: readonly BenchRow[]): BenchRow[] {
  const cases = new Map<string, BenchRow[]>();
  for (const row of rows) {
    const group = cases.get(row.case);
    if (group === undefined) cases.set(row.case, [row]);
    else group.push(row);
  }
  return [...cases.values()].flat();
}

/** Neighbouring lines with the same metrics share a table. */
function groupByMetrics(lines: ReadonlyMap<string, ReadonlyMap<string, number>>): string[][][] {
  const groups: string[][][] = [];
  let before: readonly string[] = [];
  for (const [key, values] of lines) {
    const metrics = [...values.keys()];
    if (groups.length === 0 || metrics.some((metric) => !before.includes(metric))) {
      groups.push([['case', 'subject', ...metrics]]);
      before = metrics;
    }
    groups.at(-1)!.push([...key.split('\t'), ...before.map((metric) => format(values.get(metric)))]);
  }
  return groups;
}

function format(value: number | undefined): string {
  if (value === undefined) return '';
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 1000 ? value.toFixed(0) : Number(value.toPrecision(4)).toString();
}

function align(table: readonly (readonly string[])[]): string {
  const widths = table[0]!.map((_, column) => Math.max(...table.map((line) => line[column]!.length)));
  const pad = (cell: string, column: number): string =>
    column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!);
  return table.map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}
