import { choice, flag, integer, number, type Parsed, parseFields, text } from '../../lib/config/fields';
import { WIRE_FIELDS } from '../../lib/config/wire-fields';
import { SCALING_METHODS } from '../../lib/scaling/methods';

/** Settings of the scaler node. */
export const FIELDS = {
  name: text(),
  /** How features are brought to one scale: min-max as in paper 1, or one that outliers move less. */
  method: choice('minmax', SCALING_METHODS),
  /** Records learned from before the scaling is frozen. */
  warmup: integer(300, { min: 10, max: 1_000_000, unit: 'records' }),
  /** Learn for this long, by source time, instead of counting records; 0 = count. */
  span: number(0, { min: 0, max: 525_600, unit: 'minutes' }),
  /** A scaling of its own for each operating mode (payload.mode). */
  modes: flag(false),
  /**
   * What happens to a value far outside of the learned range. Clipped it is still far outside, but one wild value can no
   * longer make a score overflow.
   */
  outside: choice('clip', ['clip', 'pass']),
  /** How many learned ranges beyond the learned range count as far outside. */
  ranges: number(10, { min: 0, max: 1000, unit: 'ranges' }),
  /** Stability index above noise from which an input counts as drifted; 0 = do not compare. */
  drift: number(0.25, { min: 0, max: 10 }),
  /** Records in that comparison. */
  window: integer(1000, { min: 50, max: 100_000, unit: 'records' }),
  ...WIRE_FIELDS,
} as const;

export type ScalerConfig = Parsed<typeof FIELDS>;

/** @throws ConfigError naming the setting and its limits */
export function parseConfig(raw: Readonly<Record<string, unknown>>): ScalerConfig {
  return parseFields(FIELDS, raw);
}
