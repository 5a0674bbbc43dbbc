import {
  DECISION_KINDS,
  type DecisionKind,
  describe,
  InputError,
  isPlainObject,
  own,
  SEVERITIES,
  type Severity,
  type TwinRecord,
} from '../../lib/record';
import type { CommandKind } from './commands';

/** What a response answers to: an open alarm, or a guard that cannot judge. */
export interface Situation {
  readonly kind: CommandKind;
  readonly severity: Severity;
  /** Source time at which it began; tells one alarm of an asset from the next. */
  readonly since: number;
  readonly alarm: string;
  readonly pattern: string;
  readonly confidence: number;
  readonly tags: readonly string[];
  readonly sentence: string;
  readonly evidence: readonly string[];
  readonly posture: string;
}

/**
 * The situation of a decision, also of one that another node made.
 * @throws InputError when what commands hang on is missing
 */
export function situationOf(decision: unknown): Situation {
  if (!isPlainObject(decision)) {
    throw new InputError('payload.decision', `is ${describe(decision)}; send what twin-decision makes or leave it out`);
  }
  if (typeof decision['sentence'] === 'string' && Array.isArray(decision['tags'])) check(decision);
  else throw new InputError('payload.decision', 'lacks sentence or tags; send what twin-decision makes');
  return decision as unknown as Situation;
}

function check(decision: Record<string, unknown>): void {
  const [kind, severity, since] = ['kind', 'severity', 'since'].map((name) => own(decision, name));
  if (!DECISION_KINDS.includes(kind as DecisionKind)) {
    throw new InputError('payload.decision.kind', `is ${describe(kind)}; send one of ${DECISION_KINDS.join(', ')}`);
  }
  if (!SEVERITIES.includes(severity as Severity)) {
    throw new InputError('payload.decision.severity', `is ${describe(severity)}; send one of ${SEVERITIES.join(', ')}`);
  }
  if (!Number.isFinite(since)) {
    throw new InputError('payload.decision.since', `is ${describe(since)}; send milliseconds since 1970`);
  }
}

/** A guard that is blind is a situation of its own. */
export function blindness(record: TwinRecord, since: number): Situation {
  return {
    kind: 'fault',
    severity: 'medium',
    since,
    alarm: 'unacknowledged',
    pattern: 'guard fault',
    confidence: 1,
    tags: [],
    sentence: `The guard of ${record.asset} cannot judge its data.`,
    evidence: ['The score is not a number, or the data do not suit the model.'],
    posture: 'act',
  };
}
