import { BLIND_PATTERN, blindAdvice, blindSentence } from '../../lib/alarm/blind';
import { isAside } from '../../lib/alarm/states';
import { describe, InputError, isPlainObject, own } from '../../lib/input';
import type { Posture, TwinRecord } from '../../lib/record/record';
import {
  DECISION_KINDS,
  type DecisionKind,
  type PostureLevel,
  SEVERITIES,
  type Severity,
} from '../../lib/record/words';
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
  /** The posture of the asset; absent where nobody said. */
  readonly posture?: PostureLevel;
  /** Commands leave from this severity on. */
  readonly commands?: Severity;
}

/** What is open of an asset. */
export interface Open {
  readonly plant?: Situation;
  /** It cannot be judged. */
  readonly guard?: Situation;
}

/**
 * What a decision says to be open, also one that another node made.
 * @param posture of the asset
 * @throws InputError when what commands hang on is missing
 */
export function openOf({ decision, posture }: TwinRecord): Open {
  const open: { plant?: Situation; guard?: Situation } = {};
  if (decision === undefined) return open;
  for (const one of [decision, decision?.beside]) {
    if (one === undefined) continue;
    const situation = situationOf(one, posture);
    // That the guard is blind is no deviation of the plant, and no command for one is meant for it.
    if (situation.pattern === BLIND_PATTERN) open.guard = { ...situation, kind: 'fault' };
    else open.plant = situation;
  }
  return open;
}

/** One for all: each asset keeps what its last record said. */
const NOTHING: readonly Situation[] = [];

/** What is open, what goes first before what goes beside it: commands are for the first one alone. */
export function ordered({ plant, guard }: Open): readonly Situation[] {
  if (guard === undefined) return plant === undefined ? NOTHING : [plant];
  if (plant === undefined) return [guard];
  // An alarm that is put aside hides no guard that does not see, unless nothing of the asset is to be told: it is not over for that.
  if (plant.alarm === 'out of service') return [plant, { ...guard, alarm: plant.alarm }];
  return isAside(plant.alarm) ? [guard, plant] : [plant, guard];
}

function situationOf(decision: unknown, posture?: Posture): Situation {
  if (!isPlainObject(decision)) {
    throw new InputError('payload.decision', `is ${describe(decision)}; send what twin-decision makes or leave it out`);
  }
  if (typeof decision['sentence'] === 'string' && Array.isArray(decision['tags'])) check(decision);
  else throw new InputError('payload.decision', 'lacks sentence or tags; send what twin-decision makes');
  const guarded = posture && { posture: posture.level, commands: posture.commands };
  // A copy that leaves something out takes many times as long.
  if (!('beside' in decision || 'acknowledged' in decision))
    return { ...(decision as unknown as Situation), ...guarded };
  const { beside: _beside, acknowledged: _who, ...said } = decision as unknown as Situation & Record<string, unknown>;
  return { ...said, ...guarded };
}

function check(decision: Record<string, unknown>): void {
  const kind = own(decision, 'kind');
  const severity = own(decision, 'severity');
  const since = own(decision, 'since');
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
export function blindness({ asset, comms }: TwinRecord, since: number): Situation {
  const blind = comms?.blind;
  return {
    kind: 'fault',
    severity: 'medium',
    since: blind?.since ?? since,
    alarm: 'unacknowledged',
    pattern: 'guard fault',
    confidence: 1,
    tags: [],
    sentence: blind === undefined ? `The guard of ${asset} cannot judge its data.` : blindSentence(asset, blind),
    evidence:
      blind === undefined ? ['The score is not a number, or the data do not suit the model.'] : blindAdvice(blind),
  };
}
