import {
  ConfigError,
  choice,
  flag,
  integer,
  list,
  number,
  type Parsed,
  parseFields,
  share,
} from '../../lib/config/fields';
import { DETECTOR_FIELDS } from '../../lib/detector/settings';

/** Settings of the dual-branch node. */
export const FIELDS = {
  ...DETECTOR_FIELDS,
  /** A window costs more to learn from than an instant. */
  epochs: integer(20, { min: 1, max: 10_000, unit: 'epochs' }),
  patience: integer(5, { min: 0, max: 10_000, unit: 'epochs' }),
  rate: number(0.003, { min: 1e-6, max: 1 }),
  folds: integer(2, { min: 2, max: 20, unit: 'trainings' }),
  /** T of the paper: records that are seen together. */
  window: integer(64, { min: 8, max: 1024, unit: 'records' }),
  /** d of the paper: channels of the embedding and of all layers behind it. */
  width: integer(16, { min: 4, max: 512, unit: 'channels' }),
  /** Residual layers H_l. */
  depth: integer(2, { min: 1, max: 12, unit: 'layers' }),
  /** Sizes of the parallel convolutions, in records. */
  kernels: list('3, 5, 7', { min: 1, max: 127, length: 8 }),
  /** Numbers that a whole window is squeezed into before it is restored. */
  bottleneck: integer(16, { min: 1, max: 512, unit: 'numbers' }),
  /** Weight of the reconstruction in the score; the prediction has the rest. */
  alpha: share(0.5, { min: 0, max: 1 }),
  /** Weight of the distance to windows of normal operation, beside reconstruction and prediction together. */
  contrast: number(0.5, { min: 0, max: 10 }),
  /** Weight of where the values are in their normal range, beside reconstruction and prediction together. */
  position: number(1, { min: 0, max: 10 }),
  /** Weight of whether each feature by itself is within its normal band, beside reconstruction and prediction together. */
  envelope: number(0.5, { min: 0, max: 10 }),
  /** Typical courses of windows that are remembered for the contrast. */
  prototypes: integer(16, { min: 1, max: 256, unit: 'windows' }),
  /** Shows in payload.detector.shown what the network looked at. */
  attention: flag(false),
  /** Leaves out one part of the network or score, to measure what it brings. */
  without: choice('nothing', [
    'nothing',
    'mask',
    'gate',
    'scales',
    'importance',
    'reconstruction',
    'prediction',
    'contrast',
    'position',
    'envelope',
  ]),
} as const;

export type DualBranchConfig = Parsed<typeof FIELDS>;

/** Windows that a training takes at least, see lib/score/fit-score.ts. */
const LEAST_WINDOWS = 20;

/** @throws ConfigError naming the setting and its limits */
export function parseConfig(raw: Readonly<Record<string, unknown>>): DualBranchConfig {
  const config = parseFields(FIELDS, raw);
  const { records, window } = config;
  const least = window + LEAST_WINDOWS;
  if (records >= least) return config;
  const reason = `is ${records}; a window of ${window} takes at least ${least} records to learn from: raise it or shorten the window`;
  throw new ConfigError('records', reason, { key: 'records', values: { window, least } });
}
