import type { TrainingHooks } from './engine';
import type { TrainingJob, TrainingResult } from './host';
import { createWasmEngine } from './wasm/engine';
import type { TaskResult } from './worker';

/** The task behind startTraining (host.ts), in its worker thread. */
export async function run(job: TrainingJob, hooks: TrainingHooks): Promise<TaskResult> {
  const { graph, data, options, outputsOn } = job;
  const engine = createWasmEngine();
  const trained = await engine.train(graph, data, options, hooks);
  const outputs = outputsOn ? await engine.predict(graph, trained.weights, outputsOn.data, outputsOn.outputs) : {};
  const result: TrainingResult = { trained, outputs };
  const transfer = [trained.weights, ...Object.values(outputs)].map((values) => values.buffer as ArrayBuffer);
  return { result, transfer };
}
