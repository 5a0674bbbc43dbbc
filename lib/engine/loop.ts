import { createRandom, type Random } from '../math/random';
import {
  CancelledError,
  type Dataset,
  type Progress,
  type Trained,
  type TrainingHooks,
  type TrainingOptions,
} from './engine';

/**
 * What an engine brings to a training; everything else (order of the examples, epochs, schedule, early stopping) is
 * here once, so that all engines take the same steps.
 */
export interface Stepper {
  /**
   * One optimiser step on the mean loss of these examples (indices into data.starts, at most options.batch of them).
   * @param step from 0 over the whole training; it keys the dropout
   * @param rate learning rate of this step
   */
  step(examples: Int32Array, step: number, rate: number): void | Promise<void>;
  /** Adds the losses of these examples to what takeLoss() returns; dropout is off. */
  evaluate(examples: Int32Array): void | Promise<void>;
  /** Sum of the losses of all examples since the last call, without L2. */
  takeLoss(): number | Promise<number>;
  /** A copy of the weights as they are. */
  weights(): Float32Array | Promise<Float32Array>;
}

/**
 * Trains: shuffled batches, epochs, learning-rate schedule, early stopping on the validation loss. The best weights
 * are those of the lowest validation loss; without a validation split, or where the last ones are wanted, those of the last epoch.
 * @throws CancelledError between steps; Error when the loss is no longer finite
 */
export async function runTraining(
  stepper: Stepper,
  data: Dataset,
  options: TrainingOptions,
  device: string,
  hooks: TrainingHooks = {},
): Promise<Trained> {
  const order = trainingExamples(data, options);
  const validation = options.validation.slice();
  const random = createRandom(options.seed);
  const history: Progress[] = [];
  let best: { weights: Float32Array; epoch: number; loss: number } | undefined;
  let step = 0;
  const last = options.keep === 'last' || options.validation.length === 0;
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    shuffle(order, random);
    const rate = rateOf(options, epoch);
    for (let from = 0; from < order.length; from += options.batch) {
      if (hooks.cancelled?.() === true) throw new CancelledError();
      const running = stepper.step(order.subarray(from, from + options.batch), step++, rate);
      if (running !== undefined) await running;
    }
    const loss = (await stepper.takeLoss()) / order.length;
    const validationLoss = await validate(stepper, validation, options.batch, hooks);
    if (!Number.isFinite(loss) || (validation.length > 0 && !Number.isFinite(validationLoss))) {
      throw new Error(
        `the training diverged in epoch ${epoch} (loss ${loss}); lower the learning rate or scale the data`,
      );
    }
    const progress = { epoch, epochs: options.epochs, loss, validationLoss };
    history.push(progress);
    hooks.onEpoch?.(progress);
    if (best === undefined || last || validationLoss < best.loss) {
      const weights = last && epoch < options.epochs ? NONE : await stepper.weights();
      best = { weights, epoch, loss: validationLoss };
    }
    if (options.patience > 0 && !last && epoch - best.epoch >= options.patience) break;
  }
  return { weights: best!.weights, history, bestEpoch: best!.epoch, device };
}

const NONE = new Float32Array(0);

/** Learning rate of an epoch; cosine falls from the full rate towards 0 (Loshchilov and Hutter 2017, equation 5). */
function rateOf({ optimizer, schedule, epochs }: TrainingOptions, epoch: number): number {
  if (schedule !== 'cosine') return optimizer.rate;
  return (optimizer.rate * (1 + Math.cos((Math.PI * (epoch - 1)) / epochs))) / 2;
}

function trainingExamples(data: Dataset, options: TrainingOptions): Int32Array {
  const held = new Set(options.validation);
  return Int32Array.from(data.starts.keys()).filter((i) => !held.has(i));
}

/** Fisher and Yates, in place. */
function shuffle(order: Int32Array, random: Random): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
}

async function validate(stepper: Stepper, examples: Int32Array, batch: number, hooks: TrainingHooks): Promise<number> {
  if (examples.length === 0) return Number.NaN;
  for (let from = 0; from < examples.length; from += batch) {
    if (hooks.cancelled?.() === true) throw new CancelledError();
    const running = stepper.evaluate(examples.subarray(from, from + batch));
    if (running !== undefined) await running;
  }
  return (await stepper.takeLoss()) / examples.length;
}
