import type { TaskResult } from '../engine/worker';
import { gradeRows, type TrainingReport } from './grades';
import { type Collected, type KnownScaling, prepareTraining, type TrainingData } from './training-data';

/** Rows that are to be made ready in a worker thread: for long histories too long a work for the event loop. */
export interface PrepareTask {
  readonly collected: Collected;
  readonly known: KnownScaling | undefined;
  readonly seed: number;
}

export interface PrepareTaskResult {
  readonly data: TrainingData;
  readonly report: TrainingReport;
}

/** The task in its thread (lib/engine/worker.ts). @throws Error when no feature has enough values */
export async function run({ collected, known, seed }: PrepareTask): Promise<TaskResult> {
  const data = prepareTraining(collected, known, seed);
  const report = gradeRows(collected.features, collected.rows);
  return { result: { data, report } satisfies PrepareTaskResult, transfer: [data.rows.buffer as ArrayBuffer] };
}
