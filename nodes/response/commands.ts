import { EntryError, type Refuse, readEach, refuserOf, refuseUnknown } from '../../lib/config/entries';
import { describe, isPlainObject, isSafeName, own } from '../../lib/input';
import { DECISION_KINDS, type DecisionKind, SEVERITIES, type Severity } from '../../lib/record/words';
import { readTarget, TARGET_PROPERTIES, type Target } from './write-back/target';
import { DATATYPES } from './write-back/twins';

/** When a command is given: what must be open, or that the guard itself cannot judge. */
export type CommandKind = DecisionKind | 'fault';

/** One command to the plant. The list is configuration: no message can add to it or change it. */
export interface Command extends Target {
  readonly name: string;
  readonly kinds: readonly CommandKind[];
  /** The least severity. */
  readonly severity: Severity;
  /** The number for $value: given, or the last normal value of a tag. */
  readonly value: number | { readonly tag: string } | undefined;
  /** Limits of the value; a value outside is never sent. */
  readonly min: number;
  readonly max: number;
  /** ms between two of them, at least */
  readonly interval: number;
  /** ms after which it is no longer given, when it has waited for approval, and after which a receiver should ignore it */
  readonly expires: number;
  /** People who must approve it, each under another name. */
  readonly approvals: number;
}

const KINDS: readonly CommandKind[] = [...DECISION_KINDS, 'fault'];
const KNOWN = [
  'name',
  'kinds',
  'severity',
  ...TARGET_PROPERTIES,
  'value',
  'min',
  'max',
  'interval',
  'expires',
  'approvals',
];
const MOST_COMMANDS = 50;

/**
 * Reads the list of commands. Intervals are minutes and expiry is seconds there, as people say them.
 * @throws EntryError that names command and property
 */
export function readCommands(json: unknown): readonly Command[] {
  if (!Array.isArray(json)) {
    throw new EntryError('commands', `is ${describe(json)}; give a list of commands`, { key: 'shape' });
  }
  if (json.length > MOST_COMMANDS) {
    const values = { count: json.length, most: MOST_COMMANDS };
    const reason = `has ${json.length} commands; give at most ${MOST_COMMANDS}`;
    throw new EntryError('commands', reason, { key: 'many', values });
  }
  const names = new Set<string>();
  const commands = readEach(json, (raw, i) => {
    const command = readCommand(raw, i + 1);
    const { name } = command;
    if (names.has(name)) {
      const reason = `is ${JSON.stringify(name)}, as of another command; give each a name of its own`;
      throw refuserOf('command', i + 1)('name', reason, 'twice', { name });
    }
    names.add(name);
    return command;
  });
  return Object.freeze(commands);
}

function readCommand(raw: unknown, number: number): Command {
  const wrong = refuserOf('command', number);
  if (!isPlainObject(raw)) throw wrong('name', `is ${describe(raw)}; give an object`, 'shape');
  const name = own(raw, 'name');
  if (!isSafeName(name))
    throw wrong('name', `is ${describe(name)}; give a text`, name === undefined ? 'empty' : 'rename');
  refuseUnknown(raw, KNOWN, wrong);
  const severity = own(raw, 'severity') ?? 'high';
  if (!SEVERITIES.includes(severity as Severity))
    throw wrong('severity', `is ${describe(severity)}; one of ${SEVERITIES.join(', ')}`, 'choice', {
      value: String(severity),
    });
  const kinds = own(raw, 'kinds') ?? ['cyber-attack'];
  if (!Array.isArray(kinds) || kinds.length === 0 || !kinds.every((kind) => KINDS.includes(kind))) {
    throw wrong('kinds', `is ${describe(kinds)}; give a list of ${KINDS.join(', ')}`, 'none');
  }
  const number_ = (property: string, fallback: number, min: number, max: number): number => {
    const value = own(raw, property) ?? fallback;
    if (typeof value === 'number' && value >= min && value <= max) return value;
    const reason = `is ${describe(value)}; give a number from ${min} to ${max}`;
    const limited = Number.isFinite(min) && Number.isFinite(max);
    throw wrong(property, reason, limited ? 'number' : 'notNumber', { value: String(value), min, max });
  };
  const command: Command = {
    name,
    kinds: kinds as CommandKind[],
    severity: severity as Severity,
    ...readTarget(raw, wrong),
    value: readValue(own(raw, 'value'), wrong),
    min: number_('min', Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY),
    max: number_('max', Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY),
    interval: number_('interval', 10, 0, 525_600) * 60_000,
    expires: number_('expires', 60, 1, 86_400) * 1000,
    approvals: number_('approvals', 0, 0, 5),
  };
  return checkRange(command, wrong);
}

function readValue(value: unknown, wrong: Refuse): Command['value'] {
  if (value === undefined || typeof value === 'number') return value;
  if (typeof value === 'string' && isSafeName(value)) return { tag: value };
  const reason = `is ${describe(value)}; give a number, or the name of the tag whose last normal value is meant`;
  throw wrong('value', reason, 'rename');
}

/** What comes from a measurement must have limits; what is given must be within them. */
function checkRange(command: Command, wrong: Refuse): Command {
  const { value, min, max, datatype } = command;
  const [least, most] = DATATYPES[datatype];
  if (typeof value === 'number' && !(value >= least && value <= most)) {
    const reason = `is ${value}; a ${datatype} holds ${least} to ${most}`;
    throw wrong('value', reason, 'number', { value, min: least, max: most });
  }
  if (min > max) throw wrong('min', `is ${min}, above max ${max}`, 'above', { min, max });
  if (typeof value === 'number' && !(value >= min && value <= max)) {
    const reason = `is ${value}; give one from ${min} to ${max}`;
    throw wrong('value', reason, 'within', { value });
  }
  if (typeof value === 'object' && !(Number.isFinite(min) && Number.isFinite(max))) {
    const missing = Number.isFinite(min) ? 'max' : 'min';
    throw wrong(missing, 'is missing; a value that is taken from a tag needs min and max', 'limits');
  }
  // A value outside of what the datatype holds would arrive as another one.
  return Object.freeze({ ...command, min: Math.max(min, least), max: Math.min(max, most) });
}
