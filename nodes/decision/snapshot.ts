import type { AlarmSnapshot } from '../../lib/alarm/snapshot';
import type { BlindAlarmSnapshot } from './blind-alarm';
import type { KnownEpisode } from './judge/episodes';
import type { OpinionSnapshot } from './judge/opinion';
import type { MemorySnapshot } from './observe/memory';
import type { KeptPosture } from './posture/keeper';
import type { OrderedMasksSnapshot } from './set';
import type { SettlingSnapshot } from './settling';
import type { TeachingSnapshot } from './teaching';

/** What the decision layer knows of an asset, as plain JSON. */
export interface Snapshot extends MemorySnapshot, OpinionSnapshot {
  readonly alarm: AlarmSnapshot;
  /** Absent while the guard sees. */
  readonly blind?: BlindAlarmSnapshot;
  /** Absent where the dialog holds. */
  readonly ordered?: OrderedMasksSnapshot;
  /** Absent without a settling time, and in what older versions kept. */
  readonly settling?: SettlingSnapshot;
  /** Absent before the first record, and in what older versions kept. */
  readonly posture?: KeptPosture;
  readonly known: readonly KnownEpisode[];
  /** Absent before the first alarm, and in what older versions kept. */
  readonly teaching?: TeachingSnapshot;
}
