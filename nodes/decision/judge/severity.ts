import type { DecisionKind, Severity } from '../../../lib/record/words';

/** What severity depends on. */
export interface Stakes {
  readonly kind: DecisionKind;
  /** What a lasting deviation of this plant would cost. */
  readonly consequence: Severity;
  /** A tag that counts more is among those concerned. */
  readonly critical: boolean;
  /** Score over limit. */
  readonly excess: number;
  /** ms since the episode began */
  readonly duration: number;
}

const BY_KIND: Readonly<Record<DecisionKind, number>> = {
  'cyber-attack': 1,
  'sensor-fault': 0,
  'data-drift': -1,
  undetermined: 0,
};
const BY_CONSEQUENCE: Readonly<Record<Severity, number>> = { low: 0, medium: 1, high: 2 };
/** From this long on a deviation leaves no time to wait. */
const LONG_MS = 15 * 60_000;
const FAR = 5;

/**
 * Priority from consequence and time to respond (ISA-18.2 / IEC 62682): what it may cost, raised by how far and how long it
 * has gone.
 */
export function severityOf({ kind, consequence, critical, excess, duration }: Stakes): Severity {
  const cost = BY_CONSEQUENCE[consequence] + BY_KIND[kind] + (critical ? 1 : 0);
  const urgency = (excess >= FAR ? 1 : 0) + (duration >= LONG_MS ? 1 : 0);
  const points = cost + (kind === 'data-drift' ? Math.min(1, urgency) : urgency);
  return points >= 3 ? 'high' : points >= 2 ? 'medium' : 'low';
}
