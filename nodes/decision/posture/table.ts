import { EntryError, readEach, refuserOf, refuseUnknown } from '../../../lib/config/entries';
import { describe, isPlainObject, own } from '../../../lib/input';
import { POSTURES, type PostureLevel, SEVERITIES, type Severity } from '../../../lib/record/words';

/** What holds at one level of the posture. */
export interface Measures {
  /** A score above this share of the limit counts as anomalous, 0.5 to 1; 1 = the limit as it is. */
  readonly limit: number;
  /** Anomalous records that make an alarm, where that is fewer than the setting says; undefined = as the setting says. */
  readonly confirm: number | undefined;
  /** Nothing is learned. */
  readonly freeze: boolean;
  /** Commands leave twin-response from this severity on; a command's own least severity holds all the same. */
  readonly commands: Severity;
  /** Each anomalous record is an event, and in the log. */
  readonly log: boolean;
}

export type PostureTable = Readonly<Record<PostureLevel, Measures>>;

/** As the setting is written. */
export type PostureRow = Record<string, unknown>;

export const LEAST_LIMIT = 0.5;
export const MOST_CONFIRM = 1000;

/**
 * The default table. A posture stays up for an hour and longer, so that two records above a limit hardly lowered is all that it
 * asks for at most: a single one made three times the false alarms of a plant without a twin.
 */
export const ROWS: Readonly<Record<PostureLevel, PostureRow>> = {
  normal: { limit: 1, freeze: false, commands: 'low', log: false },
  elevated: { limit: 1, freeze: true, commands: 'low', log: false },
  high: { limit: 0.95, freeze: true, commands: 'low', log: true },
  lockdown: { limit: 0.9, confirm: 2, freeze: true, commands: 'low', log: true },
};
const KNOWN = ['limit', 'confirm', 'freeze', 'commands', 'log'];

export const DEFAULT_POSTURES = JSON.stringify(ROWS);

/**
 * Reads the table: a member for each level, { limit, confirm, freeze, commands, log }. What a level lacks is as in the default
 * table.
 * @throws EntryError that names level and column
 */
export function readPostures(json: unknown): PostureTable {
  const known = POSTURES.join(', ');
  if (!isPlainObject(json)) {
    throw new EntryError('postures', `is ${describe(json)}; give an object with ${known}`, { key: 'shape' });
  }
  for (const level of Object.keys(json)) {
    if (POSTURES.includes(level as PostureLevel)) continue;
    const reason = `has the level ${describe(level)}; known: ${known}`;
    throw new EntryError('postures', reason, { key: 'unknown', values: { known } });
  }
  const rows = readEach(POSTURES, (level) => [level, readRow(level, own(json, level) ?? ROWS[level], ROWS[level])]);
  const table = Object.fromEntries(rows) as PostureTable;
  checkOrder(table);
  return Object.freeze(table);
}

function readRow(level: PostureLevel, raw: unknown, otherwise: PostureRow): Measures {
  const wrong = refuserOf('level', level);
  if (!isPlainObject(raw)) {
    throw wrong('limit', `is ${describe(raw)}; give an object with ${KNOWN.join(', ')}`, 'shape');
  }
  refuseUnknown(raw, KNOWN, wrong);
  const of = (column: string): unknown => own(raw, column) ?? otherwise[column];
  const number = (column: string, min: number, max: number, what: string): number => {
    const value = of(column);
    const right = typeof value === 'number' && value >= min && value <= max;
    if (right && (column === 'limit' || Number.isInteger(value))) return value;
    const reason = `is ${describe(value)}; give ${what} from ${min} to ${max}`;
    throw wrong(column, reason, column === 'limit' ? 'number' : 'whole', { value: String(value), min, max });
  };
  const flag = (column: string): boolean => {
    const value = of(column);
    if (typeof value === 'boolean') return value;
    throw wrong(column, `is ${describe(value)}; give true or false`, 'flag');
  };
  const commands = of('commands');
  if (!SEVERITIES.includes(commands as Severity)) {
    const reason = `is ${describe(commands)}; give one of ${SEVERITIES.join(', ')}`;
    throw wrong('commands', reason, 'choice', { value: String(commands) });
  }
  return Object.freeze({
    limit: number('limit', LEAST_LIMIT, 1, 'a share of the limit'),
    confirm: own(raw, 'confirm') == null ? undefined : number('confirm', 1, MOST_CONFIRM, 'a whole number of records'),
    freeze: flag('freeze'),
    commands: commands as Severity,
    log: flag('log'),
  });
}

/** An attack must not make the guard look less closely. */
function checkOrder(table: PostureTable): void {
  readEach(POSTURES.slice(1), (level, i) => {
    const lower = POSTURES[i]!;
    const [above, below] = [table[level], table[lower]];
    const reason = `is laxer than at ${lower}; a higher level looks at least as closely`;
    const lax = (column: string): EntryError => refuserOf('level', level)(column, reason, 'lax', { lower });
    if (above.limit > below.limit) throw lax('limit');
    if ((above.confirm ?? MOST_CONFIRM) > (below.confirm ?? MOST_CONFIRM)) throw lax('confirm');
    if (below.freeze && !above.freeze) throw lax('freeze');
    if (below.log && !above.log) throw lax('log');
  });
}
