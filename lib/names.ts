import type { Pattern, Quality, TagRole, Verdict } from './record';

/** What a record may say in words, each list once. */

/** What an anomaly is; undetermined when the evidence names none. */
export const DECISION_KINDS = ['cyber-attack', 'sensor-fault', 'data-drift', 'undetermined'] as const;
/** Consequence and urgency together, from the least to the most severe. */
export const SEVERITIES = ['low', 'medium', 'high'] as const;
/** How closely twin-decision guards an asset, from the usual to the most. */
export const POSTURES = ['normal', 'elevated', 'high', 'lockdown'] as const;
export type PostureLevel = (typeof POSTURES)[number];
/** How an episode came: at once, with calm in between, or slowly. */
export const PATTERNS: readonly Pattern[] = ['sudden', 'intermittent', 'evolving'];
/** What makes a value no good one. */
export const QUALITIES: readonly Quality[] = ['uncertain', 'bad', 'stale', 'imputed'];
/** What a node thinks of the asset. */
export const VERDICTS: readonly Verdict[] = ['learning', 'normal', 'suspect', 'anomaly', 'fault'];
/** All roles; see TagRole. */
export const TAG_ROLES: readonly TagRole[] = [
  'sensor',
  'actuator',
  'command',
  'setpoint',
  'counter',
  'twin',
  'mode',
  'interval',
  'time',
  'label',
  'ignore',
];
