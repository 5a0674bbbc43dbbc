import { choice, flag, integer, number, type Parsed, share, text } from '../config/fields';
import { WIRE_FIELDS } from '../config/wire-fields';
import type { TrainingOptions } from '../engine/engine';
import { ENGINE_IDS, type EngineId } from '../engine/ids';
import type { OrderName } from '../layer/orders';

/** Settings that all detectors share. Their defaults are paper 1's where it names one. */
export const DETECTOR_FIELDS = {
  name: text(),
  /**
   * guard: all that tells an abnormal record: the network's errors by their normal spread and over several time scales, the
   * values themselves, and each tag by itself. paper: the score of the paper that the node is made from, and nothing else.
   */
  score: choice('guard', ['guard', 'paper']),
  /** Records learned from before the first training. */
  records: integer(1000, { min: 50, max: 1_000_000, unit: 'records' }),
  /** Passes over the learned records at most; the training ends earlier when it no longer helps. */
  epochs: integer(100, { min: 1, max: 10_000, unit: 'epochs' }),
  /** Records per step of the optimiser. */
  batch: integer(32, { min: 1, max: 4096, unit: 'records' }),
  /** Adam, or SGD with a momentum of 0.9. */
  optimizer: choice('adam', ['adam', 'sgd']),
  /** Learning rate. */
  rate: number(0.001, { min: 1e-6, max: 1 }),
  /** Paper 1, equation 3: alpha. */
  l2: number(0.0001, { min: 0, max: 1 }),
  /** Epochs without a better validation loss before the training ends; 0 = never. */
  patience: integer(10, { min: 0, max: 10_000, unit: 'epochs' }),
  /** Share of the records that is held out to tell when to stop. What normal scores are comes from the folds. */
  validation: share(0.2, { min: 0.05, max: 0.5 }),
  /** Further trainings that show what the network says about records it has not seen. */
  folds: integer(4, { min: 2, max: 20, unit: 'trainings' }),
  /** A record that lacks more than this share of its features, or of those that are judged, cannot be judged. */
  missing: share(0.5, { min: 0, max: 1 }),
  /**
   * Learns a twin in the score guard: what each tag should read, given the others, and whether it does. It has a say where it
   * tells later records well.
   */
  learnTwin: flag(true),
  /**
   * Learns again when the records have doubled (see learning/growth.ts), until they span as long as learnFor says, and as long as the model would be
   * better for it: where a thousand records show too little of what the plant does to learn a twin, it comes later.
   */
  grow: flag(true),
  /**
   * What the plant does in so many days of source time is to be known: nights, weekends, set points. 0 = what the first
   * records show is enough.
   */
  learnFor: number(14, { min: 0, max: 366, unit: 'days' }),
  /**
   * A model that was learned from live records judges only after an exam: it must find the drills that the model in force finds, call the
   * golden rows normal, and no level may have gone further than three quarters of a standard deviation from where it has been, unless a person approves.
   */
  exam: flag(true),
  /**
   * A model that passed its exam judges so many live records beside the one in force before it judges in its place; 0: at once. One that
   * raises alarms of its own there, or misses what the model in force finds strange for long, does not come into force.
   */
  shadow: integer(200, { min: 0, max: 10_000, unit: 'records' }),
  /**
   * A record is learned from only after so many more without an alarm, once there is a model; what twin-decision tells of alarms comes
   * as the orders hold and resume.
   */
  quarantine: integer(50, { min: 0, max: 10_000, unit: 'records' }),
  /** Learns anew every so many days of source time, from as many records as the model in force was learned from; 0 = never. */
  relearn: number(0, { min: 0, max: 366, unit: 'days' }),
  /** That begins in these hours of the day only, by source time in the time zone of this computer; from 22 until 4 is at night. */
  relearnFrom: integer(0, { min: 0, max: 23, unit: 'h' }),
  relearnUntil: integer(24, { min: 0, max: 24, unit: 'h' }),
  /** A model of its own for each operating mode (payload.mode). */
  modes: flag(false),
  /** Modes in which the asset is not judged, separated by commas: standstill, cleaning. */
  off: text(),
  /** What trains. */
  engine: choice<'automatic' | EngineId>('automatic', ['automatic', ...ENGINE_IDS]),
  /**
   * What judges live records: the built-in engine, at once, which is the fastest for all but very large networks; or the
   * chosen engine, in micro-batches.
   */
  judge: choice('built-in', ['built-in', 'engine']),
  /** Records per micro-batch at most. */
  batchSize: integer(64, { min: 1, max: 4096, unit: 'records' }),
  /** Longest time that a record waits for others. */
  batchWait: integer(20, { min: 0, max: 10_000, unit: 'ms' }),
  /** Records that may wait; beyond, the newest is refused with an error, and counted. */
  batchQueue: integer(5000, { min: 4096, max: 1_000_000, unit: 'records' }),
  /** The same seed on the same records gives the same model. */
  seed: integer(1, { min: 0, max: 4_294_967_295 }),
  ...WIRE_FIELDS,
} as const;

export type DetectorConfig = Parsed<typeof DETECTOR_FIELDS>;

/** The training options that the settings name. */
export function trainingOptions(config: DetectorConfig): Omit<TrainingOptions, 'validation' | 'seed'> {
  const { epochs, batch, l2, patience, rate, optimizer } = config;
  return {
    epochs,
    batch,
    l2,
    patience,
    optimizer: optimizer === 'adam' ? { kind: 'adam', rate } : { kind: 'sgd', rate, momentum: 0.9 },
  };
}

/** The orders that a detector follows. */
export const DETECTOR_ORDERS = [
  'train',
  'retrain',
  'accept',
  'approve',
  'decline',
  'cancel',
  'reset',
  'freeze',
  'unfreeze',
  'hold',
  'resume',
  'feedback',
  'rollback',
  'pin',
  'unpin',
  'import',
  'compare',
  'status',
] as const satisfies readonly OrderName[];
