import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isPlainObject } from '../input';
import type { Graph } from '../network/graph';
import { writeAtomicSync } from '../store/atomic';
import { openEngine } from './catalogue';
import { CancelledError, type Dataset, type Engine, type TrainingOptions } from './engine';
import { ENGINE_IDS, type EngineId } from './ids';
import { type Clock, measureStep } from './measure';
import { BACKENDS, Refusal } from './tensorflow/backends';
import { EngineCrashError } from './tensorflow/connection';
import { resolvePackages } from './tensorflow/resolve';

/** Where engines are looked for and their measurements kept. */
export interface EngineSurroundings {
  /** Where else optional packages may lie: Node-RED's userDir. */
  readonly folders: readonly string[];
  /** Folder for the measurements of this machine; without it they are made anew each time. */
  readonly cache?: string;
  /** Told what a person should know: why which engine was taken. */
  readonly note: (text: string) => void;
  readonly now?: Clock;
  /** What Automatic may choose from; without it all but those that are for a choice by name only. */
  readonly candidates?: readonly EngineId[];
}

/**
 * Opens what was chosen in the dialog. An engine that cannot run here is replaced by the built-in one with a note that
 * says why and what would change it: a guard that learns slowly is better than none.
 */
export async function openChosen(choice: 'automatic' | EngineId, around: EngineSurroundings): Promise<Engine> {
  if (choice === 'automatic') return createAutomatic(around);
  try {
    return await openEngine(choice, around.folders);
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof EngineCrashError)) throw error;
    around.note(`engine '${choice}' cannot run here, the built-in one is used: ${error.message}`);
    return openEngine('wasm', around.folders);
  }
}

/**
 * An engine that is the fastest of this machine for the first graph, batch and rows that it trains, by a short
 * measurement on each (not by belief: a small network trains slower on a large GPU).
 */
export async function createAutomatic(around: EngineSurroundings): Promise<Engine> {
  let chosen = await openEngine('wasm', around.folders);
  let measured = false;

  async function choose(job: Job): Promise<void> {
    measured = true;
    const id = await fastest(job, around);
    if (id !== 'wasm') chosen = await openChosen(id, around);
  }
  return {
    get name() {
      return chosen.name;
    },
    get device() {
      return chosen.device;
    },
    async train(graph, data, options, hooks) {
      if (!measured) await choose({ graph, data, options, stop: () => hooks?.cancelled?.() === true });
      return chosen.train(graph, data, options, hooks);
    },
    predict: (graph, weights, data, outputs) => chosen.predict(graph, weights, data, outputs),
    close: () => chosen.close(),
  };
}

/** ms per training step; null when the engine was too slow or failed on this graph. */
type Measurements = Record<string, number | null>;

/** The training that is to be made. */
interface Job {
  readonly graph: Graph;
  readonly data: Dataset;
  readonly options: TrainingOptions;
  readonly stop: () => boolean;
}

async function fastest(job: Job, around: EngineSurroundings): Promise<EngineId> {
  const candidates = installed(around);
  if (candidates.length === 1) {
    around.note('wasm is used: no other engine is installed');
    return 'wasm';
  }
  const key = situation(job, candidates);
  const file = around.cache === undefined ? undefined : path.join(around.cache, 'engine-measurements.json');
  const kept = file === undefined ? {} : readCache(file);
  let measurements = kept[key];
  if (measurements === undefined) {
    measurements = await measureAll(candidates, job, around);
    // What could not be opened may be there the next time.
    if (file !== undefined && candidates.every((id) => id in measurements!))
      writeCache(file, { ...kept, [key]: measurements });
  }
  const { data, options } = job;
  const steps = Math.ceil((data.starts.length - options.validation.length) / options.batch);
  const ranked = Object.entries(measurements).sort(([, a], [, b]) => (a ?? Infinity) - (b ?? Infinity));
  if (ranked.length > 1) around.note(ranked.map(([id, step]) => `${id} ${epochText(step, steps)}`).join(', '));
  return ranked[0]![0] as EngineId;
}

function epochText(step: number | null, steps: number): string {
  if (step === null) return 'too slow';
  const milliseconds = step * steps;
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms/epoch`;
}

/** Engines that may be taken and whose packages are there; whether they run is seen when they are opened. */
function installed({ folders, candidates }: EngineSurroundings): EngineId[] {
  const found = BACKENDS.filter((backend) => {
    try {
      const wanted = candidates ? candidates.includes(backend.id) : !backend.byNameOnly;
      return wanted && Boolean(resolvePackages(backend, folders));
    } catch {
      return false;
    }
  });
  return ['wasm', ...found.map(({ id }) => id)];
}

/** Measures what can be opened; notes what cannot. An engine that fails on this graph is out of the race. */
async function measureAll(
  candidates: readonly EngineId[],
  { graph, data, options, stop }: Job,
  { folders, note, now = () => performance.now() }: EngineSurroundings,
): Promise<Measurements> {
  const engines: [EngineId, Engine][] = [];
  for (const id of candidates) {
    try {
      engines.push([id, await openEngine(id, folders)]);
    } catch (error) {
      note(`${id} cannot run here: ${(error as Error).message}`);
    }
  }
  const measurements: Measurements = {};
  try {
    for (const [id, engine] of engines) {
      // Alone it wins without being measured.
      const alone = engines.length === 1;
      const step = alone ? 0 : await measureStep(engine, graph, data, options, now, stop).catch(() => Infinity);
      if (stop()) throw new CancelledError();
      measurements[id] = Number.isFinite(step) ? step : null;
    }
  } finally {
    for (const [, engine] of engines) await engine.close();
  }
  return measurements;
}

/** What a measurement holds for: the graph, the size of a step, the machine and what is installed on it. */
function situation({ graph, data, options }: Job, candidates: readonly EngineId[]): string {
  const batch = Math.min(options.batch, data.starts.length);
  const machine = [os.hostname(), os.cpus()[0]?.model, os.cpus().length, process.version];
  return createHash('sha256')
    .update(JSON.stringify([graph, batch, options.optimizer.kind, candidates, machine]))
    .digest('hex')
    .slice(0, 16);
}

/** Situations that are kept; the oldest go first. */
const KEPT = 50;

function readCache(file: string): Record<string, Measurements> {
  try {
    const raw: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isPlainObject(raw) ? Object.fromEntries(Object.entries(raw).filter(isMeasured)) : {};
  } catch {
    // Not there yet, or damaged: it is only a cache.
    return {};
  }
}

function isMeasured(entry: [string, unknown]): entry is [string, Measurements] {
  const measurements = entry[1];
  if (!isPlainObject(measurements) || !Number.isFinite(measurements['wasm'])) return false;
  return Object.entries(measurements).every(
    ([id, step]) => (ENGINE_IDS as readonly string[]).includes(id) && (step === null || Number.isFinite(step)),
  );
}

function writeCache(file: string, entries: Record<string, Measurements>): void {
  const last = Object.entries(entries).slice(-KEPT);
  writeAtomicSync(file, `${JSON.stringify(Object.fromEntries(last), null, 1)}\n`);
}
