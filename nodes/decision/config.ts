import { choice, flag, integer, json, lines, number, type Parsed, parseFields, text } from '../../lib/config/fields';
import { WIRE_FIELDS } from '../../lib/config/wire-fields';
import { SEVERITIES } from '../../lib/record/words';
import { LANGUAGES } from '../../lib/speech/speak';
import { readRules } from './judge/rule-table';
import { readLeast } from './least';
import { DEFAULT_POSTURES, readPostures } from './posture/table';

/** Settings of the decision node. */
export const FIELDS = {
  name: text(),
  /** Anomalous records needed; a normal one in between takes half of one back. */
  confirm: integer(3, { min: 1, max: 1000, unit: 'records' }),
  /** On-delay: how long an episode must last before it becomes an alarm, by source time. */
  onDelay: number(0, { min: 0, max: 86_400, unit: 's' }),
  /** Normal records in a row before an alarm clears. */
  release: integer(10, { min: 1, max: 10_000, unit: 'records' }),
  /** Off-delay: how long all must have been normal before an alarm clears, by source time. */
  offDelay: number(5, { min: 0, max: 86_400, unit: 's' }),
  /**
   * Rarity (payload.rarity, 50 at the limit) above which a normal record is no calm: an open alarm does not count it among those
   * that clear it. 50: whatever is normal is calm.
   */
  clearBelow: number(45, { min: 1, max: 50 }),
  /** Normal records from which the usual behaviour is learned; after them it stays as it is. */
  reference: integer(5000, { min: 100, max: 1_000_000, unit: 'records' }),
  /** Also watch each twin residual, the message times and the commands with control charts, beside the detector. */
  charts: flag(true),
  /** What a lasting deviation of this plant would cost. */
  consequence: choice('medium', SEVERITIES),
  /** Tags whose deviation counts more, separated by commas; one with a comma in its name in quotation marks, as in all lists of names. */
  critical: text(),
  /**
   * Least deviations: a line for each tag, '<tag> >= <deviation in its unit> high | low | both', for example 'T1 >= 2 high'. Less
   * than that, or the other way, raises no alarm. 'T1 never': nothing that this tag does alarms. '"ns=2;s=T1" low': a name that
   * holds <, > or =.
   */
  least: lines('', readLeast),
  /**
   * No alarm for so long after a change of payload.mode, a pause of the source or a blindness, by source time; 0 = none. After it
   * the plant is watched for as long before the next such time begins.
   */
  settling: number(0, { min: 0, max: 86_400, unit: 's' }),
  /**
   * Operating modes (payload.mode), separated by commas, in which an alarm is suppressed by design: no alert and no command. It is
   * watched on, and stands in the page's list of what is put aside.
   */
  suppress: text(),
  /** An alarm that is over stays until somebody unlatches it. */
  latch: flag(false),
  /** In which language an alarm is told; automatic: that of Node-RED. */
  language: choice('automatic', ['automatic', ...LANGUAGES]),
  /** How alarms are named, before what is built in: see judge/rules.ts. */
  rules: json('[]', readRules),
  /** The posture falls by a level after so long without an attack, by source time; 0: only a person changes it. */
  calm: number(60, { min: 0, max: 10_080, unit: 'min' }),
  /** What each level of the posture does, see posture/table.ts. */
  postures: json(DEFAULT_POSTURES, readPostures),
  ...WIRE_FIELDS,
} as const;

export type DecisionConfig = Parsed<typeof FIELDS>;

/** @throws ConfigError naming the setting and its limits */
export function parseConfig(raw: Readonly<Record<string, unknown>>): DecisionConfig {
  return parseFields(FIELDS, raw);
}
