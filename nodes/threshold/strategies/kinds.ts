import { aciLimit } from './aci';
import { dspotLimit } from './dspot';
import { ewmaLimit } from './ewma';
import { madLimit } from './mad';
import { ndtLimit } from './ndt';
import { quantileLimit } from './quantile';
import { spotLimit } from './spot';
import { staticLimit } from './static';
import type { StrategyKind } from './strategy';

/** All strategies by the name that the settings use. */
export const STRATEGIES = {
  spot: spotLimit,
  dspot: dspotLimit,
  quantile: quantileLimit,
  mad: madLimit,
  ewma: ewmaLimit,
  ndt: ndtLimit,
  aci: aciLimit,
  static: staticLimit,
} as const satisfies Record<string, StrategyKind>;

/** As in the settings. */
export type StrategyName = keyof typeof STRATEGIES;
