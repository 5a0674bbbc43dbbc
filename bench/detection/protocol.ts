import type { DatasetInfo } from '../datasets/recording';
import type { BenchRow } from '../report';
import type { Subject } from './subject';

/** How one data set is used to judge detectors. */
export interface Protocol {
  /** The case in the report, and what --only picks. */
  readonly name: string;
  /** What it needs below --data; undefined when it makes its own data. */
  readonly dataset?: DatasetInfo;
  /** One sentence for people: what trains, what is scored, which figure leads. */
  readonly rules: string;
  /** Takes long and is no comparison with others: runs only when named, or for the docs. */
  readonly extra?: boolean;
  /** Makes tables of the papers: run by --only papers, with --fast only the fast ones. */
  readonly papers?: 'fast' | 'whole';
  /** @param folder the data set's folder */
  run(folder: string, ours: readonly Subject[], seed: number): AsyncGenerator<BenchRow>;
}

/** Rows of one case and subject. */
export function figures(of: string, subject: string, values: Readonly<Record<string, number>>): BenchRow[] {
  return Object.entries(values).map(([metric, value]) => ({ case: of, subject, metric, value }));
}

/** Rows published by others, under the name that marks them. */
export function published(of: string, by: string, values: Readonly<Record<string, number>>): BenchRow[] {
  return figures(of, `published:${by}`, values);
}

/** Arithmetic mean; NaN of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}
