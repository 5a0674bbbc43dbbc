import { join } from 'node:path';
import { CancelledError } from '../../engine/engine';
import { type RunningTask, startTask, type Task } from '../../engine/host';
import type { EngineId } from '../../engine/ids';
import type { AlarmRows } from '../../guarded/episodes';
import type { TwinRecord } from '../../record';
import type { Blueprint } from '../../score/blueprint';
import { kindsOf, ordersAmong } from '../../score/features';
import { adjustToOrder } from '../../score/time-order';
import type { Model } from '../models/model';
import type { LearningBuffer } from './buffer';
import type { FitTask, FitTaskResult } from './fit-task';
import type { Job } from './job';
import type { PrepareTask, PrepareTaskResult } from './prepare-task';
import { rowKey } from './recent';
import type { KnownScaling } from './training-data';
import type { TrainingFacts } from './training-facts';

/** A model that was just trained and is not kept anywhere yet. */
export type Trained = Omit<Model, 'id' | 'version'>;

/** What comes of a training. */
export interface Made {
  readonly trained: Trained;
  /** Rows that were left out as odd, see rowKey: no model should begin with them, either. */
  readonly odd: ReadonlySet<string>;
}

/** What a training needs to know, and whom it tells. */
export interface TrainingContext {
  readonly node: string;
  readonly seed: number;
  readonly engine: 'automatic' | EngineId;
  /** Where optional engines may lie. */
  readonly folders: readonly string[];
  /** Records that the network sees together. */
  readonly window: number;
  /** The settings that the model depends on, kept with it. */
  readonly settings: Readonly<Record<string, unknown>>;
  blueprint(features: number): Blueprint;
  /** Roles of the tags that are no plain sensors, as the records say it. */
  roles(): TwinRecord['roles'];
  /** The scaler's scaling, as the records say it. */
  known(): KnownScaling | undefined;
  tell(event: string, time: number | null, facts: Record<string, unknown>): void;
  /** The status has changed. */
  progress(): void;
}

/** One training: the rows are made ready, then the network is fitted, each in a thread of its own. */
export class Training {
  /** Epochs, finished and at most. */
  epoch = 0;
  epochs = 0;
  /** Resolves with the model, or with why there is none. */
  readonly done: Promise<Made | Error>;
  readonly #context: TrainingContext;
  #task: RunningTask<unknown> | undefined;
  #cancelled = false;

  /** @param excused false alarms, newest last: their rows are learned from, too */
  constructor(context: TrainingContext, job: Job, excused: readonly AlarmRows[]) {
    this.#context = context;
    this.done = this.#run(job, excused).catch((error: unknown) => error as Error);
    context.progress();
  }

  /** Ends it as soon as may be; done then tells a CancelledError. */
  cancel(): void {
    this.#cancelled = true;
    this.#task?.cancel();
  }

  async #run(job: Job, excused: readonly AlarmRows[]): Promise<Made> {
    const prepared = await this.#inThread<PrepareTaskResult>(this.#preparation(job, excused));
    return { trained: await this.#fit(prepared, job), odd: oddRows(job.buffer, prepared.mask) };
  }

  #preparation({ buffer, scaling, roles }: Job, excused: readonly AlarmRows[]): Task {
    const { known, seed, window } = this.#context;
    const { features, range, seams } = buffer;
    const rows = buffer.rows().slice();
    const job: PrepareTask = {
      collected: { features, rows, range, seams },
      excused,
      known: scaling ? { scaling, features } : known(),
      orders: ordersAmong(features, roles ?? this.#context.roles() ?? {}),
      seed,
      window,
    };
    return { module: join(__dirname, 'prepare-task.js'), job, transfer: [rows.buffer] };
  }

  /** The rows are ready: says what they are like, and trains. */
  async #fit({ data, order, report, excused }: PrepareTaskResult, job: Job): Promise<Trained> {
    const { seed, engine, folders, node, settings, tell } = this.#context;
    const { features, scaling, rows, raw, seams, skips, facts, left, counters, flags } = data;
    const roles = job.roles ?? this.#context.roles() ?? {};
    const plan = { ...this.#context.blueprint(features.length), kinds: kindsOf(features, roles, flags) };
    const blueprint = adjustToOrder(plan, order);
    tell('training-data', facts.to, { ...report });
    if (report.outliers) for (const text of report.outliers.text) tell('training-note', facts.to, { text });
    for (const text of notesOnAlarms(excused)) tell('training-note', facts.to, { text });
    tell('training-started', facts.to, { records: facts.rows, features, left, counters });
    this.epochs = blueprint.training.epochs;
    const interval = intervalOf(facts, excused.rows);
    const task: FitTask = {
      blueprint,
      features,
      rows,
      raw,
      seams,
      skips,
      joins: excused.joins,
      interval,
      seed,
      engine,
      folders,
    };
    const transfer = [rows.buffer as ArrayBuffer, raw.buffer as ArrayBuffer];
    const module = join(__dirname, 'fit-task.js');
    const { fitted, notes: ofFit } = await this.#inThread<FitTaskResult>({
      module,
      job: task,
      transfer,
    });
    const notes = counters.length > 0 ? [noteOn(counters), ...ofFit] : ofFit;
    for (const text of notes) tell('training-note', facts.to, { text });
    return { node, features, scaling, blueprint, fitted, training: { ...facts, settings }, notes };
  }

  async #inThread<Result>(task: Task): Promise<Result> {
    if (this.#cancelled) throw new CancelledError();
    const running = startTask<Result>(task, ({ epoch, epochs }) => {
      this.epoch = epoch;
      this.epochs = epochs;
      this.#context.progress();
    });
    this.#task = running;
    const result = await running.done;
    if (this.#cancelled) throw new CancelledError();
    return result;
  }
}

function noteOn(counters: readonly string[]): string {
  const names = counters.slice(0, 10).join(', ');
  const which = counters.length > 10 ? `${names} and ${counters.length - 10} more` : names;
  return `${which}: only went up or only down while learning, as a counter does, so what it reads is not judged; give it the role counter in ingest's tag table, and how fast it counts is judged`;
}

function notesOnAlarms({ alarms, left }: PrepareTaskResult['excused']): string[] {
  const learned = `learned as normal, too: the records of ${alarms} alarms that a person called false`;
  const not = `${left} alarms that a person called false are not learned: there are too few other records, or features that were not there then`;
  return [...(alarms > 0 ? [learned] : []), ...(left > 0 ? [not] : [])];
}

/** A second, where rows come without times of their own: they are then numbered. */
function intervalOf({ rows, from, to }: TrainingFacts, excused: number): number {
  const interval = ((to ?? 0) - (from ?? 0)) / Math.max(1, rows - excused - 1);
  return interval > 1 ? interval : 1000;
}

/** Odd rows further back are none that a model begins with. */
const MOST_ODD = 4096;

/** @param mask of the rows: 1 for those that were left out */
function oddRows(buffer: LearningBuffer, mask: Uint8Array): ReadonlySet<string> {
  const rows = buffer.rows();
  const width = buffer.features.length;
  const odd = new Set<string>();
  for (let t = Math.max(0, mask.length - MOST_ODD); t < mask.length; t++) {
    if (mask[t] === 1) odd.add(rowKey(rows.subarray(t * width, (t + 1) * width)));
  }
  return odd;
}
