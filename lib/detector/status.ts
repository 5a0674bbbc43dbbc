import type { Freeze } from '../layer/freeze';
import type { LayerStatus } from '../layer/layer';
import { isNetworkIdle } from '../score/skill';
import { duration } from '../time/duration';
import type { Learning } from './learning/learning';
import type { Model } from './models/model';
import type { ModelKeeper } from './models/model-keeper';
import type { Promotion } from './promotion';

/** What a detector's status is made of. */
export interface Condition {
  readonly learning: Learning;
  readonly models: ModelKeeper;
  readonly promotion: Promotion;
  /** Why the last record could not be judged. */
  readonly blind: string | undefined;
  readonly freeze: Freeze;
  /** Why nothing is learned for now. */
  readonly held: string | undefined;
  /** ms that the records are to span. */
  readonly learnFor: number;
  /** Whether the model would have a twin, or a better one, after more records. */
  readonly twinAwaited: boolean;
}

/** What a person should know of a detector at first sight. */
export function statusOf(condition: Condition): LayerStatus {
  const { learning, freeze, promotion } = condition;
  const model = condition.models.inForce?.model;
  const shadow = promotion.shadowing.text();
  const { progress, buffer } = learning;
  const wait = progress?.wait;
  if (wait !== undefined)
    return { state: 'queued', values: { place: wait.place, nth: nth(wait.place) }, wallLeft: wait.left };
  if (progress !== undefined) {
    return { state: 'training', values: { done: progress.epoch, total: progress.epochs } };
  }
  const text = faultOf(condition);
  if (text !== undefined) return { state: 'fault', values: { text } };
  const version = model?.version ?? 0;
  if (freeze.frozen) return { state: 'frozen', values: { version } };
  // What really trained the model, whatever was chosen.
  if (buffer === undefined || !learning.collecting || learning.goal !== undefined) {
    const device =
      model === undefined ? '' : workedBy(model) + waits(condition) + shadow + approval(condition) + held(condition);
    return { state: 'watching', values: { version, device } };
  }
  if (buffer.count === 0 && model === undefined) return { state: 'waiting' };
  const total = learning.wanted;
  // It is not collecting; and what the model in force does is what a person should know then.
  if (condition.held !== undefined && model !== undefined) {
    return { state: 'watching', values: { version, device: workedBy(model) + shadow + held(condition) } };
  }
  const left = buffer.timeFor(Math.max(0, total - buffer.count));
  return { state: 'learning', values: { done: buffer.count, total }, left };
}

/** A person who sees a network named should know where it has no say. */
function workedBy({ fitted }: Model): string {
  return isNetworkIdle(fitted.parts) ? `${fitted.device}; the network adds nothing here` : fitted.device;
}

/** Where the records so far show too little of the plant, a person should know that more are awaited. */
function waits({ learning: { goal, buffer }, learnFor, twinAwaited }: Condition): string {
  if (goal === undefined || buffer === undefined) return '';
  const seen = buffer.span < learnFor ? `; has seen ${duration(buffer.span)} of ${duration(learnFor)}` : '';
  return twinAwaited ? `${seen}; learns a twin from ${goal} records, ${buffer.count} so far` : seen;
}

function approval({ promotion }: Condition): string {
  return promotion.waits ? '; a new model waits for approval' : '';
}

function held({ held: why, learning }: Condition): string {
  return why === undefined || !learning.collecting ? '' : `; learns nothing: ${why}`;
}

function faultOf({ models, blind, learning, freeze }: Condition): string | undefined {
  const { missing, inForce, unsaved } = models;
  if (missing !== undefined) return missing;
  if (blind !== undefined) return blind;
  if (learning.failed) return 'there is no model; order train';
  if (freeze.frozen && inForce === undefined) return freeze.tooEarly;
  return unsaved;
}

/** 1st, 2nd, 3rd, 4th ... 11th. */
function nth(place: number): string {
  const last = place % 100 >= 11 && place % 100 <= 13 ? 0 : place % 10;
  return `${place}${['th', 'st', 'nd', 'rd'][last] ?? 'th'}`;
}
