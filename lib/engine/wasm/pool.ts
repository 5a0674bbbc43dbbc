import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { flopsOf } from '../../network/flops';
import { type Graph, parameterCount } from '../../network/graph';
import type { Dataset, TrainingOptions } from '../engine';
import type { Stepper } from '../loop';
import { WasmStepper } from './stepper';

/** Work in FLOP that a thread must get in each step, and a training in all, before another thread pays. */
const STEP_FLOPS = 5e6;
const TRAINING_FLOPS = 5e9;

/** How many of `most` threads make this training faster: by its size alone, so that the result repeats itself. */
export function threadsFor(graph: Graph, data: Dataset, options: TrainingOptions, most: number): number {
  const { training } = flopsOf(graph);
  const examples = data.starts.length - options.validation.length;
  if (training * examples * options.epochs < TRAINING_FLOPS) return 1;
  const batch = Math.min(options.batch, examples);
  return Math.max(1, Math.min(most, Math.floor((training * batch) / STEP_FLOPS), Math.floor(batch / 4)));
}

/** What a helper starts with; its arrays are shared memory. */
export interface HelperData {
  readonly graph: Graph;
  readonly data: Dataset;
  readonly options: TrainingOptions;
  /** Of the step that is to be made. */
  readonly weights: Float32Array;
  /** Its part of the gradient. */
  readonly gradients: Float32Array;
}

/** One part of a batch. */
export interface HelperWork {
  readonly kind: 'gradient' | 'evaluate';
  readonly examples: Int32Array;
  readonly step: number;
  /** Position of the first example in the whole batch, and its number of examples. */
  readonly first: number;
  readonly whole: number;
}

interface Helper {
  readonly worker: Worker;
  readonly gradients: Float32Array;
  /** Resolves with the loss of the part in work. */
  answer(work: HelperWork): Promise<number>;
}

/**
 * Trains on several threads: each takes a part of every batch, the gradients are added in the order of the threads. A
 * given number of threads so gives the same weights every time.
 */
export class PooledStepper implements Stepper {
  private readonly own: WasmStepper;
  private readonly weightsShared: Float32Array;
  private readonly helpers: readonly Helper[];
  private loss = 0;

  constructor(graph: Graph, data: Dataset, options: TrainingOptions, start: Float32Array, threads: number) {
    this.own = new WasmStepper(graph, data, options, start);
    this.weightsShared = shared(start);
    const sharedData = { ...data, rows: shared(data.rows), starts: sharedInts(data.starts) };
    this.helpers = startHelpers(threads - 1, () => {
      const gradients = shared(new Float32Array(parameterCount(graph)));
      return { graph, data: sharedData, options, weights: this.weightsShared, gradients };
    });
  }

  async step(examples: Int32Array, step: number, rate: number): Promise<void> {
    await this.divide('gradient', examples, step);
    for (const { gradients } of this.helpers) this.own.addGradients(gradients);
    this.own.update(step, rate);
  }

  async evaluate(examples: Int32Array): Promise<void> {
    await this.divide('evaluate', examples, 0);
  }

  takeLoss(): number {
    const loss = this.loss + this.own.takeLoss();
    this.loss = 0;
    return loss;
  }

  weights(): Float32Array {
    return this.own.weights();
  }

  async close(): Promise<void> {
    this.own.close();
    await Promise.all(this.helpers.map(({ worker }) => worker.terminate()));
  }

  /** Gives every thread its part and waits for all; the losses are added in the order of the threads. */
  private async divide(kind: HelperWork['kind'], examples: Int32Array, step: number): Promise<void> {
    const { own, helpers } = this;
    const whole = examples.length;
    const share = Math.ceil(whole / (helpers.length + 1));
    this.weightsShared.set(own.views().weights);
    const answers = helpers.map((helper, i) => {
      const first = Math.min(whole, (i + 1) * share);
      return helper.answer({ kind, examples: examples.slice(first, first + share), step, first, whole });
    });
    const part = examples.subarray(0, share);
    if (kind === 'gradient') own.gradient(part, step, 0, whole);
    else own.evaluate(part);
    for (const loss of await Promise.all(answers)) this.loss += loss;
  }
}

/** All of them, or none: when one cannot be started those before it are ended. */
function startHelpers(count: number, dataOf: () => HelperData): readonly Helper[] {
  const helpers: Helper[] = [];
  try {
    while (helpers.length < count) helpers.push(startHelper(dataOf()));
    return helpers;
  } catch (error) {
    for (const { worker } of helpers) void worker.terminate();
    throw error;
  }
}

function startHelper(data: HelperData): Helper {
  const worker = new Worker(path.join(__dirname, 'pool-helper.js'), { workerData: data, execArgv: [] });
  let resolve: (loss: number) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    reject(failure);
  };
  worker.on('message', (loss: number) => resolve(loss));
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`a training thread ended with code ${code}`)));
  return {
    worker,
    gradients: data.gradients,
    answer: (work) =>
      new Promise<number>((done, failed) => {
        if (failure !== undefined) failed(failure);
        resolve = done;
        reject = failed;
        worker.postMessage(work);
      }),
  };
}

function shared(values: Float32Array): Float32Array {
  const copy = new Float32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

function sharedInts(values: Int32Array): Int32Array {
  const copy = new Int32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
