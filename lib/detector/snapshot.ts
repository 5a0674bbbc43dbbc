import type { FreezeSnapshot } from '../layer/freeze';
import type { BufferSnapshot } from './learning/buffer';
import type { IntakeSnapshot } from './learning/intake';
import type { LearningSnapshot } from './learning/learning-options';
import type { TaughtSnapshot } from './learning/taught';
import type { ReaderSnapshot } from './live/record-reader';
import type { ModelsSnapshot } from './models/model-keeper';
import type { PromotionSnapshot } from './promotion-context';

/** What is kept of the detector of one asset, or of one operating mode of it. Plain JSON. */
export interface DetectorSnapshot extends ModelsSnapshot, ReaderSnapshot, FreezeSnapshot, PromotionSnapshot {
  readonly node: string;
  readonly learning: LearningSnapshot;
  readonly recent?: BufferSnapshot;
  /** Absent before the first alarm, and in what older versions kept. */
  readonly taught?: TaughtSnapshot;
  readonly intake?: IntakeSnapshot;
  /** See Schedule.begun. */
  readonly relearned?: number;
}
