import { choice, integer, number, type Parsed, parseFields, text } from '../../lib/config/fields';

/** Settings of the scaler node. */
export const FIELDS = {
  name: text(),
  /** How features are brought to one scale: min-max as in paper 1, or one that outliers move less. */
  method: choice('minmax', ['minmax', 'standard', 'robust', 'quantile']),
  /** Records learned from before the scaling is frozen. */
  warmup: integer(300, { min: 10, max: 1_000_000, unit: 'records' }),
  /** What happens to a value far outside of the learned range. */
  outside: choice('pass', ['pass', 'clip']),
  /** With 'clip': how many learned ranges beyond the learned range a value may go. */
  ranges: number(3, { min: 0, max: 1000, unit: 'ranges' }),
} as const;

export type ScalerConfig = Parsed<typeof FIELDS>;

/** @throws ConfigError naming the setting and its limits */
export function parseConfig(raw: Readonly<Record<string, unknown>>): ScalerConfig {
  return parseFields(FIELDS, raw);
}
