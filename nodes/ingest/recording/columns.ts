import { type Column, cellOf, type Frame } from '../../../lib/data/frame';
import type { Tag, TagTable } from '../../../lib/record/tags';
import type { TagRole } from '../../../lib/record/words';
import { rolesByName } from '../roles';
import { type Problem, toNumber } from '../values';

/** Names that say what a column is, where no tag table does, beside those that the ingest node knows. */
const NAMES: readonly (readonly [RegExp, TagRole])[] = [
  [/(?:^|\.)(label|labels|anomaly|is_anomaly|attack|att_flag|ground_truth)$/i, 'label'],
  [/^(changepoint|index|row|millitm)$/i, 'ignore'],
];

/** What the columns of a recording are. */
export interface Columns {
  /** Of every column, in the order of the recording. */
  readonly tags: readonly Tag[];
  /** Position of the labels; -1 when there are none. */
  readonly label: number;
  /** What a person should know of them. */
  readonly notes: readonly string[];
}

/** True for a column that is a tag of the twin. */
export function isSignal({ role }: Tag): boolean {
  return role !== 'time' && role !== 'label' && role !== 'ignore';
}

/** What the cells of a column are, as the ingest node reads them. */
export interface Content {
  readonly numbers: number;
  /** Cells with a number and a unit behind it, by unit. */
  readonly units: ReadonlyMap<string, number>;
  readonly missing: number;
  /** What sources write when something is wrong: Bad Input, #N/A. */
  readonly excuses: ReadonlyMap<string, number>;
  /** Other texts that are no numbers. */
  readonly texts: ReadonlyMap<string, number>;
}

/** Nothing is wrong where a recording says that there is nothing. */
const NOTHING = /^(?:nan|null|nil|none|undefined|n\/?a|-+)$/i;
const problem: Problem = { text: '' };
const UNIT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*(\S.{0,19})$/i;

/** Counts what stands in a column. */
export function contentOf(column: Column, tag?: Tag): Content {
  const units = new Map<string, number>();
  const texts = new Map<string, number>();
  const excuses = new Map<string, number>();
  let numbers = 0;
  let missing = 0;
  for (let row = 0; row < column.numbers.length; row++) {
    const cell = cellOf(column, row);
    if (typeof cell === 'number') {
      numbers++;
      continue;
    }
    if (cell === undefined) missing++;
    else if (!Number.isNaN(toNumber(cell, tag, undefined, problem))) numbers++;
    else if (problem.text === '' && NOTHING.test(cell)) missing++;
    else if (problem.text === '') count(excuses, cell);
    else {
      const unit = tag?.unit === undefined ? UNIT.exec(cell)?.[1] : undefined;
      if (unit === undefined) count(texts, cell);
      else count(units, unit);
    }
  }
  return { numbers, units, missing, excuses, texts };
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((all, one) => all + one, 0);

/**
 * Finds out what the columns are: from the tag table, else by their names and contents as the ingest node does, else they are
 * sensors.
 * @param table undefined when the user gave none
 */
export function columnsOf(frame: Frame, table: TagTable | undefined): Columns {
  const notes: string[] = [];
  const names = frame.columns.map(({ name }) => name);
  const contents = frame.columns.map((column) => contentOf(column, table?.get(column.name)));
  const textual = new Set(names.filter((_, i) => isTextual(contents[i]!)));
  const signals = names.filter((name) => named(name) === undefined);
  const roles = rolesByName(signals, textual);
  const tags = frame.columns.map((column, i): Tag => {
    const { name } = column;
    const given = table?.get(name);
    const content = contents[i]!;
    const unit = given?.unit ?? column.unit ?? unitOf(content);
    if (given !== undefined) return unit === undefined ? given : { ...given, unit };
    const role = named(name);
    if (role !== undefined) return { name, role };
    const known = content.numbers + sum(content.units) + sum(content.texts) > 0;
    if (!known) {
      const what = content.excuses.size > 0 ? ` (${shown(content.excuses)})` : '';
      notes.push(`${name} has no value in any row${what} and is left out`);
      return { name, role: 'ignore' };
    }
    const found = roles.get(name);
    if (found?.role === 'ignore')
      notes.push(
        `${name} holds texts (${shown(content.texts)}) and is left out; give it the role mode, or its states, in the tag table to use it`,
      );
    return { name, role: 'sensor', ...found, ...(unit === undefined ? {} : { unit }) };
  });
  notes.push(...unknownNames(frame, table));
  return { tags, label: tags.findIndex(({ role }) => role === 'label'), notes };
}

function named(name: string): TagRole | undefined {
  return NAMES.find(([pattern]) => pattern.test(name))?.[1];
}

/** Most of what stands there is no number. */
function isTextual({ numbers, units, texts }: Content): boolean {
  return sum(texts) > numbers + sum(units);
}

/** The unit that stands behind most of the numbers. */
function unitOf({ numbers, units }: Content): string | undefined {
  const [most] = [...units].sort((a, b) => b[1] - a[1]);
  return most !== undefined && 2 * most[1] > numbers + sum(units) ? most[0] : undefined;
}

/** The most frequent texts, with their numbers. */
export function shown(texts: ReadonlyMap<string, number>): string {
  const most = [...texts].sort((a, b) => b[1] - a[1]);
  const first = most.slice(0, 3).map(([text, count]) => `${JSON.stringify(text.slice(0, 30))} ${count}`);
  return first.join(', ') + (most.length > 3 ? ', ...' : '');
}

function unknownNames({ columns, headers }: Frame, table: TagTable | undefined): string[] {
  const known = new Set([...headers, ...columns.map(({ name }) => name)]);
  return [...(table?.values() ?? [])]
    .filter(({ name }) => !known.has(name))
    .map(({ name, role }) => {
      const there = [...known].filter((other) => other !== '');
      const close = there.find((other) => likeness(other) === likeness(name));
      const hint =
        close === undefined
          ? `the columns are ${there.slice(0, 8).join(', ')}${there.length > 8 ? ', ...' : ''}`
          : `do you mean ${close}?`;
      return `the tag table names ${name} (${role}), which is no column; ${hint}`;
    });
}

/** Names that a person would take for the same. */
function likeness(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .slice(0, 8);
}
