import { numberedTags } from '../record/features';
import { counted } from '../text/counted';
import { timeReader } from '../time/format';
import { joinedTime } from '../time/names';
import { type DecimalMark, decimalMark } from './numerals';
import type { Line } from './separated';

/** What stands where in a file of separated values. */
export interface Layout {
  /** Names of the columns; '' where the header names none. */
  readonly names: readonly string[];
  /** Number of the first line of data. */
  readonly first: number;
  /** From a line of units below the header. */
  readonly units: readonly (string | undefined)[];
  /** Columns whose cells are dates, times or both. */
  readonly dated: readonly number[];
  readonly mark: DecimalMark;
  /** How the lines above say that dates are written: dd/mm/yyyy. */
  readonly order: 'day-first' | 'month-first' | undefined;
  /** What stood above the data and was passed over, for people. */
  readonly notes: readonly string[];
}

/** Lines that are looked at to find out. */
export const SAMPLE_LINES = 1000;
/** Part of the cells of a column that must be of a kind to name it so. */
const MOSTLY = 0.6;

/** @param delimiter as found, for what a comma in a number means */
export function layoutOf(lines: readonly Line[], delimiter: string): Layout {
  const sample = lines.slice(0, SAMPLE_LINES);
  const width = commonWidth(sample);
  const body = sample.slice(sample.length >> 1).filter(({ cells }) => cells.length === width);
  const dated = columnsWhere(width, body, (cell) => isDated(cell));
  const mark = decimalMark([...undatedCells(body, dated)], delimiter);
  const isData = dataTest(body, width, dated);
  const at = Math.max(0, sample.findIndex(isData));
  const above = sample.slice(0, at);
  const header = headerOf(above, width, dated);
  if (header === undefined) {
    const names = numberedTags(width).map((name, i) =>
      dated.includes(i) ? (i === dated[0] ? 'time' : `time ${i + 1}`) : name,
    );
    return { names, first: sample[at]?.number ?? 1, units: [], dated, mark, order: undefined, notes: passed(above) };
  }
  const below = above.slice(above.indexOf(header) + 1);
  const unitLine = below.find((line) => isUnits(line, dated));
  const units = (unitLine?.cells ?? []).map((cell) => unitOf(cell));
  const grouped = groupedNames(
    above.filter((line) => line !== unitLine),
    header,
    dated,
  );
  const rest = above.filter((line) => line !== header && line !== unitLine && line !== grouped?.other);
  const notes = [...passed(rest), ...(unitLine === undefined ? [] : [`line ${unitLine.number} holds units`])];
  if (grouped !== undefined) notes.push(`lines ${header.number} and ${grouped.other.number} name the columns together`);
  return {
    names: grouped?.names ?? namesOf(header),
    first: sample[at]?.number ?? Infinity,
    units,
    dated,
    mark,
    order: orderIn(above),
    notes,
  };
}

/** A remark on how dates are written. */
function orderIn(above: readonly Line[]): Layout['order'] {
  const text = above
    .flatMap(({ cells }) => cells)
    .find((cell) => /^(?:d{1,2}[-/. ]m{1,3}|m{1,3}[-/. ]d{1,2})[-/. ]y/i.test(cell));
  if (text === undefined) return undefined;
  return /^d/i.test(text) ? 'day-first' : 'month-first';
}

function passed(lines: readonly Line[]): string[] {
  if (lines.length === 0) return [];
  const [first] = lines;
  const shown = JSON.stringify(
    first!.cells
      .filter((cell) => cell !== '')
      .join(' ')
      .slice(0, 40),
  );
  return [`${counted(lines.length, 'line')} above the data (${shown}) passed over`];
}

/** Cells per line that most lines have; titles and remarks have others. */
function commonWidth(lines: readonly Line[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of lines) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  let best = 1;
  for (const [width, count] of counts) if (count > (counts.get(best) ?? 0)) best = width;
  return best;
}

function columnsWhere(width: number, body: readonly Line[], test: (cell: string) => boolean): number[] {
  return Array.from({ length: width }, (_, i) => i).filter((i) => {
    const filled = body.filter(({ cells }) => cells[i] !== '');
    return filled.length > 0 && filled.filter(({ cells }) => test(cells[i]!)).length >= MOSTLY * filled.length;
  });
}

const readers = [timeReader(), timeReader('day-first'), timeReader('month-first')];
const DAY = '2020-01-01';

/** Whether a text is a date, a time of day or both. A number may be a time only by its name. */
export function isDated(cell: string): boolean {
  if (cell.length < 4 || cell.length > 40 || !/\d/.test(cell) || isNumber(cell)) return false;
  return readers.some((read) => !Number.isNaN(read(cell))) || isTimeOfDay(cell);
}

export function isTimeOfDay(cell: string): boolean {
  return /^\s*\d{1,2}:\d{2}/.test(cell) && !Number.isNaN(readers[0]!(joinedTime(DAY, cell)));
}

const NUMERIC = /^[+\u2212-]?[\d.,' \u00a0\u202f\u2019]*\d[.,]?(e[+-]?\d+)?\s*(?:[\p{L}%°‰/³²]{1,12})?$/iu;

/** A number in any notation, a unit behind it perhaps. */
function isNumber(cell: string): boolean {
  return NUMERIC.test(cell) && !/^\d{1,4}([./-])\d{1,2}\1\d{1,4}/.test(cell);
}

function* undatedCells(body: readonly Line[], dated: readonly number[]): Generator<string> {
  for (const { cells } of body) for (let i = 0; i < cells.length; i++) if (!dated.includes(i)) yield cells[i]!;
}

/** A line of data has times where the others have times; without times, numbers where they have numbers. */
function dataTest(body: readonly Line[], width: number, dated: readonly number[]): (line: Line) => boolean {
  const timeAt = dated[0];
  if (timeAt !== undefined) return ({ cells }) => isDated(cells[timeAt] ?? '');
  const numeric = columnsWhere(width, body, isNumber);
  if (numeric.length === 0) return ({ cells }) => cells.length === width;
  return ({ cells }) => cells.length === width && numeric.some((i) => isNumber(cells[i] ?? ''));
}

/** The line with most names; of equals the first: units and remarks stand below it. */
function headerOf(above: readonly Line[], width: number, dated: readonly number[]): Line | undefined {
  let best: Line | undefined;
  let most = Math.min(1, width - 1);
  for (const line of above) {
    // The time needs no name, as in files that name only the tags.
    const cells = line.cells.slice(0, width).map((cell, i) => (cell === '' && dated.includes(i) ? ' ' : cell));
    const names = new Set(cells.filter((cell) => cell !== '')).size;
    if (names <= most || 2 * names < width - 1) continue;
    best = line;
    most = names;
  }
  return best;
}

const UNIT = /^[[(]?(?:°?[a-zµΩ%‰°℃℉][a-z0-9µ³²°/*·^%-]{0,9}|[-–]|1(?:\/[a-z]{1,3})?)[\])]?$/i;
const SURE_UNIT =
  /[%‰°³²µΩ℃℉/[(]|^(?:[kMGmµ]?(?:W|V|A|Pa|bar|Hz|J|N|Nm|g|m|l|L|s|Wh)|kg|t|K|C|F|psi|mbar|rpm|min|h|d|degC|degF|gpm|cfm|ppm|pH|cm|ms)$/;

/** A line of units: short, and some of them are known or hold a mark that only units have. */
function isUnits({ cells }: Line, dated: readonly number[]): boolean {
  const filled = cells.filter((cell, i) => cell !== '' && !dated.includes(i));
  return filled.length > 0 && filled.every((cell) => UNIT.test(cell)) && filled.some((cell) => SURE_UNIT.test(cell));
}

function unitOf(cell: string): string | undefined {
  const unit = cell.replace(/^[[(](.*)[\])]$/, '$1');
  return unit === '' || unit === '-' || unit === '\u2013' ? undefined : unit;
}

/** Groups above names: Boiler, , Pump, and Temp, Press, Temp, Press below are Boiler.Temp and so on. */
function groupedNames(
  above: readonly Line[],
  header: Line,
  dated: readonly number[],
): { readonly names: string[]; readonly other: Line } | undefined {
  if (areDistinct(namesOf(header), dated)) return undefined;
  const at = above.indexOf(header);
  for (const [upper, lower] of [
    [above[at - 1], header],
    [header, above[at + 1]],
  ] as const) {
    if (upper === undefined || lower === undefined) continue;
    let group = '';
    const names = namesOf(lower).map((name, i) => {
      const over = upper.cells[i] ?? '';
      if (dated.includes(i)) return name || over;
      if (over !== '') group = over;
      return group === '' || name === '' ? name || group : `${group}.${name}`;
    });
    if (areDistinct(names, dated)) return { names, other: upper === header ? lower : upper };
  }
  return undefined;
}

function areDistinct(names: readonly string[], dated: readonly number[]): boolean {
  const tags = names.filter((_, i) => !dated.includes(i));
  return tags.length > 1 && !tags.includes('') && new Set(tags).size === tags.length;
}

/** A remark mark before the first name is none of it. */
function namesOf({ cells }: Line): string[] {
  return cells.map((cell, i) => (i === 0 ? cell.replace(/^#\s*/, '') : cell));
}
