import { isPlainObject } from '../../../lib/input';
import { findTime } from '../../../lib/time/names';
import type { ParseContext, Reading } from '../reading';
import { nameOf } from './key-names';
import { mappingPath, NeedsMapping } from './question';

type Row = Readonly<Record<string, unknown>>;

const NAMES = ['name', 'id'];
const NAME_ONLY = ['name'];
const LOOKED_AT = 100;

/**
 * Keys that may name the thing of a row: an id only where it tells rows of one time apart, or comes again. An id that is
 * new in each row is the row's own.
 */
export function rowNames(rows: readonly unknown[], context: ParseContext): readonly string[] {
  const looked = rows.slice(0, LOOKED_AT).filter(isPlainObject);
  const ids = looked.map((row) => nameOf(row['id']));
  if (looked.length < 2 || ids.includes(undefined)) return NAME_ONLY;
  const again = new Set(ids).size < ids.length;
  return again || looked.every((row) => timeIn(row, context) === timeIn(looked[0]!, context)) ? NAMES : NAME_ONLY;
}

function timeIn(row: Row, context: ParseContext): unknown {
  const keys = Object.keys(row);
  const found = findTime(
    keys,
    (at) => row[keys[at]!],
    (value, format) => context.time(value, format),
  );
  return found === undefined ? undefined : row[keys[found.at]!];
}

/** Texts that tell how a thing is, not which it is. */
const STATES =
  /(?:mode|stat(?:e|us)|phase|step|recipe|quality|validity|note|comment|message|msg|alarm|text|info|desc\w*|unit\w*|reason|user|operator|lot|batch\w*|version|firmware|level|severity|result|label)$/i;

/**
 * Rows of one time and one asset that a text tells apart are of two things: mixing them would make one sensor of two.
 * @throws NeedsMapping that proposes this text as the asset
 */
export function checkApart(rows: readonly unknown[], readings: readonly Reading[]): void {
  const seen = new Map<string, number>();
  for (let i = 0; i < readings.length; i++) {
    const { asset, time } = readings[i]!;
    const key = `${time} ${asset}`;
    const before = seen.get(key);
    if (before === undefined) seen.set(key, i);
    else {
      const apart = whatTellsApart(rows[before], rows[i]);
      if (apart !== undefined) throw new NeedsMapping(question(apart, rows[i] as Row));
    }
  }
}

function whatTellsApart(one: unknown, other: unknown): string | undefined {
  if (!isPlainObject(one) || !isPlainObject(other)) return undefined;
  return Object.keys(one).find((key) => {
    const [a, b] = [one[key], other[key]];
    if (OWN_ID.test(key)) return false;
    if (Number.isInteger(a) && Number.isInteger(b) && a !== b && NUMBERED.test(key)) return !COUNTED.test(key);
    if (typeof a !== 'string' || typeof b !== 'string' || a === b || a === '' || b === '') return false;
    return Number.isNaN(Number(a)) && Number.isNaN(Date.parse(a)) && nameOf(a) !== undefined && !STATES.test(key);
  });
}

/** The row's own, in a database. */
const OWN_ID = /^_?(?:row_?)?id$/i;
/** Numbers that stand for a thing: unit_no, slaveId, channel. */
const NUMBERED = /(?:[a-z]_?(?:id|no|nr|num|number|key|code|addr|address)|channel|slot|unit|slave|address|node)$/i;

/** Numbers of messages and orders, which go on. */
const COUNTED = /seq|msg|message|event|row|record|batch|lot|order|job|index|code$/i;

function question(apart: string, row: Row) {
  const keys = Object.keys(row);
  const found = findTime(
    keys,
    (at) => row[keys[at]!],
    () => undefined,
  );
  const of = (key: string | undefined): string => (key === undefined ? '' : mappingPath(['payload', 0, key]));
  return {
    field: 'payload',
    doubt: `holds rows of one time that ${apart} tells apart`,
    proposal: {
      assetPath: of(apart),
      timePath: of(found === undefined ? undefined : keys[found.at]),
      tagPath: '',
      valuePath: 'payload[]',
    },
  };
}
