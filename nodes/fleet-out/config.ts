import { choice, type Parsed, parseFields, text } from '../../lib/config/fields';

/** Settings of the last node of a fleet's flow, and of who sends records or orders into a fleet. */
export const FIELDS = {
  name: text(),
  /** The twin-fleet node with the connection. */
  fleet: text('', true),
  /** What the messages are: results of the fleet, records for it, or orders to it. */
  to: choice('outputs', ['outputs', 'records', 'orders']),
} as const;

export type FleetOutConfig = Parsed<typeof FIELDS>;

/** @throws ConfigError naming the setting and its limits */
export function parseConfig(raw: Readonly<Record<string, unknown>>): FleetOutConfig {
  return parseFields(FIELDS, raw);
}
