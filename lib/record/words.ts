/** What a record may say in words, each list once. */

/** What an anomaly is; undetermined when the evidence names none. */
export const DECISION_KINDS = ['cyber-attack', 'sensor-fault', 'data-drift', 'undetermined'] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];
/** Consequence and urgency together, from the least to the most severe. */
export const SEVERITIES = ['low', 'medium', 'high'] as const;
export type Severity = (typeof SEVERITIES)[number];
/** How closely twin-decision guards an asset, from the usual to the most. */
export const POSTURES = ['normal', 'elevated', 'high', 'lockdown'] as const;
export type PostureLevel = (typeof POSTURES)[number];
/** How an episode came: at once, with calm in between, or slowly. */
export const PATTERNS = ['sudden', 'intermittent', 'evolving'] as const;
export type Pattern = (typeof PATTERNS)[number];
/** What makes a value no good one; tags that are good are not listed. */
export const QUALITIES = ['uncertain', 'bad', 'stale', 'imputed'] as const;
export type Quality = (typeof QUALITIES)[number];
/** What a node thinks of the asset at present. */
export const VERDICTS = ['learning', 'normal', 'suspect', 'anomaly', 'fault'] as const;
export type Verdict = (typeof VERDICTS)[number];
/** Roles of tags; those that are not plain sensors are listed in a record, see lib/record/tags.ts for what each means. */
export const TAG_ROLES = [
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
] as const;
export type TagRole = (typeof TAG_ROLES)[number];
