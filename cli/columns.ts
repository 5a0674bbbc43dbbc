import type { TagRole } from '../lib/record';
import type { Tag, TagTable } from '../lib/tags';

/** Names that say what a column is, where no tag table does. */
const NAMES: readonly (readonly [RegExp, TagRole])[] = [
  [/^(time|date|datetime|timestamp|date_time|t|ts)$/i, 'time'],
  [/^(label|labels|anomaly|is_anomaly|attack|att_flag|ground_truth)$/i, 'label'],
  [/^(changepoint|index|row)$/i, 'ignore'],
];

/** What the columns of a recording are. */
export interface Columns {
  /** Of every column, in the order of the file. */
  readonly tags: readonly Tag[];
  /** Positions; -1 when there is none. */
  readonly time: number;
  readonly label: number;
}

/**
 * Finds out what the columns are: from the tag table, else by their names, else they are sensors.
 * @param table undefined when the user gave none
 */
export function columnsOf(names: readonly string[], table: TagTable | undefined): Columns {
  const tags = names.map((name) => table?.get(name) ?? guess(name));
  const position = (role: TagRole): number => tags.findIndex((tag) => tag.role === role);
  return { tags, time: position('time'), label: position('label') };
}

function guess(name: string): Tag {
  return { name, role: NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? 'sensor' };
}

/** True for a column that is a tag of the twin. */
export function isSignal({ role }: Tag): boolean {
  return role !== 'time' && role !== 'label' && role !== 'ignore';
}
