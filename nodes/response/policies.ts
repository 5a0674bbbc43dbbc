import type { AlarmState } from '../../lib/alarm/states';
import { EntryError, type Refuse, readEach, refuserOf, refuseUnknown } from '../../lib/config/entries';
import { describe, isPlainObject, own } from '../../lib/input';
import { DECISION_KINDS, POSTURES, type PostureLevel, SEVERITIES, type Severity } from '../../lib/record/words';
import { matches } from '../../lib/text/pattern';
import type { CommandKind } from './commands';
import { atLeast } from './severity';

/** States of an open alarm that a row may ask for. */
export const POLICY_STATES = [
  'unacknowledged',
  'acknowledged',
  'shelved',
  'suppressed by design',
  'out of service',
] as const satisfies readonly AlarmState[];
export type PolicyState = (typeof POLICY_STATES)[number];

/** What a row asks of an alarm; undefined asks nothing. */
interface When {
  readonly kind: CommandKind | undefined;
  /** The least severity. */
  readonly severity: Severity | undefined;
  readonly posture: PostureLevel | undefined;
  /** Names in which * stands for anything; a tag is one of those concerned. */
  readonly asset: string | undefined;
  readonly tag: string | undefined;
  readonly state: PolicyState | undefined;
}

/** A row of the table: which answers to an alarm may leave. It can hold back what the settings and commands would do, never add. */
export interface Policy extends When {
  /** Number of the row, from 1. */
  readonly row: number;
  readonly alert: boolean;
  /** All that are listed, none, or the only one. */
  readonly command: 'listed' | 'none' | { readonly only: string };
  readonly retrain: boolean;
  /** That it applied stands in the audit log. */
  readonly log: boolean;
}

/** What a row looks at. */
export interface Alarming {
  readonly kind: CommandKind;
  readonly severity: Severity;
  readonly posture?: PostureLevel | undefined;
  readonly alarm: string;
  readonly tags: readonly string[];
}

const KINDS: readonly CommandKind[] = [...DECISION_KINDS, 'fault'];
const KNOWN = ['kind', 'severity', 'posture', 'asset', 'tag', 'state', 'alert', 'command', 'retrain', 'log'];
const MOST = 100;
const ONLY = 'only:';

/**
 * Reads the table: a list of { kind, severity, posture, asset, tag, state, alert, command, retrain, log }. What a row does not say it
 * does not ask; alert and retrain are true, log is false, and command is 'none', 'only:<name>' or absent for all that are listed.
 * @throws EntryError that names row and column
 */
export function readPolicies(json: unknown): readonly Policy[] {
  if (!Array.isArray(json)) {
    throw new EntryError('policies', `is ${describe(json)}; give a list of rows`, { key: 'shape' });
  }
  if (json.length > MOST) {
    const values = { count: json.length, most: MOST };
    throw new EntryError('policies', `has ${json.length} rows; give at most ${MOST}`, { key: 'many', values });
  }
  return Object.freeze(readEach(json, (raw, i) => readRow(raw, i + 1)));
}

function readRow(raw: unknown, row: number): Policy {
  const wrong = refuserOf('row', row);
  if (!isPlainObject(raw)) throw wrong('kind', `is ${describe(raw)}; give an object`, 'shape');
  refuseUnknown(raw, KNOWN, wrong);
  const oneOf = <T extends string>(column: string, names: readonly T[]): T | undefined => {
    const value = own(raw, column);
    if (value === undefined || names.includes(value as T)) return value as T | undefined;
    throw wrong(column, `is ${describe(value)}; one of ${names.join(', ')}`, 'choice', { value: String(value) });
  };
  const name = (column: string): string | undefined => {
    const value = own(raw, column);
    if (value === undefined || (typeof value === 'string' && value !== '')) return value;
    throw wrong(column, `is ${describe(value)}; give a name, * stands for anything`, 'text');
  };
  const flag = (column: string, otherwise: boolean): boolean => {
    const value = own(raw, column) ?? otherwise;
    if (typeof value === 'boolean') return value;
    throw wrong(column, `is ${describe(value)}; give true or false`, 'flag');
  };
  return Object.freeze({
    row,
    kind: oneOf('kind', KINDS),
    severity: oneOf('severity', SEVERITIES),
    posture: oneOf('posture', POSTURES),
    asset: name('asset'),
    tag: name('tag'),
    state: oneOf('state', POLICY_STATES),
    alert: flag('alert', true),
    command: readCommand(own(raw, 'command'), wrong),
    retrain: flag('retrain', true),
    log: flag('log', false),
  });
}

function readCommand(value: unknown, wrong: Refuse): Policy['command'] {
  if (value === undefined) return 'listed';
  if (value === 'none') return 'none';
  if (typeof value === 'string' && value.startsWith(ONLY) && value.length > ONLY.length) {
    return { only: value.slice(ONLY.length) };
  }
  throw wrong('command', `is ${describe(value)}; give none or only:<name of a command>, or leave it out`, 'choice', {
    value: String(value),
  });
}

/** @throws EntryError when a row names a command that is not listed */
export function checkPolicies(policies: readonly Policy[], commands: readonly { readonly name: string }[]): void {
  const listed = commands.map(({ name }) => name).join(', ') || 'none';
  readEach(policies, ({ row, command }) => {
    if (typeof command !== 'object' || commands.some(({ name }) => name === command.only)) return;
    const reason = `${JSON.stringify(command.only)} is not listed; listed: ${listed}`;
    throw refuserOf('row', row)('command', reason, 'notListed', { name: command.only });
  });
}

/** The first row that fits; undefined: everything may leave. */
export function policyFor(policies: readonly Policy[], alarming: Alarming, asset: string): Policy | undefined {
  return policies.find((policy) => fits(policy, alarming, asset));
}

function fits(when: When, { kind, severity, posture = 'normal', alarm, tags }: Alarming, asset: string): boolean {
  return (
    (when.kind ?? kind) === kind &&
    (when.severity === undefined || atLeast(severity, when.severity)) &&
    (when.posture ?? posture) === posture &&
    (when.state ?? alarm) === alarm &&
    (when.asset === undefined || matches(when.asset, asset)) &&
    (when.tag === undefined || tags.some((tag) => matches(when.tag!, tag)))
  );
}

/** Whether a row lets a command leave; without a row each may. */
export function allows(policy: Policy | undefined, command: string): boolean {
  if (policy === undefined || policy.command === 'listed') return true;
  return policy.command !== 'none' && policy.command.only === command;
}
