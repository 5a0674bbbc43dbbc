import { EntryError, readEach, refuserOf, refuseUnknown } from '../../../lib/config/entries';
import { readNames } from '../../../lib/config/names';
import { describe, isPlainObject, own } from '../../../lib/input';
import { DECISION_KINDS, type DecisionKind, SEVERITIES, type Severity } from '../../../lib/record/words';

/** How the tags of a rule deviate. */
export const DEVIATIONS = ['high', 'low', 'off', 'still', 'silent'] as const;
export type Deviation = (typeof DEVIATIONS)[number];

/** What the people of a plant know: when these tags deviate like this, it is that. */
export interface Rule {
  /** All of them must. */
  readonly tags: readonly string[];
  readonly when: Deviation;
  readonly kind: DecisionKind;
  /** What the alarm is called; its pattern. */
  readonly name: string;
  /** Undefined: as judged. */
  readonly severity: Severity | undefined;
}

const KNOWN = ['tags', 'when', 'kind', 'name', 'severity'];
const MOST = 50;
const LONGEST = 60;

/**
 * Reads the table: a list of { tags, when, kind, name, severity }, tags separated by commas.
 * @throws EntryError that names rule and column
 */
export function readRules(json: unknown): readonly Rule[] {
  if (!Array.isArray(json)) {
    throw new EntryError('rules', `is ${describe(json)}; give a list of rules`, { key: 'shape' });
  }
  if (json.length > MOST) {
    const values = { count: json.length, most: MOST };
    throw new EntryError('rules', `has ${json.length} rules; give at most ${MOST}`, { key: 'many', values });
  }
  return Object.freeze(readEach(json, (raw, i) => readRule(raw, i + 1)));
}

function readRule(raw: unknown, row: number): Rule {
  const wrong = refuserOf('rule', row);
  if (!isPlainObject(raw)) throw wrong('tags', `is ${describe(raw)}; give an object`, 'shape');
  refuseUnknown(raw, KNOWN, wrong);
  const oneOf = <T extends string>(column: string, names: readonly T[], otherwise?: T): T => {
    const value = own(raw, column) ?? otherwise;
    if (names.includes(value as T)) return value as T;
    throw wrong(column, `is ${describe(value)}; one of ${names.join(', ')}`, 'choice', { value: String(value) });
  };
  const text = own(raw, 'tags');
  const tags = typeof text === 'string' ? readNames(text) : [];
  if (tags.length === 0)
    throw wrong('tags', `is ${describe(text)}; name one tag or more, separated by commas`, 'empty');
  const name = own(raw, 'name');
  if (typeof name !== 'string' || name.trim() === '' || name.length > LONGEST) {
    throw wrong('name', `is ${describe(name)}; give a text of up to ${LONGEST} characters`, 'short', { most: LONGEST });
  }
  return Object.freeze({
    tags,
    when: oneOf('when', DEVIATIONS, 'off'),
    kind: oneOf('kind', DECISION_KINDS, 'sensor-fault'),
    name: name.trim(),
    severity: own(raw, 'severity') === undefined ? undefined : oneOf('severity', SEVERITIES),
  });
}
