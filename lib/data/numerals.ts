/** How a file writes its numbers. Cells are brought into the form that all layers read: digits and a point. */

export type DecimalMark = '.' | ',';

/** Between groups of three digits: also blanks (thin and narrow ones too) and the Swiss apostrophe. */
const GROUP = "[ '\u00a0\u2009\u202f\u2019";
const NUMERAL = new RegExp(
  `^([+\u2212-]?)(\\d(?:${GROUP}.,]?\\d)*[.,]?|[.,]\\d+)(e[+-]?\\d+)?(?:\\s*([\\p{L}%°‰[(].{0,19}))?$`,
  'iu',
);
const GROUPED = {
  '.': new RegExp(`^[1-9]\\d{0,2}(?:${GROUP},]\\d{3})+(?:\\.\\d*)?$`),
  ',': new RegExp(`^[1-9]\\d{0,2}(?:${GROUP}.]\\d{3})+(?:,\\d*)?$`),
} as const;
/** No number of a measurement is this long. */
const LONGEST = 64;
const PLAIN_COMMA = /^\d*,\d*$/;

/**
 * The decimal mark of a file. 59,878 alone is undecided: who parts cells with semicolons does it for the sake of decimal commas;
 * and where all numbers have a comma, in a file without any other mark, they are hardly all thousands.
 * @param cells as many as it takes
 */
export function decimalMark(cells: readonly string[], delimiter: string): DecimalMark {
  if (!cells.some((cell) => cell.includes(','))) return '.';
  const shown = shownMark(cells);
  if (shown !== undefined) return shown;
  let either = 0;
  let all = 0;
  for (const cell of cells) {
    const numeral = numeralOf(cell);
    if (numeral === undefined) continue;
    all++;
    if (numeral.includes(',')) either++;
  }
  return either > 0 && (delimiter !== ',' || either > NEARLY_ALL * all) ? ',' : '.';
}

/** The decimal mark that cells can only mean, or most of them; undefined where none of them shows it. */
export function shownMark(cells: readonly string[]): DecimalMark | undefined {
  let comma = 0;
  let point = 0;
  for (const cell of cells) {
    const mark = markOf(numeralOf(cell) ?? '');
    if (mark === ',') comma++;
    else if (mark === '.') point++;
  }
  if (comma + point === 0) return undefined;
  return comma > point ? ',' : '.';
}

/** The number, as it is written, of a cell that is nothing but one, with a unit perhaps. */
export function numeralOf(cell: string): string | undefined {
  return cell.length > LONGEST ? undefined : NUMERAL.exec(cell)?.[2];
}

const NEARLY_ALL = 0.9;

/** The mark that a numeral can only mean; undefined for 1,234 and 1.234 and for whole numbers. */
function markOf(numeral: string): DecimalMark | undefined {
  const last = Math.max(numeral.lastIndexOf(','), numeral.lastIndexOf('.'));
  if (last < 0) return undefined;
  const mark = numeral[last] as DecimalMark;
  const other = mark === ',' ? '.' : ',';
  const marks = numeral.split(mark).length - 1;
  // 05.01.2026 is no number.
  if (marks > 1) return mark === ',' || GROUPED[','].test(numeral) ? other : undefined;
  const [before = '', after = ''] = [numeral.slice(0, last), numeral.slice(last + 1)];
  const like3 = after.length === 3 && /^[1-9]\d{0,2}$/.test(before);
  return like3 ? undefined : mark;
}

/** A cell with its number, if it begins with one, written with a point and without groups; all others as they are. */
export function canonical(cell: string, mark: DecimalMark): string {
  // With decimal commas 1.299 is a number of thousands.
  if (!Number.isNaN(plainNumber(cell)) && (mark === '.' || !cell.includes('.'))) return cell;
  const parts = cell.length > LONGEST ? null : NUMERAL.exec(cell);
  if (parts === null) return cell;
  const [, sign = '', numeral = '', exponent = '', unit] = parts;
  let digits = numeral;
  if (GROUPED[mark].test(numeral)) digits = numeral.replace(new RegExp(`[^\\d${mark}]`, 'g'), '').replace(mark, '.');
  else if (PLAIN_COMMA.test(numeral)) digits = numeral.replace(',', '.');
  if (digits === numeral && sign !== '\u2212') return cell;
  const number = `${sign === '\u2212' ? '-' : sign}${digits}${exponent}`;
  return unit === undefined ? number : `${number} ${unit.trim()}`;
}

/** The number of a cell that is nothing but one, written with a point; NaN for all others. */
export function plainNumber(cell: string): number {
  const first = cell.charCodeAt(0);
  const digit = first >= 48 && first <= 57;
  if (!digit && first !== 45 && first !== 46 && first !== 43) return Number.NaN;
  // Number() would also read hexadecimal digits.
  if (first === 48 && cell.length > 1 && cell.charCodeAt(1) > 57) return Number.NaN;
  const value = Number(cell);
  return Number.isFinite(value) ? value : Number.NaN;
}
