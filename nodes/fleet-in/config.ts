import { integer, type Parsed, parseFields, text } from '../../lib/config/fields';

/** Settings of the first node of a fleet's flow. */
export const FIELDS = {
  name: text(),
  /** The twin-fleet node with the connection. */
  fleet: text('', true),
  /** What came of a record and has not ended after this time is waited for no longer. */
  patience: integer(30, { min: 1, max: 600, unit: 's' }),
} as const;

export type FleetInConfig = Parsed<typeof FIELDS>;

/** @throws ConfigError naming the setting and its limits */
export function parseConfig(raw: Readonly<Record<string, unknown>>): FleetInConfig {
  return parseFields(FIELDS, raw);
}
