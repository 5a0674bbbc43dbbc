import type { FreezeSnapshot } from '../../lib/layer/freeze';
import type { LimitSnapshot } from './limit';
import type { ModeLimitsSnapshot } from './mode-limits';
import type { OrderedLimitSnapshot } from './ordered';
import type { RealisedSnapshot } from './realised';
import type { PaceSnapshot } from './risk';

/** What the threshold layer knows of an asset, as plain JSON. */
export interface Snapshot extends FreezeSnapshot {
  readonly model?: string;
  readonly fingerprint?: string;
  readonly limit: LimitSnapshot;
  readonly modes: ModeLimitsSnapshot;
  readonly pace: PaceSnapshot;
  readonly hits: number;
  /** Absent in what older versions kept. */
  readonly realised?: RealisedSnapshot;
  readonly ordered?: OrderedLimitSnapshot;
}
