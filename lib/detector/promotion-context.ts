import type { Episodes } from '../guarded/episodes';
import type { GateSnapshot } from '../guarded/gate-snapshot';
import type { LearningBuffer } from './learning/buffer';
import type { ModelKeeper } from './models/model-keeper';
import type { ShadowingSnapshot } from './shadowing';

/** What promotion works on. */
export interface PromotionContext {
  readonly models: ModelKeeper;
  /** Records that the network sees together. */
  readonly window: number;
  /** What people said of alarms: with the exam, models are measured by it. */
  readonly episodes: Episodes;
  /** The rows right before the next record. */
  recent(): LearningBuffer;
}

/** Promotion as plain JSON; members are absent where there is nothing to keep. */
export interface PromotionSnapshot {
  readonly gate?: GateSnapshot;
  readonly shadow?: ShadowingSnapshot;
}
