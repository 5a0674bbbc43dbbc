import { describe } from '../../lib/input';
import type { Tag } from '../../lib/record/tags';
import { convertUnit } from './units';

/** Why the last call of toNumber gave NaN; '' when the value was simply not there. */
export interface Problem {
  text: string;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const WITH_UNIT = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(\S.{0,19})$/i;
/** The minus of typesetters before a number. */
const TYPESET_MINUS = /^\u2212(?=[\d.])/;
const MAX_LENGTH = 400;
/** What sources write where they have no number; a word that may be a state of the process is none of these. */
const MISSING = new Set([
  ...['', 'null', 'nil', 'none', 'undefined', 'n/a', 'na', '-', '--', '---', '?', 'unavailable', 'not available'],
  ...['nan', '-nan', '+nan', 'nan(ind)', '-nan(ind)', '1.#qnan', '-1.#ind', '1.#inf', '-1.#inf'],
  ...['inf', '-inf', '+inf', 'infinity', '-infinity', '+infinity', '∞', '-∞'],
  // Spreadsheets.
  ...['#n/a', '#na', '#value!', '#div/0!', '#ref!', '#num!', '#name?', '#null!', '#error!'],
  // PI, Wonderware and their like.
  ...[
    'bad input',
    'i/o timeout',
    'io timeout',
    'pt created',
    'calc failed',
    'no data',
    'no sample',
    'no result',
    'no good data',
  ],
  ...['scan off', 'scan timeout', 'intf shut', 'comm fail', 'not connect', 'arc off-line'],
]);
const SWITCH = new Map([
  ['true', 1],
  ['false', 0],
  ['on', 1],
  ['off', 0],
]);

/**
 * A source's value as a number. null, NaN, infinities and empty texts are missing; a text is a number only when all of it
 * is, or when its unit can be turned into the tag's declared unit.
 * @param unit that the source names for this value
 * @returns NaN when there is no usable value; problem.text then says what is wrong with it, or is '' when it is missing
 */
export function toNumber(raw: unknown, tag: Tag | undefined, unit: string | undefined, problem: Problem): number {
  problem.text = '';
  let value: number;
  switch (typeof raw) {
    case 'number':
      value = raw;
      break;
    case 'boolean':
      return raw ? 1 : 0;
    case 'string':
      value = fromText(raw, tag, problem);
      break;
    case 'bigint':
      value = Number(raw);
      break;
    default:
      value = fromObject(raw, problem);
  }
  if (!Number.isFinite(value)) return Number.NaN;
  if (unit === undefined || tag?.unit === undefined || unit === tag.unit) return value;
  const converted = convertUnit(value, unit, tag.unit);
  if (converted !== undefined) return converted;
  problem.text = `comes in ${describe(unit)}, which does not convert to ${describe(tag.unit)}; correct the unit in the tag table`;
  return Number.NaN;
}

function fromText(raw: string, tag: Tag | undefined, problem: Problem): number {
  const text = raw.trim().replace(TYPESET_MINUS, '-');
  const state = tag?.states?.indexOf(text) ?? -1;
  if (state >= 0) return state;
  // No number is this long, and the patterns below would take the square of its length.
  if (text.length > MAX_LENGTH) {
    problem.text = `is ${describe(text)}; send a number`;
    return Number.NaN;
  }
  if (NUMBER.test(text)) return Number(text);
  const lower = text.toLowerCase();
  if (MISSING.has(lower)) return Number.NaN;
  const position = SWITCH.get(lower);
  if (position !== undefined) return position;
  return withUnit(text, tag, problem);
}

function withUnit(text: string, tag: Tag | undefined, problem: Problem): number {
  const parts = WITH_UNIT.exec(text);
  if (parts !== null && tag?.unit !== undefined) {
    const converted = convertUnit(Number(parts[1]), parts[2]!, tag.unit);
    if (converted !== undefined) return converted;
  }
  if (tag?.states !== undefined) problem.text = `is ${describe(text)}, none of its states ${tag.states.join(', ')}`;
  else if (parts === null) problem.text = `is ${describe(text)}; send a number, or list its states in the tag table`;
  else problem.text = `is ${describe(text)}; send a number, or give the tag a unit to convert to in the tag table`;
  return Number.NaN;
}

/** 64-bit integers as JavaScript libraries give them: Long with low and high words. */
function fromObject(raw: unknown, problem: Problem): number {
  if (raw === null || raw === undefined) return Number.NaN;
  if (typeof raw === 'object') {
    const { low, high, unsigned } = raw as { low?: unknown; high?: unknown; unsigned?: unknown };
    if (typeof low === 'number' && typeof high === 'number') return longToNumber(low, high, unsigned === true);
    if (raw instanceof Date) return raw.getTime();
  }
  problem.text = `is ${describe(raw)}; send a number`;
  return Number.NaN;
}

/** The nearest number to a 64-bit integer; exact up to 2^53. */
export function longToNumber(low: number, high: number, unsigned: boolean): number {
  return (unsigned ? high >>> 0 : high | 0) * 2 ** 32 + (low >>> 0);
}
