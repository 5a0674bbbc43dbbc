import { flag, integer, number, type Parsed, parseFields, text } from '../../lib/config/fields';

/** Settings of the simulator node. */
export const FIELDS = {
  name: text(),
  /** Name of the simulated twin: the topic of its messages. */
  asset: text('two-tank', true),
  /** Records per second; the plant makes one per second of its own time. 0: as fast as the flow carries them. */
  speed: number(10, { min: 0, max: 10_000, unit: 'records/s' }),
  /** Begins on deploy; otherwise the order `start` does. */
  running: flag(true),
  /** The same seed lives the same life. */
  seed: integer(1, { min: 0, max: 2_147_483_647 }),
  /** Factor on the noise of all instruments. */
  noise: number(1, { min: 0, max: 10, unit: 'times' }),
  /** How far the twin's model is off. */
  mismatch: number(3, { min: 0, max: 20, unit: '%' }),
  /** Adds the truth as a tag with the role label. */
  label: flag(false),
} as const;

export type SimulatorConfig = Parsed<typeof FIELDS>;

/** @throws ConfigError naming the setting and its limits */
export function parseConfig(raw: Readonly<Record<string, unknown>>): SimulatorConfig {
  return parseFields(FIELDS, raw);
}
