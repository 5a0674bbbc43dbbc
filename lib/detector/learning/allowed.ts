import { InputError } from '../../input';
import { LEAST_ROWS } from '../../score/fit-score';

/** Of the learning, what an order depends on. */
interface LearningState {
  readonly remedy: string | undefined;
  readonly progress: unknown;
  readonly due: boolean;
  readonly buffer: { readonly count: number } | undefined;
}

/** @throws InputError when a training cannot be ordered now */
export function mayTrain(learning: LearningState): void {
  mayLearn(learning);
  if (learning.progress !== undefined) {
    throw new InputError('control', 'a training runs already; order cancel first');
  }
}

/** @throws InputError when there are not enough rows for the order train without rows */
export function mayTrainOnCollected(learning: LearningState): void {
  mayTrain(learning);
  const collected = learning.buffer?.count ?? 0;
  if (collected < LEAST_ROWS) {
    throw new InputError('payload', `holds no rows and ${collected} were collected; send rows to train on`);
  }
}

/**
 * @param halted there was a model, and none can be read
 * @throws InputError when collecting cannot be ordered now
 */
export function mayCollect(learning: LearningState, halted: boolean): void {
  mayLearn(learning);
  if (halted) throw new InputError('control', 'there is no model that says what is normal; order reset or train');
}

/** @throws InputError when there is no training */
export function mayCancel(learning: LearningState): void {
  if (!learning.due) throw new InputError('control', 'no training runs');
}

function mayLearn({ remedy }: LearningState): void {
  if (remedy !== undefined) throw new InputError('control', `the detector is frozen; ${remedy} first`);
}
