import { join } from 'node:path';
import { openChosen } from '../../engine/automatic';
import type { TrainingHooks } from '../../engine/engine';
import type { EngineId } from '../../engine/ids';
import { tagOf } from '../../record/features';
import type { Blueprint } from '../../score/blueprint';
import { isWandering } from '../../score/detrending/detrender';
import { featuresOf } from '../../score/features';
import { type FitJob, fitScore } from '../../score/fit-score';
import type { Fitted } from '../../score/fitted';
import { partOf, wantsMore } from '../../score/parts';
import { idleParts, isNetworkIdle } from '../../score/skill';
import { noteOnUntold, noteOnWandering } from './training-news';

/** A fit, and the engine that was chosen for it. */
export interface EngineFit extends FitJob {
  readonly engine: 'automatic' | EngineId;
  /** Where optional engines may lie, see openChosen. */
  readonly folders: readonly string[];
}

export interface EngineFitted {
  readonly fitted: Fitted;
  /** What a person should know about the engine that was taken, and about the parts of the score. */
  readonly notes: readonly string[];
}

/** What of the score has earned no weight on later rows, what is judged by how it moves, and that nothing is judged by the others. */
function remarksOn({ parts, input }: Fitted, { features, blueprint }: EngineFit): string[] {
  const wandering = features.filter((_, i) => isWandering(input, i));
  return [
    ...(wandering.length > 0 ? [noteOnWandering(wandering)] : []),
    ...remarksOnTwin(parts, blueprint, features),
    ...remarksOnParts(parts),
  ];
}

/** A plant without a twin of its own whose tags are each by themselves is guarded less well than it seems. */
function remarksOnTwin(parts: Fitted['parts'], blueprint: Blueprint, names: readonly string[]): string[] {
  const planned = blueprint.parts.some((plan) => partOf(plan).tells !== undefined);
  const tags = featuresOf(names, blueprint.kinds).filter(
    ({ name, kind }) => kind === 'measured' && tagOf(name) === name,
  );
  if (!planned || tags.length < 2 || parts.some(({ plan, fitted }) => partOf(plan).tells?.(fitted))) return [];
  return [noteOnUntold(wantsMore(parts))];
}

function remarksOnParts(parts: Fitted['parts']): string[] {
  const idle = idleParts(parts);
  if (idle.length === 0) return [];
  const network = isNetworkIdle(parts) ? 'the network adds nothing on this plant; ' : '';
  return [`${network}without weight in the score: ${idle.join(', ')}`];
}

/** @throws Error as fitScore does; CancelledError */
export async function fitOn(task: EngineFit, hooks: TrainingHooks): Promise<EngineFitted> {
  const notes: string[] = [];
  const [home] = task.folders;
  const engine = await openChosen(task.engine, {
    folders: task.folders,
    // What Automatic has measured holds for the whole machine.
    ...(home !== undefined && { cache: join(home, 'twin-guard') }),
    note: (text) => notes.push(text),
  });
  try {
    const fitted = await fitScore(engine, task, hooks);
    notes.push(...remarksOn(fitted, task));
    return { fitted, notes };
  } finally {
    await engine.close();
  }
}
