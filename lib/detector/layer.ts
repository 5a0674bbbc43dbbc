import type { Layer, LayerContext, LayerStatus } from '../layer';
import type { Order } from '../orders';
import { describe, InputError, isLive, type Scaling, type TwinRecord } from '../record';
import { goodOnly, readRow } from '../rows';
import { Schema } from '../schema';
import type { Blueprint } from '../score/blueprint';
import { BatchedJudging } from './batched-judging';
import type { LearningBuffer } from './buffer';
import { type InForceSnapshot, ModelInForce } from './in-force';
import { Learning, type LearningSnapshot, type Trained } from './learning';
import type { Model } from './model';
import type { DetectorConfig } from './settings';
import { Shelf } from './shelf';
import type { KnownScaling } from './training-data';

/** What makes one kind of detector. */
export interface DetectorSpec<Config extends DetectorConfig> {
  /** Type of its node. */
  readonly node: string;
  /** @param features number of features */
  blueprint(features: number, config: Config): Blueprint;
}

/** A layer whose learning runs in the background. */
export interface DetectorLayer extends Layer {
  /**
   * Resolves when no training runs or waits: for tools that go through a recording at full speed. It does not keep the
   * process alive by itself.
   */
  settled(): Promise<void>;
}

interface Snapshot {
  readonly node: string;
  readonly features: readonly string[];
  readonly scaling?: Scaling;
  readonly roles?: NonNullable<TwinRecord['roles']>;
  readonly learning: LearningSnapshot;
  readonly version?: number;
  readonly inForce?: InForceSnapshot;
  readonly frozen: boolean;
}

/** Records between two saves of what the model remembers of the rows before. */
const SAVE_EVERY = 500;

/** Makes the detector of one asset or of one operating mode of it, fresh or from a snapshot. */
export function createOneDetector<Config extends DetectorConfig>(
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
  readonly #node: string;
  readonly #config: Config;
  readonly #context: LayerContext;
  readonly #schema: Schema;
  readonly #shelf: Shelf;
  readonly #learning: Learning;
  #row: Float64Array;
  #good: Float64Array;
  /** The scaler's scaling as last seen. */
  #scaling: Scaling | undefined;
  /** The tags' roles as last seen. */
  #roles: TwinRecord['roles'];
  #inForce: ModelInForce | undefined;
  /** Where the chosen engine judges live records; undefined where the built-in one does, at once. */
  readonly #batched: BatchedJudging | undefined;
  #frozen: boolean;
  /** Why the last record could not be judged; told once per spell. */
  #blind: string | undefined;
  #sinceSave = 0;

  constructor(spec: DetectorSpec<Config>, config: Config, context: LayerContext, from?: Snapshot) {
    this.#node = spec.node;
    this.#config = config;
    this.#context = context;
    this.#schema = new Schema(from?.features);
    this.#shelf = new Shelf(context, spec.node);
    const { length } = this.#schema.features;
    this.#row = new Float64Array(length);
    this.#good = new Float64Array(length);
    this.#scaling = from?.scaling;
    this.#roles = from?.roles;
    this.#frozen = from?.frozen ?? false;
    if (from?.version !== undefined) this.#restore(from.version, from);
    const { records, seed, engine } = config;
    // A model that was lost leaves nothing but to learn anew.
    const lost = this.#inForce === undefined && from?.learning.buffer === undefined;
    this.#learning = new Learning(
      {
        node: spec.node,
        records,
        seed,
        engine,
        folders: context.packages ?? [],
        blueprint: (features) => spec.blueprint(features, config),
        roles: () => this.#roles ?? {},
        keep: (trained, before, wanted) => this.#keep(trained, before, wanted),
        hasModel: () => this.#inForce !== undefined,
        tell: (event, time, facts) => this.#tell(event, time, facts),
        fail: (error) => context.fail(error),
        progress: () => context.touch(),
        finished: () => {
          context.save('now');
          context.touch();
        },
      },
      lost ? true : (from?.learning ?? true),
    );
    this.#learning.trainWhenComplete(this.#known());
    this.#batched = BatchedJudging.create(config, context, {
      inForce: () => this.#inForce,
      rehearse: (inForce, record) => this.#rehearse(inForce, record),
      pass: (record) => this.#pass(record),
    });
  }

  step(record: TwinRecord): void | Promise<void> {
    return this.#batched === undefined ? this.#pass(record) : this.#batched.pass(record);
  }

  #pass(record: TwinRecord): void {
    const features = this.#read(record);
    if (features === undefined) return;
    if (this.#inForce !== undefined) this.#judge(this.#inForce, record, features);
    else if (record.verdict !== 'fault') record.verdict = this.#learning.failed ? 'fault' : 'learning';
    this.#learning.pass(features, this.#row, record);
    if (this.#learning.collecting && !this.#frozen) this.#collect(record, features);
    else this.#learning.leaveOut();
  }

  /** Judges a copy, so that what the network would be asked can be noted; what it tells is thrown away. */
  #rehearse(inForce: ModelInForce, record: TwinRecord): void {
    const copy = { ...record };
    const features = this.#read(copy);
    if (features !== undefined) inForce.judge(copy, features, this.#row, this.#config.missing);
  }

  /** Reads the record's features into the row. @returns undefined for a record that is not live */
  #read(record: TwinRecord): readonly string[] | undefined {
    const features = this.#schema.of(record);
    if (features.length !== this.#row.length) this.#row = new Float64Array(features.length);
    readRow(record, features, this.#row);
    if (features !== this.#schema.features) {
      this.#schema.adopt(features);
      this.#good = new Float64Array(features.length);
    }
    record.features ??= features;
    this.#roles = record.roles ?? this.#roles;
    if (record.scaling !== undefined && record.scaling !== this.#scaling) this.#followScaling(record.scaling);
    return isLive(record) ? features : undefined;
  }

  order(order: Order, payload: unknown): Record<string, unknown> {
    switch (order.do) {
      case 'train': {
        const features = this.#learning.trainOn(payload, this.#schema.features, this.#known());
        if (this.#schema.features.length === 0) this.#schema.adopt(features);
        break;
      }
      case 'retrain':
        this.#learning.collect();
        break;
      case 'cancel':
        this.#learning.cancel();
        break;
      case 'reset':
        this.#learning.drop();
        this.#replace(undefined);
        this.#learning.collect();
        break;
      case 'freeze':
        this.#frozen = true;
        break;
      case 'unfreeze':
        this.#frozen = false;
        break;
      case 'rollback':
        this.#replace(new ModelInForce(this.#shelf.rollBack(this.#inForce?.model.version)));
        break;
    }
    if (order.do !== 'status') this.#context.save('now');
    return this.#report();
  }

  snapshot(): Snapshot {
    const inForce = this.#inForce;
    return {
      node: this.#node,
      features: this.#schema.features,
      ...(this.#scaling && { scaling: this.#scaling }),
      ...(this.#roles && { roles: this.#roles }),
      learning: this.#learning.snapshot(),
      ...(inForce && { version: inForce.model.version, inForce: inForce.snapshot() }),
      frozen: this.#frozen,
    };
  }

  status(): LayerStatus {
    const { progress, failed, buffer } = this.#learning;
    const { records } = this.#config;
    const version = this.#inForce?.model.version ?? 0;
    // What really trained the model, whatever was chosen.
    const device = this.#inForce?.model.learned.device ?? '';
    if (progress !== undefined) {
      return { state: 'training', values: { done: progress.epoch, total: progress.epochs } };
    }
    if (this.#blind !== undefined) return { state: 'fault', values: { text: this.#blind } };
    if (failed) return { state: 'fault', values: { text: 'there is no model; order train' } };
    if (this.#frozen && version === 0) {
      return { state: 'fault', values: { text: 'frozen before anything was learned; order unfreeze' } };
    }
    if (this.#frozen) return { state: 'frozen', values: { version } };
    if (buffer === undefined) return { state: 'watching', values: { version, device } };
    if (buffer.count === 0 && version === 0) return { state: 'waiting' };
    const left = buffer.timeFor(Math.max(0, records - buffer.count));
    return { state: 'learning', values: { done: buffer.count, total: records }, left };
  }

  close(): void {
    this.#batched?.close();
    this.#learning.drop();
    this.#inForce?.dispose();
    this.#inForce = undefined;
  }

  settled(): Promise<void> {
    return this.#learning.settled();
  }

  #judge(inForce: ModelInForce, record: TwinRecord, features: readonly string[]): void {
    const problem = inForce.judge(record, features, this.#row, this.#config.missing);
    if (problem === undefined && inForce.restarted) {
      this.#tell('window-restarted', record.time, { text: 'records are missing; the window starts anew' });
    }
    if (problem !== undefined) record.verdict = 'fault';
    else if (record.verdict === 'learning' && record.score !== undefined) delete record.verdict;
    if (problem !== undefined && this.#blind === undefined) {
      this.#tell('cannot-judge', record.time, { text: problem });
      this.#context.fail(new InputError('payload.values', `cannot be judged: ${problem}; check the source`));
    } else if (problem === undefined && this.#blind !== undefined) this.#tell('judging-again', record.time, {});
    this.#blind = problem;
    if (++this.#sinceSave < SAVE_EVERY) return;
    this.#sinceSave = 0;
    this.#context.save('soon');
  }

  /** With a model in force only what it finds normal is learned from. */
  #collect(record: TwinRecord, features: readonly string[]): void {
    const highest = this.#inForce?.model.learned.calibration.at(-1);
    const normal = highest === undefined || (record.score !== undefined && record.score <= highest);
    if (record.verdict === 'fault' || !normal) {
      this.#learning.leaveOut();
      return;
    }
    goodOnly(record, features, this.#row, this.#good);
    if (this.#learning.add(features, this.#good, record.time)) this.#context.save('soon');
    this.#learning.trainWhenComplete(this.#known());
  }

  #followScaling(scaling: Scaling): void {
    const before = this.#scaling?.version;
    this.#scaling = scaling;
    const model = this.#inForce?.model;
    if (model === undefined || before === scaling.version || model.scaling.version === scaling.version) return;
    const text =
      'the scaler was fitted anew; the model goes on with the scaling that it learned with: order retrain to follow';
    this.#context.emit('event', { event: 'scaling-changed', text, version: scaling.version });
  }

  #known(): KnownScaling | undefined {
    return this.#scaling && { scaling: this.#scaling, features: this.#schema.features };
  }

  /** The model is on disk before it judges, so that a restart finds it. */
  async #keep(trained: Trained, before: LearningBuffer, wanted: () => boolean): Promise<void> {
    const model = await this.#shelf.put(trained);
    if (!wanted()) return;
    const next = new ModelInForce(model);
    next.warmUp(before);
    this.#replace(next);
    const { history, bestEpoch, device, calibration } = model.learned;
    const { rows, from, to, data, outliers } = model.training;
    const { id, version } = model;
    const came = { records: rows, ...(outliers && { outliers }), from, to, data };
    const facts = { model: id, version, ...came, history, bestEpoch, device, calibration };
    this.#tell('trained', to, facts);
  }

  #replace(next: ModelInForce | undefined): void {
    this.#inForce?.dispose();
    this.#inForce = next;
    this.#blind = undefined;
  }

  #restore(version: number, from: Snapshot): void {
    const model: Model | undefined = this.#shelf.load(version);
    if (model === undefined) return;
    this.#replace(new ModelInForce(model, model.version === version ? from.inForce : undefined));
  }

  #report(): Record<string, unknown> {
    const model = this.#inForce?.model;
    return {
      ...this.status(),
      collected: this.#learning.buffer?.count ?? 0,
      frozen: this.#frozen,
      ...(model && { model: model.id, version: model.version, features: model.features, training: model.training }),
      ...(model && { engine: model.learned.device, notes: model.notes }),
      ...this.#batched?.report(),
    };
  }

  #tell(event: string, time: number | null, facts: Record<string, unknown>): void {
    this.#context.emit('event', { event, time, ...facts });
  }
}
