import type { TaskHooks, TaskResult } from '../../engine/worker';
import type { TwinRecord } from '../../record/record';
import type { Blueprint } from '../../score/blueprint';
import { kindsOf } from '../../score/features';
import type { Start } from '../../score/fit-score';
import { adjustToOrder } from '../../score/time-order';
import type { BlueprintSource } from '../layer';
import { type EngineFit, type EngineFitted, fitOn } from './engine-fit';
import { type PreparedRows, prepareRows, type Unprepared } from './prepared-rows';
import { graphKey, type Template } from './templates';
import type { TrainingData } from './training-data';
import type { TrainingFacts } from './training-facts';

/** A whole training for a worker thread: rows are made ready, then the network is fitted. */
export interface TrainTask extends Unprepared, Pick<EngineFit, 'engine' | 'folders'> {
  /** What draws the blueprint, and the settings that it draws it by. */
  readonly source: BlueprintSource;
  readonly config: object;
  readonly roles: NonNullable<TwinRecord['roles']>;
  /** What another asset of its kind has learned; undefined: it begins with nothing. */
  readonly template: Template | undefined;
}

/** Told once the rows are ready. */
export interface RowsReady extends Pick<PreparedRows, 'report' | 'excused'> {
  readonly features: readonly string[];
  readonly left: readonly string[];
  readonly counters: readonly string[];
  readonly facts: TrainingFacts;
  /** Epochs of one training of the network, at most. */
  readonly epochs: number;
}

export interface TrainTaskResult extends EngineFitted, Pick<PreparedRows, 'mask'> {
  readonly data: Pick<TrainingData, 'features' | 'scaling' | 'facts' | 'counters'>;
  readonly blueprint: Blueprint;
}

/** The task in its thread (lib/engine/worker.ts). @throws Error when there is too little to learn from; CancelledError */
export async function run(task: TrainTask, hooks: TaskHooks): Promise<TaskResult> {
  const { data, order, report, mask, excused } = prepareRows(task);
  const { features, scaling, rows, seams, skips, facts, left, counters, flags } = data;
  const kinds = kindsOf(features, task.roles, flags);
  const blueprint = adjustToOrder({ ...blueprintOf(task.source, features.length, task.config), kinds }, order);
  const { epochs } = blueprint.training;
  hooks.tell({ report, excused, features, left, counters, facts, epochs } satisfies RowsReady);
  const { seed, engine, folders } = task;
  const interval = intervalOf(facts, excused.rows);
  const { joins } = excused;
  const start = task.template && fitting(task.template, features, blueprint);
  const job = {
    blueprint,
    features,
    rows,
    seams,
    skips,
    joins,
    interval,
    seed,
    engine,
    folders,
    ...(start && { start }),
  };
  const { fitted, notes: ofFit } = await fitOn(job, hooks);
  const begun =
    fitted.trained?.begun === true ? [`the network began with what ${task.template!.asset} had learned`] : [];
  const notes = [...begun, ...ofFit];
  return {
    result: { data: { features, scaling, facts, counters }, blueprint, mask, fitted, notes } satisfies TrainTaskResult,
  };
}

/** The template, if it is of the same network. The papers' scores are what the papers say: they begin with nothing. */
function fitting(template: Template, features: readonly string[], { graph, training }: Blueprint): Start | undefined {
  const isSame = template.features.join('\n') === features.join('\n') && template.graph === graphKey(graph);
  return isSame && training.keep !== 'last' ? template : undefined;
}

/** Drawn before: a fleet has one for all. */
const drawn = new Map<string, Blueprint>();
const MOST_DRAWN = 16;

function blueprintOf({ module, name }: BlueprintSource, features: number, config: object): Blueprint {
  const key = JSON.stringify([module, name, features, config]);
  let blueprint = drawn.get(key);
  if (blueprint === undefined) {
    const draw = (require(module) as Record<string, (features: number, config: object) => Blueprint>)[name]!;
    blueprint = draw(features, config);
    if (drawn.size >= MOST_DRAWN) drawn.clear();
    drawn.set(key, blueprint);
  }
  return blueprint;
}

/** A second, where rows come without times of their own: they are then numbered. */
function intervalOf({ rows, from, to }: TrainingFacts, excused: number): number {
  const interval = ((to ?? 0) - (from ?? 0)) / Math.max(1, rows - excused - 1);
  return interval > 1 ? interval : 1000;
}
