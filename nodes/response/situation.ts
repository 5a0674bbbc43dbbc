import type { Decision, Severity, TwinRecord } from '../../lib/record';
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

export function situationOf(decision: Decision): Situation {
  return decision;
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
