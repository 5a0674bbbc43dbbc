import assert from 'node:assert/strict';
import { CancelledError, type TrainingOptions } from '../../../lib/engine/engine';
import { runTraining, type Stepper } from '../../../lib/engine/loop';
import { rowDataset } from '../../fixtures/networks';

const DATA = rowDataset(10, 2);
const OPTIONS: TrainingOptions = {
  epochs: 4,
  batch: 3,
  optimizer: { kind: 'adam', rate: 0.1 },
  l2: 0,
  validation: Int32Array.of(2, 5, 9),
  patience: 0,
  seed: 1,
};

/** Writes down what it is asked to do; its losses in validation are given, its weights are the number of steps. */
class Recorder implements Stepper {
  readonly steps: { examples: number[]; step: number; rate: number }[] = [];
  readonly evaluated: number[][] = [];
  private loss = 0;

  constructor(private readonly validationLosses: number[] = [5, 4, 3, 2]) {}

  step(examples: Int32Array, step: number, rate: number): void {
    this.steps.push({ examples: [...examples], step, rate });
    this.loss += examples.length;
  }

  evaluate(examples: Int32Array): void {
    this.evaluated.push([...examples]);
    this.loss = examples.length * this.validationLosses.shift()!;
  }

  takeLoss(): number {
    const { loss } = this;
    this.loss = 0;
    return loss;
  }

  weights(): Float32Array {
    return Float32Array.of(this.steps.length);
  }
}

describe('training loop', () => {
  it('shows every example once an epoch, in another order each time, and none of those held out', async () => {
    const recorder = new Recorder();
    await runTraining(recorder, DATA, OPTIONS, 'test');
    assert.deepEqual(
      recorder.steps.map(({ examples }) => examples.length),
      [3, 3, 1, 3, 3, 1, 3, 3, 1, 3, 3, 1],
    );
    const epochs = [0, 3, 6, 9].map((from) => recorder.steps.slice(from, from + 3).flatMap(({ examples }) => examples));
    for (const epoch of epochs) assert.deepEqual([...epoch].sort(), [0, 1, 3, 4, 6, 7, 8]);
    assert.equal(new Set(epochs.map(String)).size, 4);
    assert.deepEqual(recorder.evaluated, new Array(4).fill([2, 5, 9]));
  });

  it('numbers the steps over the whole training', async () => {
    const recorder = new Recorder();
    await runTraining(recorder, DATA, OPTIONS, 'test');
    assert.deepEqual(
      recorder.steps.map(({ step }) => step),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    );
  });

  it('keeps the learning rate, or lowers it along half a cosine', async () => {
    const rates = async (options: TrainingOptions): Promise<number[]> => {
      const recorder = new Recorder();
      await runTraining(recorder, DATA, { ...options, batch: 10 }, 'test');
      return recorder.steps.map(({ rate }) => Number(rate.toFixed(6)));
    };
    assert.deepEqual(await rates(OPTIONS), [0.1, 0.1, 0.1, 0.1]);
    assert.deepEqual(await rates({ ...OPTIONS, schedule: 'cosine' }), [0.1, 0.085355, 0.05, 0.014645]);
  });

  it('reports mean losses', async () => {
    const { history } = await runTraining(new Recorder(), DATA, OPTIONS, 'test');
    assert.deepEqual(
      history.map(({ loss, validationLoss }) => [loss, validationLoss]),
      [5, 4, 3, 2].map((validationLoss) => [1, validationLoss]),
    );
  });

  it('ends when patience is over, with the weights of the best epoch', async () => {
    const options = { ...OPTIONS, epochs: 10, patience: 2 };
    const recorder = new Recorder([5, 3, 4, 3, 1, 0, 0, 0, 0, 0]);
    const { weights, bestEpoch, history } = await runTraining(recorder, DATA, options, 'test');
    assert.equal(history.length, 4);
    assert.equal(bestEpoch, 2);
    assert.deepEqual(weights, Float32Array.of(6));
  });

  it('never ends early without patience, and takes the best epoch all the same', async () => {
    const { weights, bestEpoch, history } = await runTraining(new Recorder([5, 1, 4, 3]), DATA, OPTIONS, 'test');
    assert.equal(history.length, 4);
    assert.equal(bestEpoch, 2);
    assert.deepEqual(weights, Float32Array.of(6));
  });

  it('takes the last epoch when nothing is held out', async () => {
    const options = { ...OPTIONS, validation: new Int32Array(0), patience: 1 };
    const { weights, bestEpoch, history } = await runTraining(new Recorder(), DATA, options, 'test');
    assert.equal(bestEpoch, 4);
    assert.deepEqual(weights, Float32Array.of(16));
    assert.ok(history.every(({ validationLoss }) => Number.isNaN(validationLoss)));
  });

  it('says in which epoch the loss stopped being a number', async () => {
    const training = runTraining(new Recorder([5, Number.NaN]), DATA, OPTIONS, 'test');
    await assert.rejects(training, /diverged in epoch 2/);
  });

  it('asks before every step whether it was cancelled, also in validation', async () => {
    let asked = 0;
    const cancelled = (): boolean => ++asked === 4;
    const recorder = new Recorder();
    await assert.rejects(runTraining(recorder, DATA, OPTIONS, 'test', { cancelled }), CancelledError);
    assert.equal(recorder.steps.length, 3);
    assert.equal(recorder.evaluated.length, 0);
  });

  it('ends with the error of who listens to its progress', async () => {
    const onEpoch = (): void => {
      throw new Error('no room for the report');
    };
    await assert.rejects(runTraining(new Recorder(), DATA, OPTIONS, 'test', { onEpoch }), /no room/);
  });
});
