import type { AlarmRows } from '../../guarded/episodes';
import type { ContinuitySnapshot } from '../live/gaps';
import type { Cause } from '../models/activations';
import type { BufferSnapshot, LearningBuffer } from './buffer';
import type { Job, JobSnapshot } from './job';
import type { Made, TrainingContext } from './training';

/** What became of a model that was made: a full disk must not take a well-trained model away. */
export type Kept = 'on disk' | 'unsaved' | 'not in force' | 'refused';

/** Whose rows a model was made of. */
export interface Source {
  readonly buffer: LearningBuffer;
  /** given: sent with an order. collected: by itself or by order, from the records, or sent to sit the exam. grown: from more and more records, by itself. */
  readonly rows: 'given' | 'collected' | 'grown';
  /** Who said, before it was begun, that these rows are the new normal; absent where nobody did. */
  readonly by?: string | undefined;
  /** Why it was learned, as the history of activations tells it. */
  readonly cause: Cause;
}

export interface LearningOptions extends TrainingContext {
  /** Rows to collect before the training starts by itself. */
  readonly records: number;
  /** Records that the network sees together. */
  readonly window: number;
  /**
   * Keeps the model and, unless it is no longer wanted then, or has to pass an exam and does not, puts it in force.
   * @param source what it was made of
   */
  keep(made: Made, wanted: () => boolean, source: Source): Promise<Kept>;
  /** All rows of an order were read. */
  read(job: Job): void;
  /** Rows that a better model than the one in force is to be learned from; undefined where none is awaited, 'full' where that would be too many. */
  goalAfter(learned: LearningBuffer | undefined, wanted: number): number | 'full' | undefined;
  /** Who said that what is collected is the new normal; undefined where nobody did. */
  acceptedBy(): string | undefined;
  /** Alarms that a person called false, newest last: what is learned from live records learns their rows, too. */
  excused(): readonly AlarmRows[];
  /** Whether a better model has to wait until the plant is back where it has been. */
  mustWait(learned: LearningBuffer): boolean;
  /** What a person can do where learning is frozen. */
  remedy(): string;
  /** Whether a model is in force, which stays so while another is learned. */
  hasModel(): boolean;
  /** Whether learning by itself is out of the question until a person says so. */
  halted(): boolean;
  fail(error: Error): void;
  /** A training, or the reading of rows for one, has ended, well or not: that is saved, see LayerContext.saveBeside. */
  finished(): void;
}

export interface LearningSnapshot {
  readonly buffer?: BufferSnapshot;
  /** A training that was under way. */
  readonly job?: JobSnapshot;
  readonly failed: boolean;
  /** The order, or the schedule, by which the rows are collected. */
  readonly order?: Cause;
  /** What older versions kept in its place. */
  readonly ordered?: boolean;
  /** Rows that the next training waits for, where they are more than the setting says. */
  readonly wanted?: number;
  readonly continuity?: ContinuitySnapshot;
}
