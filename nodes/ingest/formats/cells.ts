import { judgedBy } from '../../../lib/data/qualities';
import { InputError } from '../../../lib/input';
import type { Quality } from '../../../lib/record/words';
import { guessTimeFormat, shownOrder } from '../../../lib/time/format';
import { type FoundTime, findTime, timeValue } from '../../../lib/time/names';
import { type DayOrder, endsWithYear } from '../../../lib/time/text';
import type { ParseContext, Reading } from '../reading';
import { assetIn, identityOf } from './identity';
import { fluxRows } from './influx';
import { readNamedLists } from './named';
import { namedRoles } from './named-roles';
import { timeOf } from './plain-time';
import { anyQuality } from './quality';

type Row = Readonly<Record<string, unknown>>;
/** Texts, or values as JSON has them. */
type Cells = readonly unknown[];

/** What earlier messages of a source have shown of its dates, and what this one shows. */
export interface Dates {
  order: DayOrder | undefined;
}

/**
 * Rows of cells below a header: a tag for each column, or, where a column names the tags, a row for each value.
 * @param from number of the first row's line, for errors
 */
export function readCells(
  header: readonly string[],
  rows: readonly Cells[],
  topic: unknown,
  from: number,
  context: ParseContext,
  dates: Dates = { order: undefined },
): Reading[] {
  const objects = rows.slice(0, 50).map((cells) => objectOf(header, cells));
  if (header.includes('_field') && header.includes('_value'))
    return fluxRows(
      rows.map((cells) => objectOf(header, cells)),
      topic,
      context,
    );
  const readTime = (value: unknown, format?: string): number | undefined => context.time(value, format);
  const roles = namedRoles(objects, readTime);
  if (roles !== undefined && roles.doubt === undefined && context.timeTag === undefined) {
    const all = rows.map((cells) => objectOf(header, cells));
    return readNamedLists([{ rows: all, roles, path: [], parents: [] }], topic, context);
  }
  return wide(header, rows, topic, from, context, dates);
}

function objectOf(header: readonly string[], cells: Cells): Row {
  return Object.fromEntries(header.map((name, i) => [name, cells[i]]));
}

function wide(
  header: readonly string[],
  rows: readonly Cells[],
  topic: unknown,
  from: number,
  context: ParseContext,
  dates: Dates,
): Reading[] {
  const time = timeColumns(header, rows, context, dates);
  const identity = identityOf(objectOf(header, rows[0]!), []);
  const aside = new Set<string | undefined>(identity?.keys);
  for (const at of time === undefined ? [] : [time.at, time.clock, ...time.others])
    if (at !== undefined) aside.add(header[at]);
  // Temp.Quality beside Temp.
  const qualityAt = new Map<number, number>();
  header.forEach((name, i) => {
    const judged = judgedBy(name, header);
    if (judged === undefined || context.isTag(name)) return;
    qualityAt.set(judged, i);
    aside.add(name);
  });
  const kept = header.flatMap((name, i) => (aside.has(name) || name === '' || FLUX_ONLY.has(name) ? [] : [i]));
  const tags = kept.map((i) => header[i]!);
  return rows.map((cells, i): Reading => {
    const named = identity === undefined ? undefined : assetIn(objectOf(header, cells), identity);
    return {
      asset: named ?? context.assetOf(topic),
      time: time === undefined ? undefined : cellTime(header, cells, time, `payload line ${i + from}`, context),
      tags,
      values: kept.map((at) => cells[at]),
      ...(qualityAt.size > 0 && { qualities: kept.map((at) => qualityIn(cells, header, qualityAt.get(at))) }),
    };
  });
}

function qualityIn(cells: Cells, header: readonly string[], at: number | undefined): Quality | undefined {
  return at === undefined ? undefined : anyQuality(cells[at], header[at]!);
}

/** Columns that InfluxDB adds to each table. */
const FLUX_ONLY = new Set(['result', 'table']);

function timeColumns(
  header: readonly string[],
  rows: readonly Cells[],
  context: ParseContext,
  dates: Dates,
): FoundTime | undefined {
  const declared = context.timeTag === undefined ? -1 : header.indexOf(context.timeTag.name);
  if (declared >= 0) return { at: declared, clock: undefined, format: undefined, others: [] };
  const found = findTime(
    header,
    (at) => (context.isTag(header[at]!) ? undefined : rows[0]![at]),
    (value, format) => context.time(value, format),
  );
  if (found === undefined) return undefined;
  const texts = rows.map((cells) => textOf(cells, found));
  if (found.format !== undefined) return found;
  dates.order = shownOrder(texts) ?? dates.order;
  return {
    ...found,
    format: texts.some(endsWithYear) && dates.order !== undefined ? dates.order : guessTimeFormat(texts),
  };
}

function textOf(cells: Cells, found: FoundTime): string {
  return cellText(timeValue(found, (at) => cells[at]));
}

function cellTime(
  header: readonly string[],
  cells: Cells,
  found: FoundTime,
  field: string,
  context: ParseContext,
): number {
  const { at, clock, parts, format } = found;
  const name = [at, ...(parts?.slice(1) ?? (clock === undefined ? [] : [clock]))]
    .map((one) => header[one]!)
    .join(' + ');
  const raw = timeValue(found, (one) => cells[one]);
  const time = timeOf(raw, name, field, context, format);
  // The arrival would put one row in the wrong place among the others.
  if (time === undefined) throw new InputError(`${field}.${name}`, 'is empty; complete or remove the line');
  return time;
}

function cellText(cell: unknown): string {
  return typeof cell === 'string' || typeof cell === 'number' ? String(cell) : '';
}
