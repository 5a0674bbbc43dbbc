import { join } from 'node:path';
import { CancelledError } from '../../engine/engine';
import { type RunningTask, type Task, ThreadEndedError, type Wait } from '../../engine/host';
import type { EngineId } from '../../engine/ids';
import type { AlarmRows } from '../../guarded/episodes';
import type { TwinRecord } from '../../record/record';
import type { Blueprint } from '../../score/blueprint';
import { ordersAmong } from '../../score/features';
import { type Fitted, slim } from '../../score/fitted';
import type { DetectorSpec } from '../layer';
import type { Model } from '../models/model';
import type { Job } from './job';
import { OddRows } from './odd-rows';
import { graphKey, kindOf } from './templates';
import type { RowsReady, TrainTask, TrainTaskResult } from './train-task';
import type { KnownScaling } from './training-data';
import { noteOnCounters, notesOnAlarms } from './training-news';
import type { TrainingPlace } from './training-place';

/** A model that was just trained and is not kept anywhere yet. */
export type Trained = Omit<Model, 'id' | 'version'>;

/** What comes of a training. */
export interface Made {
  readonly trained: Trained;
  /** Rows that were left out as odd: no model should begin with them, either. */
  readonly odd: OddRows;
}

/** What a training needs to know, and whom it tells. */
export interface TrainingContext {
  /** The kind of detector; its blueprint is drawn by config. */
  readonly spec: Pick<DetectorSpec<never>, 'node' | 'blueprint'>;
  readonly config: object;
  readonly place: TrainingPlace;
  readonly seed: number;
  readonly engine: 'automatic' | EngineId;
  /** Records that the network sees together. */
  readonly window: number;
  /** The settings that the model depends on, kept with it. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Whether a model is in force: what has none is trained first. */
  hasModel(): boolean;
  /** Roles of the tags that are no plain sensors, as the records say it. */
  roles(): TwinRecord['roles'];
  /** The scaler's scaling, as the records say it. */
  known(): KnownScaling | undefined;
  tell(event: string, time: number | null, facts: Record<string, unknown>): void;
  /** The status has changed. */
  progress(): void;
}

/** One training, in a worker thread: the rows are made ready, then the network is fitted. */
export class Training {
  /** Epochs, finished and at most. */
  epoch = 0;
  epochs = 0;
  /** Resolves with the model, or with why there is none. */
  readonly done: Promise<Made | Error>;
  readonly #context: TrainingContext;
  #task: RunningTask<TrainTaskResult> | undefined;
  #cancelled = false;

  /** @param excused false alarms, newest last: their rows are learned from, too */
  constructor(context: TrainingContext, job: Job, excused: readonly AlarmRows[]) {
    this.#context = context;
    this.done = this.#run(job, excused).catch((error: unknown) => error as Error);
    context.progress();
  }

  /** How long it waits for a thread; undefined when it does not. */
  get wait(): Wait | undefined {
    return this.#task?.wait;
  }

  /** Ends it as soon as may be; done then tells a CancelledError. */
  cancel(): void {
    this.#cancelled = true;
    this.#task?.cancel();
  }

  async #run(job: Job, excused: readonly AlarmRows[]): Promise<Made> {
    const { data, blueprint, fitted: made, mask, notes: ofFit } = await this.#inThread(this.#taskOf(job, excused));
    this.#teach(job.buffer.features, data.features, blueprint, made);
    // The model in force has no use for how its network was trained.
    const { trained: _, ...whole } = made;
    const fitted = { ...whole, input: slim(whole.input) };
    const notes = data.counters.length > 0 ? [noteOnCounters(data.counters), ...ofFit] : ofFit;
    for (const text of notes) this.#context.tell('training-note', data.facts.to, { text });
    const { spec, settings } = this.#context;
    const { features, scaling, facts } = data;
    const { node } = spec;
    const trained = { node, features, scaling, blueprint, fitted, training: { ...facts, settings }, notes };
    return { trained, odd: new OddRows(job.buffer, mask) };
  }

  #taskOf({ buffer, scaling, roles }: Job, excused: readonly AlarmRows[]): Task {
    const { spec, config, known, seed, window, engine, hasModel } = this.#context;
    const { asset, folders, templates } = this.#context.place;
    const module = join(__dirname, 'train-task.js');
    const { features, range, seams } = buffer;
    const own = roles ?? this.#context.roles() ?? {};
    const scaled = scaling ? { scaling, features } : known();
    return {
      module,
      urgent: !hasModel(),
      size: buffer.count * features.length,
      // The first one of a kind learns alone: what the others begin with must not depend on how many threads there are.
      alone: () => (templates?.has(features) === false ? kindOf(features) : undefined),
      job: () => {
        const rows = buffer.rows();
        const job: TrainTask = {
          collected: { features, rows, range, seams },
          excused,
          known: scaled,
          orders: ordersAmong(features, own),
          roles: own,
          seed,
          window,
          source: spec.blueprint,
          config,
          engine,
          folders,
          template: templates?.for(asset, features),
        };
        return { job, transfer: [rows.buffer as ArrayBuffer] };
      },
    };
  }

  #teach(collected: readonly string[], features: readonly string[], { graph }: Blueprint, fitted: Fitted): void {
    const { asset, templates } = this.#context.place;
    const { unexplained, hints, skills } = fitted.trained!;
    templates?.teach(collected, {
      asset,
      features,
      graph: graphKey(graph),
      weights: fitted.weights,
      unexplained,
      hints,
      skills,
    });
  }

  /** The rows are ready: says what they are like. */
  #ready({ report, excused, features, left, counters, facts, epochs }: RowsReady): void {
    const { tell } = this.#context;
    tell('training-data', facts.to, { ...report });
    if (report.outliers) for (const text of report.outliers.text) tell('training-note', facts.to, { text });
    for (const text of notesOnAlarms(excused)) tell('training-note', facts.to, { text });
    tell('training-started', facts.to, { records: facts.rows, features, left, counters });
    this.epochs = epochs;
    this.#context.progress();
  }

  /** A thread that ends under it may have been brought down by what ran there before: it gets another one, once. */
  async #inThread(task: Task): Promise<TrainTaskResult> {
    try {
      return await this.#try(task);
    } catch (error) {
      if (!(error instanceof ThreadEndedError) || this.#cancelled) throw error;
      this.#context.tell('training-note', null, { text: `${error.message}; it is tried once more` });
      return this.#try(task);
    }
  }

  async #try(task: Task): Promise<TrainTaskResult> {
    if (this.#cancelled) throw new CancelledError();
    const running = this.#context.place.host.startTask<TrainTaskResult>(task, {
      onProgress: ({ epoch, epochs }) => {
        this.epoch = epoch;
        this.epochs = epochs;
        this.#context.progress();
      },
      onNews: (news) => {
        if (!this.#cancelled) this.#ready(news as RowsReady);
      },
    });
    this.#task = running;
    const result = await running.done;
    if (this.#cancelled) throw new CancelledError();
    return result;
  }
}
