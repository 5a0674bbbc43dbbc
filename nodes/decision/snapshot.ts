import type { AlarmSnapshot } from '../../lib/alarm';
import type { BlindAlarmSnapshot } from './blind-alarm';
import type { Picture } from './evidence/picture';
import type { KnownEpisode } from './judge/episodes';
import type { Judgement } from './judge/judge';
import type { Standing } from './judge/settle';
import type { MemorySnapshot } from './observe/memory';
import type { KeptPosture } from './posture/keeper';
import type { SettlingSnapshot } from './settling';
import type { TeachingSnapshot } from './teaching';

/** What the decision layer knows of an asset, as plain JSON. */
export interface Snapshot extends MemorySnapshot {
  readonly alarm: AlarmSnapshot;
  /** Absent while the guard sees. */
  readonly blind?: BlindAlarmSnapshot;
  /** Absent without a settling time, and in what older versions kept. */
  readonly settling?: SettlingSnapshot;
  /** Absent before the first record, and in what older versions kept. */
  readonly posture?: KeptPosture;
  readonly standing?: Standing;
  /** What older versions kept in its place. */
  readonly judgement?: Judgement;
  readonly picture?: Picture;
  readonly opening?: Picture;
  readonly judgedAt: number;
  readonly known: readonly KnownEpisode[];
  /** Absent before the first alarm, and in what older versions kept. */
  readonly teaching?: TeachingSnapshot;
}
