import { join } from 'node:path';
import { CancelledError } from '../engine/engine';
import { startTask } from '../engine/host';
import type { EngineId } from '../engine/ids';
import { InputError, type TwinRecord } from '../record';
import type { Blueprint } from '../score/blueprint';
import { kindsOf } from '../score/features';
import { LEAST_ROWS } from '../score/fit-score';
import { adjustToOrder } from '../score/time-order';
import { type BufferSnapshot, LearningBuffer } from './buffer';
import type { FitTask, FitTaskResult } from './fit-task';
import { Continuity, type ContinuitySnapshot } from './gaps';
import { readHistory } from './history';
import type { Model } from './model';
import type { PrepareTask, PrepareTaskResult } from './prepare-task';
import type { KnownScaling } from './training-data';

/** See TwinRecord. */
type Roles = NonNullable<TwinRecord['roles']>;

/** Rows before the first record that evidence is built up on, beside the window. */
const WARM_ROWS = 100;
/** Records that are remembered while a training runs, at most. */
const MOST_BEFORE = 4096;

/** A model that was just trained and is not kept anywhere yet. */
export type Trained = Omit<Model, 'id' | 'version'>;

export interface LearningOptions {
  readonly node: string;
  /** Rows to collect before the training starts by itself. */
  readonly records: number;
  readonly seed: number;
  readonly engine: 'automatic' | EngineId;
  /** Where optional engines may lie. */
  readonly folders: readonly string[];
  blueprint(features: number): Blueprint;
  /** Roles of the tags that are no plain sensors. */
  roles(): Roles;
  /**
   * Keeps the model and, unless it is no longer wanted then, puts it in force.
   * @param before the rows right before the next record
   */
  keep(trained: Trained, before: LearningBuffer, wanted: () => boolean): Promise<void>;
  /** Whether a model is in force, which stays so while another is learned. */
  hasModel(): boolean;
  tell(event: string, time: number | null, facts: Record<string, unknown>): void;
  fail(error: Error): void;
  /** The status has changed. */
  progress(): void;
  /** The training has ended, well or not. */
  finished(): void;
}

export interface LearningSnapshot {
  readonly buffer?: BufferSnapshot;
  readonly failed: boolean;
  readonly continuity?: ContinuitySnapshot;
}

/** A training that runs: first the rows are made ready, then the network is fitted, each in a thread of its own. */
interface Training {
  run: { cancel(): void };
  /** Cancelled by order; making rows ready is too short to be ended half-way. */
  cancelled: boolean;
  done: Promise<void>;
  epoch: number;
  epochs: number;
  before: LearningBuffer;
  /** How many of the rows in it, the first ones, are collected ones. */
  collected: number;
}

/** How an asset's detector learns: collects rows, trains on them in the background, and says what came of it. */
export class Learning {
  readonly #options: LearningOptions;
  /** Undefined when nothing is to be learned. */
  #buffer: LearningBuffer | undefined;
  #training: Training | undefined;
  #failed: boolean;
  /** Of the rows that are collected. */
  readonly #continuity: Continuity;

  /** @param from a snapshot, or whether to collect */
  constructor(options: LearningOptions, from: LearningSnapshot | boolean) {
    this.#options = options;
    this.#failed = typeof from === 'object' && from.failed;
    this.#continuity = new Continuity(this.#window, typeof from === 'object' ? from.continuity : undefined);
    if (from === true) this.#buffer = new LearningBuffer();
    else if (from !== false && from.buffer) this.#buffer = new LearningBuffer(from.buffer);
  }

  /** Rows collected and wanted; undefined when nothing is to be learned. */
  get buffer(): LearningBuffer | undefined {
    return this.#buffer;
  }

  /** Epochs, finished and at most, of the training that runs. */
  get progress(): { readonly epoch: number; readonly epochs: number } | undefined {
    return this.#training;
  }

  /** The last training has failed or was cancelled, and there is no model. */
  get failed(): boolean {
    return this.#failed && !this.#options.hasModel();
  }

  /** Whether the next row is wanted. */
  get collecting(): boolean {
    return this.#buffer !== undefined && !this.#failed && this.#buffer.count < this.#options.records;
  }

  /** @returns whether it is time to save */
  add(features: readonly string[], row: Float64Array, time: number): boolean {
    const { count } = this.#buffer!;
    this.#buffer!.add(features, row, time, this.#continuity.take());
    // A hundredth of the learning at most is lost when the power goes.
    return (count + 1) % Math.ceil(this.#options.records / 100) === 0;
  }

  /** The row that just came is not learned from. */
  leaveOut(): void {
    this.#continuity.leaveOut();
  }

  /** A record that came; while a training runs the model that comes of it goes on from there. */
  pass(features: readonly string[], row: Float64Array, { time, comms }: TwinRecord): void {
    const follows = this.#continuity.meet(time, comms?.gap);
    if (this.#training === undefined) return;
    const { before } = this.#training;
    before.add(features, row, time, follows);
    if (before.count <= MOST_BEFORE) return;
    this.#training.before = before.tail(MOST_BEFORE >> 1);
    this.#training.collected = 0;
  }

  /** Starts the training if everything was collected and none runs. */
  trainWhenComplete(known: KnownScaling | undefined): void {
    const buffer = this.#buffer;
    if (buffer === undefined || this.#failed || this.#training !== undefined) return;
    if (buffer.count >= this.#options.records) this.#train(buffer, known);
  }

  /**
   * Follows the order train.
   * @returns the features of the rows
   * @throws InputError; nothing was changed then
   */
  trainOn(payload: unknown, features: readonly string[], known: KnownScaling | undefined): readonly string[] {
    if (this.#training !== undefined) throw new InputError('control', 'a training runs already; cancel it first');
    if (Array.isArray(payload)) {
      const { buffer, scaling, roles } = readHistory(payload, features, LEAST_ROWS, this.#window);
      this.#train(buffer, scaling ? { scaling, features: buffer.features } : known, roles);
      return buffer.features;
    }
    const collected = this.#buffer?.count ?? 0;
    if (collected < LEAST_ROWS) {
      throw new InputError('payload', `holds no rows and ${collected} were collected; send rows to train on`);
    }
    this.#train(this.#buffer!, known);
    return this.#buffer!.features;
  }

  /** Collects anew; a training that runs goes on. */
  collect(): void {
    this.#buffer = new LearningBuffer();
    this.#failed = false;
  }

  /** @throws InputError when none runs */
  cancel(): void {
    if (this.#training === undefined) throw new InputError('control', 'no training runs');
    this.#training.cancelled = true;
    this.#training.run.cancel();
  }

  /** Drops the training that runs; what comes of it is ignored. */
  drop(): void {
    this.#training?.run.cancel();
    this.#training = undefined;
  }

  async settled(): Promise<void> {
    while (this.#training !== undefined) await this.#training.done;
  }

  snapshot(): LearningSnapshot {
    return {
      ...(this.#buffer && { buffer: this.#buffer.snapshot() }),
      failed: this.#failed,
      continuity: this.#continuity.snapshot(),
    };
  }

  /** It does not depend on the number of features. */
  get #window(): number {
    return this.#options.blueprint(1).window;
  }

  /** @param roles of the rows, where they say it themselves */
  #train(buffer: LearningBuffer, known: KnownScaling | undefined, roles?: Roles): void {
    try {
      this.#start(buffer, known, roles);
    } catch (error) {
      this.#giveUp(error as Error);
    }
  }

  #start(buffer: LearningBuffer, known: KnownScaling | undefined, roles: Roles | undefined): void {
    const { seed, progress, finished } = this.#options;
    const { window } = this.#options.blueprint(buffer.features.length);
    this.#failed = false;
    const rows = buffer.rows().slice();
    const { features, range, seams } = buffer;
    const job: PrepareTask = { collected: { features, rows, range, seams }, known, seed, window };
    const run = startTask<PrepareTaskResult>({
      module: join(__dirname, 'prepare-task.js'),
      job,
      transfer: [rows.buffer],
    });
    const before = buffer.tail(window + WARM_ROWS);
    const progressSoFar = { cancelled: false, epoch: 0, epochs: 0 };
    const training: Training = { run, ...progressSoFar, done: Promise.resolve(), before, collected: before.count };
    this.#training = training;
    const finish = (error?: Error): void => {
      if (this.#training !== training) return;
      this.#training = undefined;
      if (error) this.#giveUp(error);
      else this.#buffer = undefined;
      finished();
    };
    training.done = run.done.then((prepared) => this.#fit(training, prepared, roles)).then(() => finish(), finish);
    progress();
  }

  /** The rows are ready: says what they are like, and trains. */
  async #fit(training: Training, { data, report, mask }: PrepareTaskResult, own: Roles | undefined): Promise<void> {
    const { seed, engine, folders, node, tell, progress, keep } = this.#options;
    const roles = own ?? this.#options.roles();
    const wanted = (): boolean => this.#training === training;
    if (!wanted()) return;
    if (training.cancelled) throw new CancelledError();
    training.before = training.before.without(mask.subarray(mask.length - training.collected));
    const { features, scaling, rows, raw, seams, facts, left, flags } = data;
    const plan = { ...this.#options.blueprint(features.length), kinds: kindsOf(features, roles, flags) };
    const blueprint = adjustToOrder(plan, rows, features.length);
    tell('training-data', facts.to, { ...report });
    if (report.outliers) for (const text of report.outliers.text) tell('training-note', facts.to, { text });
    tell('training-started', facts.to, { records: facts.rows, features, left });
    const job: FitTask = { blueprint, features, rows, raw, seams, seed, engine, folders };
    const task = {
      module: join(__dirname, 'fit-task.js'),
      job,
      transfer: [rows.buffer as ArrayBuffer, raw.buffer as ArrayBuffer],
    };
    const run = startTask<FitTaskResult>(task, ({ epoch, epochs }) => {
      training.epoch = epoch;
      training.epochs = epochs;
      progress();
    });
    training.run = run;
    training.epochs = blueprint.training.epochs;
    const { learned, notes } = await run.done;
    if (!wanted()) return;
    for (const text of notes) tell('training-note', facts.to, { text });
    const trained = { node, features, scaling, blueprint, learned, training: facts, notes };
    await keep(trained, training.before, wanted);
  }

  /** What was collected is not trained on again by itself. */
  #giveUp(error: Error): void {
    const { hasModel, tell, fail } = this.#options;
    if (hasModel()) this.#buffer = undefined;
    else this.#failed = true;
    if (error instanceof CancelledError) {
      tell('training-cancelled', null, {});
      return;
    }
    const text = hasModel() ? 'the model before stays in force' : 'order train to try again';
    tell('training-failed', null, { text: `${error.message}; ${text}` });
    fail(new Error(`the training failed: ${error.message}; ${text}`));
  }
}
