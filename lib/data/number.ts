import type { Cell } from './row';

/** How recordings write a value that is missing. */
const MISSING = new Set(['', 'nan', 'na', 'n/a', 'null', 'none', '-']);
/** A decimal comma, as in files with `;`. */
const DECIMAL_COMMA = /^[+-]?\d+,\d+(?:[eE][+-]?\d+)?$/;

/** True for a cell that says that there is no value. */
export function isMissing(cell: Cell): boolean {
  return typeof cell === 'number' ? Number.isNaN(cell) : MISSING.has(cell.trim().toLowerCase());
}

/** The number in a cell; NaN for anything else. true and false are 1 and 0. */
export function parseNumber(cell: Cell): number {
  if (typeof cell === 'number') return cell;
  const text = cell.trim();
  if (text === '') return Number.NaN;
  const value = Number(text);
  if (!Number.isNaN(value)) return value;
  if (DECIMAL_COMMA.test(text)) return Number(text.replace(',', '.'));
  const lower = text.toLowerCase();
  return lower === 'true' ? 1 : lower === 'false' ? 0 : Number.NaN;
}
