import { choice, flag, integer, json, number, type Parsed, parseFields, refused, text } from '../../lib/config/fields';
import { WIRE_FIELDS } from '../../lib/config/wire-fields';
import { SEVERITIES } from '../../lib/record/words';
import { readCommands } from './commands';
import { checkPolicies, readPolicies } from './policies';
import { ALARM_FORMS } from './write-back/twins';

/** Settings of the response node. */
export const FIELDS = {
  name: text(),
  /** Alerts are sent for alarms of this severity and above. */
  minSeverity: choice('low', SEVERITIES),
  /** Alerts in ten minutes on the wall, per asset; four times as many of high severity, and the end of an alarm always. */
  maxAlerts: integer(5, { min: 1, max: 1000, unit: 'in 10 min' }),
  /** The form in which alerts leave: as they are, or as an event of the twin that they are about. */
  alertForm: choice('plain', ALARM_FORMS),
  /** An alarm that nobody has acknowledged is told again after this time; 0 = never. */
  remind: number(30, { min: 0, max: 10_080, unit: 'min' }),
  /** Ask for retraining when a drift has lasted for a while. */
  retrain: flag(true),
  /** How long a drift must last before. */
  retrainDelay: number(60, { min: 0, max: 604_800, unit: 's' }),
  /** Between two requests, per asset. */
  retrainInterval: number(60, { min: 0, max: 525_600, unit: 'min' }),
  /** What is done when the guard itself cannot judge: nothing, an alert, or the commands for 'fault' as well. */
  onFault: choice('alert', ['nothing', 'alert', 'command']),
  /** Commands to the plant, see commands.ts. */
  commands: json('[]', readCommands),
  /** Which answers to which alarm may leave, see policies.ts. */
  policies: json('[]', readPolicies),
  /** Commands are approved only by who is signed in on the operator page: what a flow says of names is not proven. */
  signedIn: flag(false),
  /** Stay armed over a restart or deploy; else everything starts in dry-run. */
  stayArmed: flag(false),
  ...WIRE_FIELDS,
} as const;

export type ResponseConfig = Parsed<typeof FIELDS>;

/** @throws ConfigError naming the setting and its limits */
export function parseConfig(raw: Readonly<Record<string, unknown>>): ResponseConfig {
  const config = parseFields(FIELDS, raw);
  try {
    checkPolicies(config.policies, config.commands);
  } catch (error) {
    throw refused('policies', error);
  }
  return config;
}
