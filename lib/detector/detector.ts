import { duration } from '../duration';
import { CancelledError } from '../engine/engine';
import type { Layer, LayerContext, LayerStatus } from '../layer';
import type { Order } from '../orders';
import { describe, InputError, type Scaling, type TwinRecord } from '../record';
import { goodOnly, readRow } from '../rows';
import { Schema } from '../schema';
import type { Blueprint } from './blueprint';
import { type BufferSnapshot, LearningBuffer } from './buffer';
import { LEAST_ROWS } from './fit';
import { readHistory } from './history';
import { ModelInForce } from './in-force';
import type { LiveSnapshot } from './live';
import { type Model, modelFiles, readModel } from './model';
import type { DetectorConfig } from './settings';
import { startTraining, type Training } from './trainer';
import { prepareTraining } from './training-data';

/** What makes one kind of detector. */
export interface DetectorSpec<Config extends DetectorConfig> {
  /** Type of its node. */
  readonly node: string;
  /** @param features number of features */
  blueprint(features: number, config: Config): Blueprint;
}

/** A layer whose learning runs in the background. */
export interface DetectorLayer extends Layer {
  /** Resolves when no training runs or waits: for tools that go through a recording at full speed. */
  settled(): Promise<void>;
}

interface Snapshot {
  readonly node: string;
  readonly features: readonly string[];
  readonly scaling?: Scaling;
  readonly buffer?: BufferSnapshot;
  readonly version?: number;
  readonly announced: boolean;
  readonly live?: LiveSnapshot;
  readonly frozen: boolean;
  readonly failed: boolean;
}

/** Records between two saves of what the model remembers of the rows before. */
const SAVE_EVERY = 500;

/** Makes the detector of one asset, fresh or from a snapshot. */
export function createDetectorLayer<Config extends DetectorConfig>(
  spec: DetectorSpec<Config>,
  config: Config,
  context: LayerContext,
  snapshot?: unknown,
): DetectorLayer {
  if (snapshot === undefined) return new Detector(spec, config, context);
  const { node } = snapshot as Partial<Snapshot>;
  if (node === spec.node) return new Detector(spec, config, context, snapshot as Snapshot);
  context.emit('event', { event: 'state-ignored', text: `what was kept is of ${describe(node)}; learning anew` });
  return new Detector(spec, config, context);
}

class Detector<Config extends DetectorConfig> implements DetectorLayer {
  readonly #spec: DetectorSpec<Config>;
  readonly #config: Config;
  readonly #context: LayerContext;
  readonly #schema: Schema;
  #row: Float64Array;
  #good: Float64Array;
  /** The scaler's scaling as last seen. */
  #scaling: Scaling | undefined;
  /** Rows collected so far; undefined when nothing is to be learned. */
  #buffer: LearningBuffer | undefined;
  #inForce: ModelInForce | undefined;
  #training: { readonly run: Training; readonly done: Promise<void>; epoch: number } | undefined;
  #frozen: boolean;
  /** The last training has failed, and there is no model. */
  #failed: boolean;
  /** Why the last record could not be judged; told once per spell. */
  #blind: string | undefined;
  #sinceSave = 0;
  #lastScore: number | undefined;

  constructor(spec: DetectorSpec<Config>, config: Config, context: LayerContext, from?: Snapshot) {
    this.#spec = spec;
    this.#config = config;
    this.#context = context;
    this.#schema = new Schema(from?.features);
    const { length } = this.#schema.features;
    this.#row = new Float64Array(length);
    this.#good = new Float64Array(length);
    this.#scaling = from?.scaling;
    this.#frozen = from?.frozen ?? false;
    this.#failed = from?.failed ?? false;
    if (from?.version !== undefined) this.#restore(from);
    if (from?.buffer) this.#buffer = new LearningBuffer(from.buffer);
    else if (this.#inForce === undefined) this.#buffer = new LearningBuffer();
    if (this.#buffer !== undefined && this.#buffer.count >= config.records && !this.#failed) this.#train(this.#buffer);
  }

  step(record: TwinRecord): void {
    const features = this.#schema.of(record);
    if (features.length !== this.#row.length) this.#row = new Float64Array(features.length);
    readRow(record, features, this.#row);
    if (features !== this.#schema.features) {
      this.#schema.adopt(features);
      this.#good = new Float64Array(features.length);
    }
    record.features ??= features;
    this.#lastScore = undefined;
    const counts = record.comms?.duplicate !== true && record.comms?.late !== true && record.comms?.historical !== true;
    if (record.scaling !== undefined && record.scaling !== this.#scaling) this.#followScaling(record.scaling);
    if (this.#inForce !== undefined && counts) this.#judge(this.#inForce, record, features);
    else if (this.#inForce === undefined && record.verdict !== 'fault')
      record.verdict = this.#failed ? 'fault' : 'learning';
    if (counts) this.#collect(record, features);
  }

  order(order: Order, payload: unknown): Record<string, unknown> {
    switch (order.do) {
      case 'train':
        this.#trainOn(payload);
        break;
      case 'retrain':
        this.#buffer = new LearningBuffer();
        this.#failed = false;
        break;
      case 'cancel':
        if (this.#training === undefined) throw new InputError('control', 'no training runs');
        this.#training.run.cancel();
        break;
      case 'reset':
        this.#reset();
        break;
      case 'freeze':
        this.#frozen = true;
        break;
      case 'unfreeze':
        this.#frozen = false;
        break;
      case 'rollback':
        this.#rollBack();
        break;
    }
    if (order.do !== 'status') this.#context.save('now');
    return this.#report();
  }

  snapshot(): Snapshot {
    const inForce = this.#inForce;
    return {
      node: this.#spec.node,
      features: this.#schema.features,
      ...(this.#scaling && { scaling: this.#scaling }),
      ...(this.#buffer && { buffer: this.#buffer.snapshot() }),
      ...(inForce && { version: inForce.model.version, live: inForce.snapshot() }),
      announced: inForce?.announced ?? false,
      frozen: this.#frozen,
      failed: this.#failed,
    };
  }

  status(): LayerStatus {
    const training = this.#training;
    if (training !== undefined) {
      return { state: 'training', values: { done: training.epoch, total: this.#config.epochs } };
    }
    if (this.#blind !== undefined) return { state: 'fault', values: { text: this.#blind } };
    if (this.#failed) return { state: 'fault', values: { text: 'training failed' } };
    if (this.#frozen) return { state: 'frozen', values: { version: this.#inForce?.model.version ?? 0 } };
    if (this.#buffer !== undefined) {
      const left = this.#buffer.timeFor(Math.max(0, this.#config.records - this.#buffer.count));
      const eta = left === undefined ? '?' : duration(left);
      if (this.#buffer.count === 0 && this.#inForce === undefined) return { state: 'waiting' };
      return { state: 'learning', values: { done: this.#buffer.count, total: this.#config.records, eta } };
    }
    return { state: 'watching', values: { version: this.#inForce?.model.version ?? 0 } };
  }

  close(): void {
    this.#training?.run.cancel();
    this.#training = undefined;
    this.#inForce?.dispose();
    this.#inForce = undefined;
  }

  async settled(): Promise<void> {
    while (this.#training !== undefined) await this.#training.done;
  }

  #judge(inForce: ModelInForce, record: TwinRecord, features: readonly string[]): void {
    const problem = inForce.judge(record, features, this.#row, this.#config.missing);
    this.#lastScore = record.score;
    if (problem !== undefined) record.verdict = 'fault';
    else if (record.verdict === 'learning') delete record.verdict;
    if (problem !== undefined && this.#blind === undefined) {
      this.#tell('cannot-judge', record.time, { text: problem });
      this.#context.fail(new Error(`${this.#context.asset} cannot be judged: ${problem}; check its source`));
    } else if (problem === undefined && this.#blind !== undefined) this.#tell('judging-again', record.time, {});
    this.#blind = problem;
    if (++this.#sinceSave < SAVE_EVERY) return;
    this.#sinceSave = 0;
    this.#context.save('soon');
  }

  #collect(record: TwinRecord, features: readonly string[]): void {
    const buffer = this.#buffer;
    if (buffer === undefined || this.#frozen || this.#failed || record.verdict === 'fault') return;
    if (buffer.count >= this.#config.records || !this.#looksNormal()) return;
    goodOnly(record, features, this.#row, this.#good);
    buffer.add(features, this.#good, record.time);
    // A hundredth of the learning at most is lost when the power goes.
    if (buffer.count % Math.ceil(this.#config.records / 100) === 0) this.#context.save('soon');
    if (buffer.count >= this.#config.records && this.#training === undefined) this.#train(buffer);
  }

  /** With a model in force only what it finds normal is learned from. */
  #looksNormal(): boolean {
    const highest = this.#inForce?.model.learned.calibration.at(-1);
    return highest === undefined || (this.#lastScore !== undefined && this.#lastScore <= highest);
  }

  #followScaling(scaling: Scaling): void {
    const before = this.#scaling?.version;
    this.#scaling = scaling;
    const model = this.#inForce?.model;
    if (model === undefined || before === scaling.version || model.scaling.version === scaling.version) return;
    this.#context.emit('event', {
      event: 'scaling-changed',
      text: 'the scaler was fitted anew; the model goes on with the scaling that it learned with: order retrain to follow',
      version: scaling.version,
    });
  }

  #trainOn(payload: unknown): void {
    if (this.#training !== undefined) throw new InputError('control', 'a training runs already; cancel it first');
    if (!Array.isArray(payload)) {
      if (this.#buffer === undefined || this.#buffer.count < LEAST_ROWS) {
        throw new InputError(
          'payload',
          `holds no rows and ${this.#buffer?.count ?? 0} were collected; send rows to train on`,
        );
      }
      this.#train(this.#buffer);
      return;
    }
    const { buffer, scaling } = readHistory(payload, this.#schema.features, LEAST_ROWS);
    if (scaling !== undefined) this.#scaling = scaling;
    if (this.#schema.features.length === 0) this.#schema.adopt(buffer.features);
    this.#train(buffer);
  }

  #train(buffer: LearningBuffer): void {
    const run = this.#startRun(buffer);
    if (run === undefined) return;
    this.#failed = false;
    const training = { run: run.training, epoch: 0, done: Promise.resolve() };
    this.#training = training;
    training.done = run.training.result
      .then((learned) => this.#keep({ ...run.model, learned }, training))
      .catch((error: unknown) => this.#giveUp(error as Error, training));
    this.#context.touch();
  }

  #startRun(buffer: LearningBuffer) {
    const { seed } = this.#config;
    try {
      const known = this.#scaling && { scaling: this.#scaling, features: this.#schema.features };
      const { features, scaling, rows, facts, left } = prepareTraining(buffer, known, seed);
      const blueprint = this.#spec.blueprint(features.length, this.#config);
      this.#tell('training-started', facts.to, { records: facts.rows, features, left });
      const job = { blueprint, rows, width: features.length, seed };
      const training = startTraining(
        { job, engine: 'wasm', folders: [] },
        {
          onEpoch: ({ epoch }) => {
            if (this.#training?.run === training) this.#training.epoch = epoch;
            this.#context.touch();
          },
          onNote: (text) => this.#tell('training-note', facts.to, { text }),
        },
      );
      return { training, model: { node: this.#spec.node, features, scaling, blueprint, training: facts } };
    } catch (error) {
      this.#fail(error as Error);
      return undefined;
    }
  }

  /** The model is on disk before it judges, so that a restart finds it. */
  async #keep(made: Omit<Model, 'id' | 'version'>, training: object): Promise<void> {
    const { id, files } = modelFiles(made);
    const version = await this.#context.models.put(files);
    if (this.#training !== training) return;
    this.#training = undefined;
    this.#buffer = undefined;
    this.#put({ ...made, id, version });
    const { history, bestEpoch, device, calibration } = made.learned;
    const { rows, from, to, data } = made.training;
    this.#tell('trained', to, {
      model: id,
      version,
      records: rows,
      from,
      to,
      data,
      history,
      bestEpoch,
      device,
      calibration,
    });
    this.#context.save('now');
    this.#context.touch();
  }

  #giveUp(error: Error, training: object): void {
    if (this.#training !== training) return;
    this.#training = undefined;
    if (error instanceof CancelledError) {
      this.#tell('training-cancelled', null, {});
      // What was collected is not trained on again by itself.
      if (this.#inForce !== undefined) this.#buffer = undefined;
      else this.#failed = true;
    } else this.#fail(error);
    this.#context.save('now');
    this.#context.touch();
  }

  #fail(error: Error): void {
    this.#failed = this.#inForce === undefined;
    if (!this.#failed) this.#buffer = undefined;
    const text = this.#failed ? 'order train to try again' : 'the model before stays in force';
    this.#tell('training-failed', null, { text: `${error.message}; ${text}` });
    this.#context.fail(new Error(`the training failed: ${error.message}; ${text}`));
  }

  #put(model: Model, announced = false, live?: LiveSnapshot): void {
    const next = new ModelInForce(model, announced, live);
    this.#inForce?.dispose();
    this.#inForce = next;
    this.#blind = undefined;
  }

  #restore(from: Snapshot): void {
    const model = this.#load(from.version!);
    if (model === undefined) return;
    const same = model.version === from.version;
    this.#put(model, same && from.announced, same ? from.live : undefined);
  }

  /** The wanted version, or the newest usable one before it. */
  #load(wanted: number): Model | undefined {
    const { models } = this.#context;
    for (const version of [...models.versions()].reverse().filter((v) => v <= wanted)) {
      try {
        const stored = models.get(version);
        if (stored === undefined) continue;
        for (const text of stored.notes) this.#context.emit('event', { event: 'model-damaged', text });
        const model = readModel(stored);
        if (model.node !== this.#spec.node) throw new Error(`it is a model of ${describe(model.node)}`);
        return model;
      } catch (error) {
        this.#context.emit('event', {
          event: 'model-damaged',
          text: `model version ${version} was passed over: ${(error as Error).message}`,
        });
      }
    }
    return undefined;
  }

  #rollBack(): void {
    const current = this.#inForce?.model.version;
    const before = this.#context.models
      .versions()
      .filter((v) => current !== undefined && v < current)
      .at(-1);
    const model = before === undefined ? undefined : this.#load(before);
    if (model === undefined) throw new InputError('control', 'there is no model before this one');
    this.#context.models.activate(model.version);
    this.#put(model);
  }

  #reset(): void {
    this.#training?.run.cancel();
    this.#training = undefined;
    this.#inForce?.dispose();
    this.#inForce = undefined;
    this.#buffer = new LearningBuffer();
    this.#failed = false;
    this.#blind = undefined;
  }

  #report(): Record<string, unknown> {
    const model = this.#inForce?.model;
    return {
      ...this.status(),
      collected: this.#buffer?.count ?? 0,
      frozen: this.#frozen,
      ...(model && { model: model.id, version: model.version, features: model.features, training: model.training }),
    };
  }

  #tell(event: string, time: number | null, facts: Record<string, unknown>): void {
    this.#context.emit('event', { event, time, ...facts });
  }
}
