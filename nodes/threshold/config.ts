import { choice, flag, integer, number, type Parsed, parseFields, share, text } from '../../lib/config/fields';
import { WIRE_FIELDS } from '../../lib/config/wire-fields';

/** Settings of the threshold node. */
export const FIELDS = {
  name: text(),
  /** How the limit is found. */
  strategy: choice('spot', ['spot', 'dspot', 'quantile', 'mad', 'ewma', 'ndt', 'aci', 'static']),
  /**
   * One false alarm in so many records, hours or days is accepted. It is a single record: the decision node waits for several.
   * A week by default, whatever the pace: who gets a record an hour cannot wait for one in thousands.
   */
  budget: number(7, { min: 0.01, max: 1e9 }),
  /** What the budget counts: records, or the time that they span. */
  per: choice('days', ['records', 'hours', 'days']),
  /** The limit of the static strategy. */
  value: number(1, { min: -1e12, max: 1e12 }),
  /** Normal scores collected for a calibration when the detector brings none. */
  scores: integer(200, { min: 20, max: 100_000, unit: 'scores' }),
  /** An anomaly needs so many scores above the limit ... */
  needed: integer(1, { min: 1, max: 30 }),
  /** ... among so many last records; at least as many as are needed. */
  among: integer(1, { min: 1, max: 30, unit: 'records' }),
  /** A limit of its own for each operating mode (payload.mode). */
  modes: flag(false),
  /** The limit follows normal scores that change slowly. */
  adapt: flag(true),
  /** How far it may go, as a part of its distance from the usual score. */
  room: share(0.3, { min: 0, max: 10 }),
  ...WIRE_FIELDS,
} as const;

export type ThresholdConfig = Parsed<typeof FIELDS>;

/** @throws ConfigError naming the setting and its limits */
export function parseConfig(raw: Readonly<Record<string, unknown>>): ThresholdConfig {
  return parseFields(FIELDS, raw);
}
